import { sql } from 'kysely'
import type { Scope, Trx } from '../platform/db.ts'
import { findConversations, type ConversationRow } from './people.queries.ts'

/**
 * Pauses automations in a conversation until a time, or lets them go on (null). Row-level security limits it to the workspace. Out: the
 * conversation; undefined: there is none. The caller holds the ingest lock, since a decision stores the state that it read before.
 */
export async function pauseConversation(trx: Trx, who: Scope, id: string, until: Date | null): Promise<ConversationRow | undefined> {
  await sql`update conversations set bot_paused_until = ${until} where id = ${id}`.execute(trx)
  return (await findConversations(trx, who, { id, before: null, limit: 1 }))[0]
}
