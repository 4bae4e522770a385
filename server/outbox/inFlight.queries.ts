import { sql } from 'kysely'
import { type MessageContent, readContent, type StoredContent } from '../model/content.ts'
import type { Db, Trx } from '../platform/db.ts'

/**
 * Finds messages that are just being sent to the same place as these: to the same person, or in public under the same post. An echo there
 * may be theirs, so a caller that matches an echo with one of these messages first asks this, and only then whether the echo is recorded
 * with another (`attempts`): a message that is sent meanwhile is found by the second query.
 */
export async function findInFlight(db: Db | Trx, ids: string[]): Promise<{ id: string; content: MessageContent }[]> {
  if (!ids.length) return []
  const { rows } = await sql<{ id: string; content: StoredContent }>`
    select m.id, o.content from messages m join (outbox s join messages o on o.id = s.message_id) on ${isInFlightBeside}
      where m.id = any(${ids}::uuid[])`.execute(db)
  return rows.map(({ id, content }) => ({ id, content: readContent(content) }))
}

/** SQL: the outbox row `s` with its message `o` is being sent to the same place as `m`. */
export const isInFlightBeside = sql`(s.account_id = m.account_id and s.lane = m.lane and s.message_id <> m.id and s.state = 'sending'
  and s.lease_until is not null
  and (o.conversation_id = m.conversation_id or (m.lane = 'public' and o.media_id = m.media_id)))`
