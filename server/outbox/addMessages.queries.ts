import { sql } from 'kysely'
import { rowsOf, type Trx } from '../platform/db.ts'
import { messages } from '../platform/tables/messages.ts'
import { columnsOf, typesOf, type NewRow } from '../platform/tables/table.ts'

export type NewMessage = NewRow<typeof messages> & {
  /** For a public reply: the DM that it announces, which has to be sent first (waitForDm.queries.ts). */
  waits_for: string | null
}

/** Adds messages, numbered in the given order, with their rows in the outbox. */
export async function addMessages(trx: Trx, rows: NewMessage[]): Promise<void> {
  if (!rows.length) return
  const waiting = rows.filter((message) => message.waits_for !== null)
  await sql`
    with planned as (
      insert into messages (${columnsOf(messages)})
      select * from ${rowsOf(rows, typesOf(messages))}
      returning id, seq, workspace_id, account_id, conversation_id, lane, kind, not_before, expires_at)
    insert into outbox (message_id, seq, workspace_id, account_id, conversation_id, lane, kind, not_before, expires_at, waits_for)
    select p.id, p.seq, p.workspace_id, p.account_id, p.conversation_id, p.lane, p.kind, case when w.id is null then p.not_before
      else 'infinity' end, p.expires_at,
      w.waits_for
    from planned p left join (select * from ${rowsOf(waiting, 'id uuid, waits_for uuid')}) w on w.id = p.id`.execute(trx)
}
