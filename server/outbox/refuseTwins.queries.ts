import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'
import { sentence } from './sentences.ts'

/**
 * Refuses messages that say the same as an earlier one that waits in their thread, of the same step of an automation: two people were
 * merged, and one person reads it once. Only what was never tried, and what nothing waits for.
 */
export async function refuseTwins(trx: Trx, conversationIds: readonly string[], now: Date): Promise<void> {
  if (!conversationIds.length) return
  await sql`
    with waiting as (
      select o.message_id, row_number() over (
          partition by o.conversation_id, m.automation_id, m.step_id, m.kind, m.content::text order by o.seq) as place
      from outbox o join messages m on m.id = o.message_id
      where o.conversation_id = any(${conversationIds}::uuid[]) and o.state = 'planned' and o.attempts = 0 and not m.by_hand
        and m.automation_id is not null and m.comment_id is null
        and not exists (select from outbox w where w.conversation_id = o.conversation_id and w.waits_for = o.message_id)),
    gone as (
      delete from outbox o using waiting w where w.place > 1 and o.message_id = w.message_id and o.state = 'planned' returning o.message_id)
    update messages m set state = 'refused', epoch = m.epoch + 1, final_at = ${now}, error_code = 'same_person',
      error_words = ${sentence('outbox.same_person')}
    from gone where m.id = gone.message_id`.execute(trx)
}
