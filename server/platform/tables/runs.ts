import type { RunState } from '../../model/run.ts'
import { boolean, jsonb, smallint, table, text, timestamptz, uuid } from './table.ts'

/** One person's way through one automation's steps. */
export const runs = table('runs', {
  id: uuid,
  workspace_id: uuid,
  account_id: uuid,
  automation_id: uuid,
  version_id: uuid,
  conversation_id: uuid,
  event_id: uuid,
  comment_id: text.orNull,
  private_reply_used: boolean,
  state: text.as<RunState>(),
  step_id: text.orNull,
  answer: text.orNull,
  saved: jsonb<Record<string, string>>(),
  tries: smallint,
  wake_at: timestamptz.orNull,
  lead_id: uuid.orNull,
  started_at: timestamptz,
  ended_at: timestamptz.orNull,
})
