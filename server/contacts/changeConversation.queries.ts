import { sql } from 'kysely'
import { isOfSeenAccounts } from '../platform/boundedPage.ts'
import type { Scope, Trx } from '../platform/db.ts'

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

/**
 * Pauses automations in the conversations of people; a longer pause stays. The caller holds the ingest lock. Out: those that changed.
 */
export async function pauseConversations(
  trx: Trx,
  who: Scope,
  contactIds: readonly string[],
  until: Date,
): Promise<{ id: string; accountId: string }[]> {
  const { rows } = await sql<{ id: string; accountId: string }>`
    update conversations c set bot_paused_until = ${until}
    where c.contact_id = any(${contactIds}::uuid[]) and c.workspace_id = ${who.workspaceId} and ${isOfSeenAccounts(who, 'c.account_id')}
      and (c.bot_paused_until is null or c.bot_paused_until < ${until})
    returning c.id, c.account_id as "accountId"`.execute(trx)
  return rows
}
