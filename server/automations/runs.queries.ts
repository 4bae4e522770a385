import { sql } from 'kysely'
import type { Run } from '../model/run.ts'
import { rowsOf, type Trx } from '../platform/db.ts'

export type StoredRun = Run & { workspaceId: string; accountId: string }

const runColumns = sql`
  id, workspace_id as "workspaceId", account_id as "accountId", automation_id as "automationId", version_id as "versionId",
  conversation_id as "conversationId", event_id as "eventId", comment_id as "commentId", private_reply_used as "privateReplyUsed", state,
  step_id as "stepId", answer, saved, tries, wake_at as "wakeAt", lead_id as "leadId", started_at as "startedAt", ended_at as "endedAt"`

/** A run whose time has come, with the post and the time of the event that started it. */
export type DueRun = StoredRun & { mediaId: string | null; startedBy: Date | null }

/** Runs whose time has come, oldest first: a delay that is over, a question nobody answered. `since`: only those whose time came then or later. */
export async function findDueRuns(trx: Trx, now: Date, limit: number, since = new Date(0)): Promise<DueRun[]> {
  if (limit === 0) return []
  const { rows } = await sql<DueRun>`
    select ${runColumns}, (select e.media_id from events e where e.id = runs.event_id) as "mediaId",
      (select e.occurred_at from events e where e.id = runs.event_id) as "startedBy"
    from runs
    where state in ('waiting_answer', 'waiting_time') and wake_at >= ${since} and wake_at <= ${now}
      and exists (select from accounts a where a.id = runs.account_id and a.status <> 'inactive')
    order by wake_at limit ${limit}`.execute(trx)
  return rows
}

/** Answers whether it was still waiting for that time. */
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

/** Runs that buttons name, whatever became of them: an old button may still lead on. */
export async function findRunsById(trx: Trx, ids: string[]): Promise<StoredRun[]> {
  if (!ids.length) return []
  const { rows } = await sql<StoredRun>`select ${runColumns} from runs where id = any(${ids}::uuid[])`.execute(trx)
  return rows
}

/** Writes new and changed runs. Those that end or stop waiting go first, so that one question per person always holds. */
export async function keepRuns(trx: Trx, runs: StoredRun[]): Promise<void> {
  if (!runs.length) return
  const columns = `id uuid, workspace_id uuid, account_id uuid, automation_id uuid, version_id uuid, conversation_id uuid, event_id uuid, comment_id text,
    private_reply_used boolean, state text, step_id text, answer text, saved jsonb, tries smallint, wake_at timestamptz, lead_id uuid,
    started_at timestamptz, ended_at timestamptz`
  const given = (those: StoredRun[]) =>
    those.map((run) => ({
      id: run.id,
      workspace_id: run.workspaceId,
      account_id: run.accountId,
      automation_id: run.automationId,
      version_id: run.versionId,
      conversation_id: run.conversationId,
      event_id: run.eventId,
      comment_id: run.commentId,
      private_reply_used: run.privateReplyUsed,
      state: run.state,
      step_id: run.stepId,
      answer: run.answer,
      saved: run.saved,
      tries: run.tries,
      wake_at: run.wakeAt,
      lead_id: run.leadId,
      started_at: run.startedAt,
      ended_at: run.endedAt,
    }))
  const asking = runs.filter((run) => run.state === 'waiting_answer')
  for (const group of [runs.filter((run) => run.state !== 'waiting_answer'), asking]) {
    if (!group.length) continue
    await sql`
      insert into runs (id, workspace_id, account_id, automation_id, version_id, conversation_id, event_id, comment_id, private_reply_used,
        state, step_id, answer, saved, tries, wake_at, lead_id, started_at, ended_at)
      select * from ${rowsOf(given(group), columns)}
      on conflict (id) do update set private_reply_used = excluded.private_reply_used, state = excluded.state, step_id = excluded.step_id,
        answer = excluded.answer, saved = excluded.saved, tries = excluded.tries, wake_at = excluded.wake_at, lead_id = excluded.lead_id,
        ended_at = excluded.ended_at`.execute(trx)
  }
}
