import type { NoteKind } from '../../model/conversation.ts'
import { bigint, jsonb, table, text, timestamptz, uuid } from './table.ts'

/** Notes of the team, and what was done with a conversation. */
export const conversationNotes = table('conversation_notes', {
  id: uuid,
  seq: bigint.made,
  workspace_id: uuid,
  account_id: uuid,
  conversation_id: uuid,
  kind: text.as<NoteKind>(),
  words: text.orNull,
  data: jsonb<Record<string, unknown>>(),
  actor: text,
  at: timestamptz,
})
