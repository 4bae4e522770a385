import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'

/** What people change of a conversation. Absent: it stays. */
export type ConversationChange = {
  assigneeId?: string | null
  /** Open conversations that close now, or closed ones that are opened now. */
  status?: 'open' | 'closed'
  botPausedUntil?: Date | null
}

/**
 * Changes a conversation. Row-level security limits it to the workspace. A caller who changes the pause holds the ingest lock, since a
 * decision stores the state that it read before.
 */
export async function changeConversation(trx: Trx, id: string, change: ConversationChange, now: Date): Promise<void> {
  const { assigneeId, status, botPausedUntil } = change
  await sql`
    update conversations set
      assignee_id = ${assigneeId === undefined ? sql`assignee_id` : sql`${assigneeId}::uuid`},
      bot_paused_until = ${botPausedUntil === undefined ? sql`bot_paused_until` : sql`${botPausedUntil}::timestamptz`},
      closed_at = ${status === undefined ? sql`closed_at` : status === 'open' ? sql`null` : sql`coalesce(closed_at, ${now})`},
      reopened_at = ${status === 'open' ? sql`case when closed_at is null then reopened_at else ${now} end` : sql`reopened_at`},
      first_answered_at = ${status === 'open' ? sql`case when closed_at is null then first_answered_at end` : sql`first_answered_at`}
    where id = ${id}`.execute(trx)
}

/** Stores when a person of the team first wrote in a conversation since it was opened. */
export async function noteFirstAnswer(trx: Trx, id: string, now: Date): Promise<void> {
  await sql`update conversations set first_answered_at = ${now} where id = ${id} and first_answered_at is null`.execute(trx)
}
