import { sql } from 'kysely'
import type { MessageContent } from '../model/content.ts'
import type { MessageKind } from '../model/message.ts'
import { rowsOf, type Trx } from '../platform/db.ts'

export type NewMessage = {
  id: string
  workspace_id: string
  account_id: string
  conversation_id: string
  contact_id: string | null
  lane: 'public' | 'direct'
  kind: MessageKind
  comment_id: string | null
  media_id: string | null
  content: MessageContent
  not_before: Date
  expires_at: Date | null
  by_hand: boolean
  event_id: string | null
  automation_id: string | null
  version_id: string | null
  run_id: string | null
  step_id: string | null
  variation: number | null
  created_at: Date
  /** Of a public reply the DM that it announces, which has to be sent first (waitForDm.queries.ts). */
  waits_for: string | null
}

/** Adds messages to the ledger, numbered in the order given, and to the queue. */
export async function addMessages(trx: Trx, messages: NewMessage[]): Promise<void> {
  if (!messages.length) return
  const columns = `id uuid, workspace_id uuid, account_id uuid, conversation_id uuid, contact_id uuid, lane text, kind text, comment_id text,
    media_id text, content json, not_before timestamptz, expires_at timestamptz, by_hand boolean, event_id uuid, automation_id uuid, version_id uuid, run_id uuid,
    step_id text, variation smallint, created_at timestamptz`
  const waiting = messages.filter((message) => message.waits_for !== null)
  await sql`
    with planned as (
      insert into messages (id, workspace_id, account_id, conversation_id, contact_id, lane, kind, comment_id, media_id, content, not_before, expires_at, by_hand,
        event_id, automation_id, version_id, run_id, step_id, variation, created_at)
      select * from ${rowsOf(messages, columns)}
      returning id, seq, workspace_id, account_id, conversation_id, lane, kind, not_before, expires_at)
    insert into outbox (message_id, seq, workspace_id, account_id, conversation_id, lane, kind, not_before, expires_at, waits_for)
    select p.id, p.seq, p.workspace_id, p.account_id, p.conversation_id, p.lane, p.kind, case when w.id is null then p.not_before else 'infinity' end, p.expires_at,
      w.waits_for
    from planned p left join (select * from ${rowsOf(waiting, 'id uuid, waits_for uuid')}) w on w.id = p.id`.execute(trx)
}
