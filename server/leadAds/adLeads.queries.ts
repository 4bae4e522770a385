import { sql } from 'kysely'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import { adLeads } from '../platform/tables/leadAds.ts'
import { columnsOf, typesOf, type NewRow } from '../platform/tables/table.ts'

export type AdLeadRow = NewRow<typeof adLeads>

/**
 * Notes leads as had. Out: those that are stored now: new ones, and earlier ones whose row in `leads` (by its key) is still there. A lead
 * that was deleted here is not brought back.
 */
export async function takeAdLeads(trx: Trx, given: (AdLeadRow & { key: string })[]): Promise<Set<string>> {
  const rows = given.map(({ key: _key, ...row }) => row)
  const { rows: fresh } = await sql<{ id: string }>`
    insert into ad_leads (${columnsOf(adLeads)}) select * from ${rowsOf(rows, typesOf(adLeads))}
    on conflict (account_id, lead_id) do nothing returning lead_id as id`.execute(trx)
  const taken = new Set(fresh.map(({ id }) => id))
  const known = given.filter(({ lead_id }) => !taken.has(lead_id))
  if (!known.length) return taken
  const { rows: stored } = await sql<{ key: string }>`
    select unique_key as key from leads where unique_key = any(${known.map(({ key }) => key)}::text[])`.execute(trx)
  const keys = new Set(stored.map(({ key }) => key))
  for (const { key, lead_id } of known) if (keys.has(key)) taken.add(lead_id)
  return taken
}

export async function isHad(db: Db, accountId: string, leadId: string): Promise<boolean> {
  const row = await db
    .selectFrom('ad_leads')
    .select('lead_id')
    .where('account_id', '=', accountId)
    .where('lead_id', '=', leadId)
    .executeTakeFirst()
  return row !== undefined
}

/** Notes when the forms last had a lead. */
export async function noteLastLeads(trx: Trx, rows: AdLeadRow[]): Promise<void> {
  const real = rows.filter((row) => !row.is_test)
  if (!real.length) return
  await sql`
    with newest as (
      select account_id, form_id, max(created_at) as at from ${rowsOf(real, typesOf(adLeads))} group by account_id, form_id)
    update lead_forms f set last_lead_at = greatest(f.last_lead_at, newest.at) from newest
    where f.account_id = newest.account_id and f.form_id = newest.form_id
      and (f.last_lead_at is null or f.last_lead_at < newest.at)`.execute(trx)
}

/** When the newest leads of each active form were created, newest first. */
export async function findRhythms(db: Db, accountId: string, most: number): Promise<{ formId: string; name: string; createdAt: Date[] }[]> {
  const { rows } = await sql<{ formId: string; name: string; createdAt: Date[] }>`
    select f.form_id as "formId", f.name, r.times as "createdAt" from lead_forms f cross join lateral (
      select coalesce(array_agg(l.created_at order by l.created_at desc), '{}') as times from (
        select created_at from ad_leads where account_id = f.account_id and form_id = f.form_id and not is_test
        order by created_at desc limit ${most}) l) r
    where f.account_id = ${accountId} and f.status = 'ACTIVE'`.execute(db)
  return rows
}

const removedAtOnce = 5_000

/** Forgets leads that no platform hands out any more. Out: whether there may be more. */
export async function forgetAdLeads(db: Db, before: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from ad_leads where ctid = any(array(
      select ctid from ad_leads where created_at < ${before} order by created_at limit ${sql.lit(removedAtOnce)}))`.execute(db)
  return Number(numAffectedRows) === removedAtOnce
}
