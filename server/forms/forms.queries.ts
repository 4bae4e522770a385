import { createHash } from 'node:crypto'
import { sql, type Selectable } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'
import type { forms } from '../platform/tables/forms.ts'
import type { KyselyTable, NewRow } from '../platform/tables/table.ts'

/** `suspected`: how many of its leads are spam as it seems. */
export type FormRow = Selectable<KyselyTable<typeof forms>> & { suspected: number }

/** SQL, with the index `leads_suspected`. */
const suspected = sql<number>`(select count(*)::integer from leads s where s.form_id = forms.id::text and s.metadata ? 'suspected')`.as(
  'suspected',
)

export function findForms(trx: Trx, page: { before: string | null; limit: number }): Promise<FormRow[]> {
  let query = trx
    .selectFrom('forms')
    .selectAll()
    .select(suspected)
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
  if (page.before) query = query.where('id', '<', page.before)
  return query.execute()
}

export const findForm = (trx: Trx, id: string): Promise<FormRow | undefined> =>
  trx.selectFrom('forms').selectAll().select(suspected).where('id', '=', id).executeTakeFirst()

/** A form that is about to be changed: the next change waits until this transaction ends. */
export const lockForm = (trx: Trx, id: string): Promise<FormRow | undefined> =>
  trx.selectFrom('forms').selectAll().select(suspected).where('id', '=', id).forUpdate().executeTakeFirst()

/** Adds a form. Null: its slug is taken, by any workspace. */
export async function addForm(trx: Trx, row: NewRow<typeof forms>): Promise<FormRow | null> {
  const added = await trx
    .insertInto('forms')
    .values({ ...row, fields: JSON.stringify(row.fields) })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returningAll()
    .returning(suspected)
    .executeTakeFirst()
  return added ?? null
}

/** Whether another form, of any workspace, has this slug. */
export async function isSlugTaken(system: Db, slug: string, except: string): Promise<boolean> {
  return (await system.selectFrom('forms').select('id').where('slug', '=', slug).where('id', '<>', except).execute()).length > 0
}

/** Changes a form and raises its version. */
export const changeForm = (trx: Trx, id: string, { fields, ...change }: Partial<NewRow<typeof forms>>): Promise<FormRow | undefined> =>
  trx
    .updateTable('forms')
    .set({ ...change, ...(fields && { fields: JSON.stringify(fields) }), version: sql`version + 1` })
    .where('id', '=', id)
    .returningAll()
    .returning(suspected)
    .executeTakeFirst()

export async function deleteForm(trx: Trx, id: string): Promise<boolean> {
  return (await trx.deleteFrom('forms').where('id', '=', id).returning('id').execute()).length > 0
}

export type PublicForm = Selectable<KyselyTable<typeof forms>> & { country: string; language: string; workspace_name: string }

/** SQL: a form that lost its account: no other account may answer its people. */
const hasLostAccount = sql<boolean>`forms.names_account and forms.account_id is null and forms.continues_in <> 'none'`

/** Finds an active form of any workspace by its public address, with its workspace's name and language, and the country of its numbers. */
export async function findPublicForm(system: Db, slug: string): Promise<PublicForm | undefined> {
  return system
    .selectFrom('forms')
    .innerJoin('workspaces', 'workspaces.id', 'forms.workspace_id')
    .selectAll('forms')
    .select(['workspaces.language', 'workspaces.name as workspace_name'])
    .leftJoin('accounts', 'accounts.id', 'forms.account_id')
    .select((is) => is.fn.coalesce('accounts.default_country', 'workspaces.default_country').as('country'))
    .where('slug', '=', slug)
    .where('is_active', '=', true)
    .where(sql<boolean>`not (${hasLostAccount})`)
    .executeTakeFirst()
}

export const formLimits = {
  address: { attempts: 60, perMs: 10 * 60_000 },
  form: { attempts: 1_000, perMs: 3_600_000 },
}

/** Whether this submission made a lead before. */
export async function isKnownSubmission(system: Db, uniqueKey: string): Promise<boolean> {
  return (await sql`select from leads where unique_key = ${uniqueKey}`.execute(system)).rows.length > 0
}

/**
 * Counts one post of a form, in the database, so that several processes or a restart do not multiply the limits. One that its address may
 * not make is not counted against the form: one machine must not close it for everyone.
 * In:  `address`: null when it is not known, as behind a proxy that is not trusted.
 * Out: null when it may continue; otherwise the seconds to wait, and which limit was reached.
 */
export async function countFormPost(
  system: Db,
  form: Pick<FormRow, 'id' | 'workspace_id'>,
  address: string | null,
  now: Date,
): Promise<{ seconds: number; limit: keyof typeof formLimits } | null> {
  await sql`delete from form_attempts where key in
    (select key from form_attempts where ends <= ${now} limit 100 for update skip locked)`.execute(system)
  const wait = address === null ? null : await count(system, form, `address:${address}`, formLimits.address, now)
  if (wait !== null) return { seconds: wait, limit: 'address' }
  const seconds = await count(system, form, 'form', formLimits.form, now)
  return seconds === null ? null : { seconds, limit: 'form' }
}

async function count(
  system: Db,
  form: Pick<FormRow, 'id' | 'workspace_id'>,
  what: string,
  limit: { attempts: number; perMs: number },
  now: Date,
): Promise<number | null> {
  const key = createHash('sha256').update(`${form.id}:${what}`).digest('base64url')
  const { rows } = await sql<{ attempts: number; ends: Date }>`
    insert into form_attempts as a (key, form_id, workspace_id, attempts, ends)
    values (${key}, ${form.id}, ${form.workspace_id}, 1, ${new Date(now.getTime() + limit.perMs)})
    on conflict (key) do update set attempts = case when a.ends <= ${now} then 1 else a.attempts + 1 end,
      ends = case when a.ends <= ${now} then excluded.ends else a.ends end
    returning attempts, ends`.execute(system)
  const { attempts, ends } = rows[0]!
  return attempts > limit.attempts ? Math.max(1, Math.ceil((ends.getTime() - now.getTime()) / 1000)) : null
}
