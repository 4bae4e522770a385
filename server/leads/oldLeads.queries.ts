import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'

const removedAtOnce = 1_000

/**
 * Deletes leads that were archived longer ago than their workspace keeps them, with their deliveries.
 * Out: whether there may be more.
 */
export async function removeOldLeads(db: Db, now: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from leads where id = any(array(
      select l.id from workspaces w cross join lateral (
        select id from leads where workspace_id = w.id and archived_at < ${now}::timestamptz - w.clean_up_days * interval '1 day'
          limit ${sql.lit(removedAtOnce)} for update skip locked) l
      where w.clean_up_days > 0 limit ${sql.lit(removedAtOnce)}))`.execute(db)
  return Number(numAffectedRows) === removedAtOnce
}

/**
 * Deletes the network address and the browser of people who sent a form longer ago than their workspace keeps them; the leads stay.
 * Out: whether there may be more.
 */
export async function removeOldAddresses(db: Db, now: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update leads set metadata = metadata - 'address' - 'browser' where id = any(array(
      select l.id from workspaces w cross join lateral (
        select id from leads where workspace_id = w.id and metadata ?| array['address', 'browser']
          and captured_at < ${now}::timestamptz - w.address_days * interval '1 day'
          limit ${sql.lit(removedAtOnce)} for update skip locked) l
      where w.address_days > 0 limit ${sql.lit(removedAtOnce)}))`.execute(db)
  return Number(numAffectedRows) === removedAtOnce
}
