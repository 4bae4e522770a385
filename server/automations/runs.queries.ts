import { sql } from 'kysely'
import type { Run } from '../model/run.ts'
import { rowsOf, type Trx } from '../platform/db.ts'
import { runs } from '../platform/tables/runs.ts'
import { columnsOf, rowFrom, selected, typesOf } from '../platform/tables/table.ts'

export type StoredRun = Run & { workspaceId: string; accountId: string }

const runColumns = selected(runs, '')

/** A due run, with the post and the time of the event that started it. */
export type DueRun = StoredRun & { mediaId: string | null; startedBy: Date | null }

/** Finds due runs, oldest first: a delay that is over, a question without an answer. `since`: only those that were due then or later. */
export async function findDueRuns(trx: Trx, now: Date, limit: number, since = new Date(0)): Promise<DueRun[]> {
  if (limit === 0) return []
  const { rows } = await sql<DueRun>`
    select ${runColumns}, (select e.media_id from events e where e.id = runs.event_id) as "mediaId",
      (select e.occurred_at from events e where e.id = runs.event_id) as "startedBy"
    from runs
    where state in ('waiting_answer', 'waiting_time') and wake_at >= ${since} and wake_at <= ${now}
      and exists (select from accounts a where a.id = runs.account_id and a.status not in ('inactive', 'disconnected'))
    order by wake_at limit ${limit}`.execute(trx)
  return rows
}

/** Postpones a run. Out: whether it was still waiting for that time. */
export async function putOffRun(trx: Trx, { id, wakeAt }: Pick<Run, 'id' | 'wakeAt'>, until: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update runs set wake_at = ${until} where id = ${id} and state in ('waiting_answer', 'waiting_time') and wake_at = ${wakeAt}`.execute(
    trx,
  )
  return Number(numAffectedRows) > 0
}

export async function findOpenRuns(trx: Trx, conversationIds: string[]): Promise<StoredRun[]> {
  if (!conversationIds.length) return []
  const { rows } = await sql<StoredRun>`
    select ${runColumns} from runs
    where conversation_id = any(${conversationIds}::uuid[]) and state in ('waiting_answer', 'waiting_time')
    order by started_at, id`.execute(trx)
  return rows
}

/** The runs that buttons name, in any state: an old button may still work. */
export async function findRunsById(trx: Trx, ids: string[]): Promise<StoredRun[]> {
  if (!ids.length) return []
  const { rows } = await sql<StoredRun>`select ${runColumns} from runs where id = any(${ids}::uuid[])`.execute(trx)
  return rows
}

/**
 * Stores new and changed runs. Those that end or stop waiting come first, because a unique index allows one waiting question per person.
 */
export async function storeRuns(trx: Trx, kept: StoredRun[]): Promise<void> {
  if (!kept.length) return
  const asking = kept.filter((run) => run.state === 'waiting_answer')
  for (const group of [kept.filter((run) => run.state !== 'waiting_answer'), asking]) {
    if (!group.length) continue
    const rows = group.map((run) => rowFrom(runs, run))
    await sql`
      insert into runs (${columnsOf(runs)})
      select * from ${rowsOf(rows, typesOf(runs))}
      on conflict (id) do update set private_reply_used = excluded.private_reply_used, state = excluded.state, step_id = excluded.step_id,
        answer = excluded.answer, saved = excluded.saved, tries = excluded.tries, wake_at = excluded.wake_at, lead_id = excluded.lead_id,
        ended_at = excluded.ended_at`.execute(trx)
  }
}

/** Lets runs of a conversation go on that were put off until its pause ended. */
export async function resumeRuns(trx: Trx, conversationId: string, pausedUntil: Date, now: Date): Promise<void> {
  await sql`
    update runs set wake_at = ${now}
    where conversation_id = ${conversationId} and state in ('waiting_answer', 'waiting_time') and wake_at = ${pausedUntil}`.execute(trx)
}
