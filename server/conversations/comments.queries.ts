import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'

export type CommentRow = {
  eventId: string
  commentId: string | null
  mediaId: string | null
  commentedAt: Date
  /** Whether a private reply to it was sent, or is about to be. */
  isAnswered: boolean
}

/** What an answer to comments depends on. In: the ids of their events. */
export async function findComments(trx: Trx, eventIds: string[]): Promise<CommentRow[]> {
  if (!eventIds.length) return []
  const { rows } = await sql<CommentRow>`
    select e.id as "eventId", e.external_id as "commentId", e.media_id as "mediaId", e.occurred_at as "commentedAt",
      exists (select from ledger m where m.conversation_id = e.conversation_id and m.kind = 'private_reply'
        and m.comment_id = e.external_id and m.state <> 'refused') as "isAnswered"
    from events e where e.id = any(${eventIds}::uuid[])`.execute(trx)
  return rows
}
