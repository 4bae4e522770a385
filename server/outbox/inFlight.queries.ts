import { sql } from 'kysely'
import { type MessageContent, readContent, type StoredContent } from '../model/content.ts'
import type { Db, Trx } from '../platform/db.ts'

/**
 * What is just being sent where these messages were sent: to the same person, or in public under the same post. What is heard there may be of
 * it, so whoever takes something heard for one of these messages asks first, and only then whether it is recorded with another (`attempts`): a
 * message that is sent meanwhile is found by the second question.
 */
export async function findInFlight(db: Db | Trx, ids: string[]): Promise<{ id: string; content: MessageContent }[]> {
  if (!ids.length) return []
  const { rows } = await sql<{ id: string; content: StoredContent }>`
    select m.id, o.content from messages m join (outbox s join messages o on o.id = s.message_id) on ${isInFlightBeside} where m.id = any(${ids}::uuid[])`.execute(
    db,
  )
  return rows.map(({ id, content }) => ({ id, content: readContent(content) }))
}

/** Of the queue `s` and its message `o`: it is being sent where `m` was sent. */
export const isInFlightBeside = sql`(s.account_id = m.account_id and s.lane = m.lane and s.message_id <> m.id and s.state = 'sending' and s.lease_until is not null
  and (o.conversation_id = m.conversation_id or (m.lane = 'public' and o.media_id = m.media_id)))`
