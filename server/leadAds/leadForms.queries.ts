import { sql, type RawBuilder, type Selectable } from 'kysely'
import type { LeadForm } from '../model/capabilities.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import { leadForms } from '../platform/tables/leadAds.ts'
import type { KyselyTable } from '../platform/tables/table.ts'

export type FormRow = Selectable<KyselyTable<typeof leadForms>>

/** What the jobs need to know of an account before they ask the platform. `readable`: how many leads it hands out. */
export type Standing = { name: string; country: string; connectedAt: Date; readable: number; forms: Map<string, FormRow> }

/** Reads the state of an account's forms: all of them, or one. */
export async function findStanding(db: Db, accountId: string, formId: string | null = null): Promise<Standing> {
  const { rows } = await sql<Omit<Standing, 'forms'>>`
    select a.name, coalesce(a.default_country, w.default_country) as country, a.created_at as "connectedAt",
      (select coalesce(sum(f.leads_count - f.expired_count), 0)::integer from lead_forms f where f.account_id = a.id) as readable
    from accounts a join workspaces w on w.id = a.workspace_id where a.id = ${accountId}`.execute(db)
  let query = db.selectFrom('lead_forms').selectAll().where('account_id', '=', accountId)
  if (formId !== null) query = query.where('form_id', '=', formId)
  return { ...rows[0]!, forms: new Map((await query.execute()).map((form) => [form.form_id, form])) }
}

type Owner = { id: string; workspaceId: string }

/**
 * Stores what the platform tells of forms; mapping and how far each was read back stay. A new form counts as read back until the account
 * was connected: older leads are read when the owner asks for them.
 */
export async function storeForms(trx: Trx, account: Owner, forms: LeadForm[], connectedAt: Date, now: Date): Promise<void> {
  if (!forms.length) return
  const rows = forms.map((form) => ({
    form_id: form.id,
    name: form.name,
    status: form.status,
    leads_count: form.leadsCount,
    organic_count: form.organicCount,
    expired_count: form.expiredCount,
    allows_organic: form.allowsOrganic,
    questions: form.questions,
  }))
  const columns = `form_id text, name text, status text, leads_count integer, organic_count integer, expired_count integer,
    allows_organic boolean, questions jsonb`
  await sql`
    insert into lead_forms (account_id, workspace_id, form_id, name, status, leads_count, organic_count, expired_count, allows_organic,
      questions, read_until, checked_at)
    select ${account.id}, ${account.workspaceId}, form_id, name, status, leads_count, organic_count, expired_count, allows_organic,
      questions, ${connectedAt}::timestamptz, ${now}::timestamptz from ${rowsOf(rows, columns)}
    on conflict (account_id, form_id) do update set name = excluded.name, status = excluded.status, leads_count = excluded.leads_count,
      organic_count = excluded.organic_count, expired_count = excluded.expired_count, allows_organic = excluded.allows_organic,
      questions = excluded.questions, checked_at = excluded.checked_at`.execute(trx)
}

/** Notes that these forms are being read back. */
export async function beginReading(trx: Trx, accountId: string, formIds: string[], now: Date): Promise<void> {
  if (formIds.length)
    await sql`update lead_forms set reading_at = ${now} where account_id = ${accountId} and form_id = any(${formIds}::text[])`.execute(trx)
}

/**
 * Notes that a form was read back to the end: from a time on until another. A gap before `since` stays one: then it counts as read only as
 * far as before.
 */
export async function endReading(trx: Trx, accountId: string, formId: string, read: { since: Date; until: Date }): Promise<void> {
  await sql`
    update lead_forms set reading_at = null, read_count = leads_count,
      read_until = case when read_until >= ${read.since} then greatest(read_until, ${read.until}) else read_until end
    where account_id = ${accountId} and form_id = ${formId}`.execute(trx)
}

/** Notes that readings ended before they were complete; a form of which a later one began is still being read. */
export async function stopReading(trx: Trx, stopped: { accountId: string; formId: string; begunAt: Date }[]): Promise<void> {
  const rows = stopped.map(({ accountId, formId, begunAt }) => ({ account_id: accountId, form_id: formId, begun_at: begunAt }))
  if (rows.length)
    await sql`
      update lead_forms f set reading_at = null from ${rowsOf(rows, 'account_id uuid, form_id text, begun_at timestamptz')}
      where f.account_id = given.account_id and f.form_id = given.form_id and f.reading_at = given.begun_at`.execute(trx)
}

/**
 * SQL: how many leads of the form `f` were had, of those that the platform still hands out; how many of them no webhook told of; and
 * whether the account's forms are about to be looked at, after which each is read back.
 */
const counts = (since: Date): RawBuilder<unknown> => sql`
  left join lateral (select exists (
    select from jobs j join accounts a on a.id = f.account_id and a.status = 'active'
    where j.lane = 'lead_forms/' || f.account_id and j.state in ('waiting', 'running') and (j.state = 'running' or j.attempts = 0)
  ) as "isAsked") k on true
  left join lateral (
    select count(*)::integer as ours, (count(*) filter (where l.read_back))::integer as "readBack" from ad_leads l
    where l.account_id = f.account_id and l.form_id = f.form_id and not l.is_test and l.created_at > ${since}) c on true`

/** `isAsked`: its account's forms are about to be looked at. */
export type ShownForm = FormRow & { ours: number; readBack: number; isAsked: boolean }

/** Lists forms of an account, the newest first. In: since when leads can be read. */
export async function findForms(
  trx: Trx,
  accountId: string,
  page: { before: string | null; limit: number },
  readableSince: Date,
): Promise<ShownForm[]> {
  const { rows } = await sql<ShownForm>`
    select f.*, c.ours, c."readBack", k."isAsked" from (
      select * from lead_forms where account_id = ${accountId} and ${page.before === null ? sql`true` : sql`form_id < ${page.before}`}
      order by form_id desc limit ${page.limit + 1}) f ${counts(readableSince)} order by f.form_id desc`.execute(trx)
  return rows
}

export async function changeMapping(
  trx: Trx,
  accountId: string,
  formId: string,
  mapping: Record<string, string>,
  readableSince: Date,
): Promise<ShownForm | undefined> {
  const { rows } = await sql<ShownForm>`
    with f as (update lead_forms set mapping = ${JSON.stringify(mapping)}::jsonb where account_id = ${accountId} and form_id = ${formId}
      returning *)
    select f.*, c.ours, c."readBack", k."isAsked" from f ${counts(readableSince)}`.execute(trx)
  return rows[0]
}

/** The answers of the newest lead of a form, as the platform gave them. */
export async function findNewestAnswers(
  trx: Trx,
  accountId: string,
  formId: string,
): Promise<{ name: string; values: string[] }[] | undefined> {
  const { rows } = await sql<{ answers: { name: string; values: string[] }[] }>`
    select metadata -> 'answers' as answers from leads
    where account_id = ${accountId} and source = 'lead_ad' and form_id = ${formId} and jsonb_typeof(metadata -> 'answers') = 'array'
      and workspace_id = (select workspace_id from accounts where id = ${accountId})
    order by seq desc limit 1`.execute(trx)
  return rows[0]?.answers
}

export async function findForm(trx: Trx, accountId: string, formId: string): Promise<FormRow | undefined> {
  return trx.selectFrom('lead_forms').selectAll().where('account_id', '=', accountId).where('form_id', '=', formId).executeTakeFirst()
}
