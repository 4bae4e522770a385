import type { EventKind } from '../../model/event.ts'
import type { EventDetail, StoredDecision } from '../eventDetail.ts'
import { bigint, json, table, text, timestamptz, uuid, without, type NewRow, type Selected } from './table.ts'

/** What people and platforms did, each with its decision. A column more is a line here, in a migration, and where its value comes from. */
export const events = table('events', {
  id: uuid,
  seq: bigint.made,
  workspace_id: uuid,
  account_id: uuid,
  conversation_id: uuid.orNull,
  contact_id: uuid.orNull,
  /** None where it was no webhook that told of it. */
  body_id: bigint.orNull,
  key: text,
  kind: text.as<EventKind>(),
  sender_id: text.orNull,
  username: text.orNull,
  text: text.orNull,
  payload: text.orNull,
  media_id: text.orNull,
  external_id: text.orNull,
  detail: json<EventDetail, Partial<EventDetail>>(),
  occurred_at: timestamptz,
  received_at: timestamptz,
  decided_at: timestamptz,
  outcome: text,
  silence: text.orNull,
  automation_id: uuid.orNull,
  run_id: uuid.orNull,
  automation_set: bigint.orNull,
  decision: json<StoredDecision>(),
})

export type NewEvent = NewRow<typeof events>

/** Where an event came from. */
const arrived = ['id', 'seq', 'workspace_id', 'account_id', 'body_id', 'received_at'] as const
const decided = [
  'conversation_id',
  'contact_id',
  'decided_at',
  'outcome',
  'silence',
  'automation_id',
  'run_id',
  'automation_set',
  'decision',
] as const
/** What somebody did: all that the engine needs to look at an event again. */
export const told = without(events, ...arrived, ...decided)
export type ToldEvent = Selected<typeof events, (typeof told)[number]>
/** What a later decision about a held event writes; where and when it came stays. */
export const decidedLater = without(events, ...arrived, 'occurred_at')
