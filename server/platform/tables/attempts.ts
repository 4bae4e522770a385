import { integer, smallint, table, text, timestamptz, uuid } from './table.ts'

/** One request for one message. Without an end it is under way; its outcome is known or in doubt. */
export const attempts = table('attempts', {
  message_id: uuid,
  number: integer,
  workspace_id: uuid,
  account_id: uuid,
  started_at: timestamptz,
  ended_at: timestamptz.orNull,
  outcome: text.orNull,
  code: text.orNull,
  words: text.orNull,
  platform_code: text.orNull,
  http_status: smallint.orNull,
  duration_ms: integer.orNull,
  channel_message_id: text.orNull,
})
