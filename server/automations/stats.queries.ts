import { sql } from 'kysely'
import { rowsOf, type Trx } from '../platform/db.ts'

export type StatChange = { automation_id: string; triggers: number; dms: number; replies: number; leads: number }

/** Counts, right under concurrency: rows are changed in the order of their ids, so that two transactions never wait for each other in a ring. */
export async function countStats(trx: Trx, changes: StatChange[], now: Date): Promise<void> {
  if (!changes.length) return
  await sql`
    with given as (
      select given.* from ${rowsOf(changes, 'automation_id uuid, triggers integer, dms integer, replies integer, leads integer')}),
    locked as (select s.automation_id from automation_stats s join given using (automation_id) order by s.automation_id for update of s)
    update automation_stats s set
      total_triggers = s.total_triggers + given.triggers, total_dms_sent = s.total_dms_sent + given.dms,
      total_comments_replied = s.total_comments_replied + given.replies, total_leads_captured = s.total_leads_captured + given.leads,
      last_triggered_at = case when given.triggers > 0 then greatest(s.last_triggered_at, ${now}) else s.last_triggered_at end,
      last_lead_captured_at = case when given.leads > 0 then greatest(s.last_lead_captured_at, ${now}) else s.last_lead_captured_at end,
      updated_at = ${now}
    from given join locked using (automation_id) where s.automation_id = given.automation_id`.execute(trx)
}

/** Sums single counts into one change per automation. */
export function sumStats(counts: { automationId: string | null; what: 'triggers' | 'dms' | 'replies' | 'leads' }[]): StatChange[] {
  const sums = new Map<string, StatChange>()
  for (const { automationId, what } of counts) {
    if (!automationId) continue
    const sum = sums.get(automationId) ?? { automation_id: automationId, triggers: 0, dms: 0, replies: 0, leads: 0 }
    sum[what]++
    sums.set(automationId, sum)
  }
  return [...sums.values()]
}
