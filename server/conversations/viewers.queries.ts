import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'

export type ViewerRow = { memberId: string; isTyping: boolean; until: Date }
type Viewing = { memberId: string; isTyping: boolean; until: Date }

/** Stores that a member looks at a conversation, and at no other. Out: what was stored of them before, whether it still counts or not. */
export async function storeViewer(
  trx: Trx,
  workspaceId: string,
  conversationId: string,
  viewing: Viewing,
): Promise<(Viewing & { conversationId: string }) | null> {
  const { rows } = await sql<Viewing & { conversationId: string }>`
    with before as (select * from conversation_viewers where member_id = ${viewing.memberId}),
    stored as (
      insert into conversation_viewers (member_id, conversation_id, workspace_id, is_typing, until)
      values (${viewing.memberId}, ${conversationId}, ${workspaceId}, ${viewing.isTyping}, ${viewing.until})
      on conflict (member_id) do update set conversation_id = excluded.conversation_id, is_typing = excluded.is_typing,
        until = excluded.until)
    select member_id as "memberId", conversation_id as "conversationId", is_typing as "isTyping", until from before`.execute(trx)
  return rows[0] ?? null
}

/** A member looks at a conversation no longer. */
export async function removeViewer(trx: Trx, conversationId: string, memberId: string): Promise<void> {
  await sql`delete from conversation_viewers where member_id = ${memberId} and conversation_id = ${conversationId}`.execute(trx)
}

export async function findViewers(trx: Trx, conversationId: string, now: Date): Promise<ViewerRow[]> {
  const { rows } = await sql<ViewerRow>`
    select member_id as "memberId", is_typing as "isTyping", until from conversation_viewers
    where conversation_id = ${conversationId} and until > ${now} order by member_id`.execute(trx)
  return rows
}
