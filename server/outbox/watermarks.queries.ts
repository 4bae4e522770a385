import { sql } from 'kysely'
import { rowsOf, type Trx } from '../platform/db.ts'

/** A receipt that names a moment: everything that was sent to the person until then has been delivered, or read. */
export type Watermark = { conversation_id: string; until: Date; state: 'delivered' | 'read' }

/**
 * Applies receipts that name a moment, which only move statuses forward. A message counts as sent when its request began: the platform may
 * tell of the delivery before its response to the request has arrived.
 */
export async function markUpTo(trx: Trx, marks: Watermark[], now: Date): Promise<void> {
  if (!marks.length) return
  await sql`
    with given as (select * from ${rowsOf(marks, 'conversation_id uuid, until timestamptz, state text')}),
    upto as (
      select conversation_id, max(until) filter (where state = 'read') as read_until, max(until) as delivered_until
      from given group by conversation_id),
    those as (
      select m.id, case when coalesce(m.sending_at, m.final_at) <= u.read_until then 'read' else 'delivered' end as state
      from messages m join upto u on u.conversation_id = m.conversation_id
      where m.lane = 'direct' and coalesce(m.sending_at, m.final_at) <= u.delivered_until
        and (m.state = 'sent' or m.state = 'delivered' and coalesce(m.sending_at, m.final_at) <= u.read_until)
      order by m.seq for update of m skip locked)
    update messages set state = t.state, final_at = coalesce(final_at, ${now}) from those t where messages.id = t.id`.execute(trx)
}
