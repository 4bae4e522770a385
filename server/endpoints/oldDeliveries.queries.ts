import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'

const removedAtOnce = 1_000

/**
 * Deletes deliveries that ended longer ago than their workspace keeps them, and events of which none is left.
 * Out: whether there may be more.
 */
export async function removeOldDeliveries(db: Db, now: Date): Promise<boolean> {
  const { rows } = await sql<{ n: number }>`
    with old as (
      select d.id, d.event_id from workspaces w cross join lateral (
        select id, event_id from deliveries
        where workspace_id = w.id and completed_at < ${now}::timestamptz - w.clean_up_days * interval '1 day'
        limit ${sql.lit(removedAtOnce)} for update skip locked) d
      where w.clean_up_days > 0 limit ${sql.lit(removedAtOnce)}),
    gone as (delete from deliveries d using old where d.id = old.id),
    told as (
      delete from endpoint_events e using (select distinct event_id from old) o where e.id = o.event_id
        and not exists (select from deliveries d where d.event_id = e.id and d.id not in (select id from old)))
    select count(*)::integer as n from old`.execute(db)
  return rows[0]!.n === removedAtOnce
}
