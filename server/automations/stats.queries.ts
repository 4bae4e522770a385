import { sql, type RawBuilder } from 'kysely'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import { automationCounts } from '../platform/tables/automations.ts'
import { columnsOf, typesOf, without, type NewRow } from '../platform/tables/table.ts'

/** The counts of one automation in a batch. */
const changed = without(automationCounts, 'id', 'workspace_id', 'at')
export type StatChange = Pick<NewRow<typeof automationCounts>, (typeof changed)[number]>

/** Counts by inserts only: correct under concurrency, and no transaction waits for another. */
export async function countStats(trx: Trx, changes: StatChange[], now: Date): Promise<void> {
  if (!changes.length) return
  await sql`
    insert into automation_counts (${columnsOf(automationCounts)})
    select a.id, a.workspace_id, ${now}, given.triggers, given.dms, given.replies, given.leads
    from ${rowsOf(changes, typesOf(automationCounts, changed))}
    join automations a on a.id = given.automation_id`.execute(trx)
}

/**
 * SQL: counts sent messages, within the statement that records them. In: the name of a table there that has `automation_id`,
 * `workspace_id`, `kind` and `state`.
 */
export const countSent = (written: string, now: Date): RawBuilder<unknown> => sql`
  insert into automation_counts (${columnsOf(automationCounts)})
  select automation_id, workspace_id, ${now}, 0, count(*) filter (where kind <> 'public_reply'),
    count(*) filter (where kind = 'public_reply'), 0
  from ${sql.table(written)} where state = 'sent' and automation_id is not null group by automation_id, workspace_id`

/**
 * Adds up new counts, for each automation and for Home (`figures`); the views return the same before and after. Out: how many counts there
 * were.
 */
export async function addUpStats(db: Db, now: Date): Promise<number> {
  const { rows } = await sql<{ counted: number }>`
    with gone as (delete from automation_counts returning ${columnsOf(automationCounts)}),
    figured as (
      insert into figures as f (workspace_id, account_id, at, dms, replies, leads)
      select gone.workspace_id, a.account_id, date_bin('15 minutes', gone.at, 'epoch'), sum(dms), sum(replies), sum(leads)
      from gone join automations a on a.id = gone.automation_id group by 1, 2, 3
      having sum(dms) <> 0 or sum(replies) <> 0 or sum(leads) <> 0
      on conflict (workspace_id, at, account_id) do update
        set dms = f.dms + excluded.dms, replies = f.replies + excluded.replies, leads = f.leads + excluded.leads),
    sums as (
      select automation_id, sum(triggers) as triggers, sum(dms) as dms, sum(replies) as replies, sum(leads) as leads, count(*) as counted,
        max(at) filter (where triggers > 0) as triggered_at, max(at) filter (where leads > 0) as captured_at
      from gone group by automation_id),
    added as (
      update automation_stats s set
        total_triggers = s.total_triggers + sums.triggers, total_dms_sent = s.total_dms_sent + sums.dms,
        total_comments_replied = s.total_comments_replied + sums.replies, total_leads_captured = s.total_leads_captured + sums.leads,
        last_triggered_at = greatest(s.last_triggered_at, sums.triggered_at),
          last_lead_captured_at = greatest(s.last_lead_captured_at, sums.captured_at),
        updated_at = ${now}
      from sums where s.automation_id = sums.automation_id)
    select coalesce(sum(counted), 0)::integer as counted from sums`.execute(db)
  return rows[0]!.counted
}

/** One more, or one less for a message that turned out not to be sent. */
export type Count = { automationId: string | null; what: 'triggers' | 'dms' | 'replies' | 'leads'; by?: 1 | -1 }

/** Sums single counts into one change per automation. */
export function sumStats(counts: Count[]): StatChange[] {
  const sums = new Map<string, StatChange>()
  for (const { automationId, what, by = 1 } of counts) {
    if (!automationId) continue
    const sum = sums.get(automationId) ?? { automation_id: automationId, triggers: 0, dms: 0, replies: 0, leads: 0 }
    sum[what] += by
    sums.set(automationId, sum)
  }
  return [...sums.values()]
}
