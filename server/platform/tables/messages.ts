import type { MessageContent, StoredContent } from '../../model/content.ts'
import type { StatusReport } from '../../model/event.ts'
import type { Lane, MessageKind, MessageState, OpenState } from '../../model/message.ts'
import { bigint, boolean, integer, json, jsonb, smallint, table, text, timestamptz, uuid } from './table.ts'

/** What we say and how it ended. As long as one is open the rest is in `outbox`. */
export const messages = table('messages', {
  id: uuid,
  seq: bigint.made,
  workspace_id: uuid,
  account_id: uuid,
  conversation_id: uuid,
  contact_id: uuid.orNull,
  lane: text.as<Lane>(),
  kind: text.as<MessageKind>(),
  comment_id: text.orNull,
  media_id: text.orNull,
  content: json<StoredContent, MessageContent>(),
  state: text.as<Exclude<MessageState, OpenState> | 'open'>().withDefault,
  epoch: integer.withDefault,
  not_before: timestamptz,
  expires_at: timestamptz.orNull,
  /** Tries in all, one row each; `failures` are those that count against the limit (a throttle does not). */
  attempts: integer.withDefault,
  failures: smallint.withDefault,
  doubts: smallint.withDefault,
  sending_at: timestamptz.orNull.later,
  final_at: timestamptz.orNull.later,
  channel_message_id: text.orNull.later,
  error_code: text.orNull.later,
  error_words: text.orNull.later,
  by_hand: boolean,
  event_id: uuid.orNull,
  automation_id: uuid.orNull,
  version_id: uuid.orNull,
  run_id: uuid.orNull,
  step_id: text.orNull,
  variation: smallint.orNull,
  created_at: timestamptz,
})

/** What the platform charges for a message, as its statuses say. */
export const messagePrices = table('message_prices', {
  message_id: uuid,
  workspace_id: uuid,
  account_id: uuid,
  category: text,
  type: text.orNull,
  model: text.orNull,
  is_billable: boolean.orNull,
  at: timestamptz,
})

/** Status updates of the platform that wait until their message is free. */
export const waitingStatuses = table('waiting_statuses', {
  seq: bigint.made,
  message_id: uuid,
  workspace_id: uuid,
  channel_message_id: text,
  occurred_at: timestamptz,
  report: jsonb<StatusReport>(),
})
