import { integer, jsonb, table, text, timestamptz, uuid } from './table.ts'

export type BulkState = 'running' | 'done' | 'failed' | 'cancelled'

/** Something that is done to many people, with its progress. */
export const bulkActions = table('bulk_actions', {
  id: uuid,
  workspace_id: uuid,
  actor: text,
  account_ids: jsonb<string[]>().orNull,
  what: jsonb<unknown>(),
  contact_ids: jsonb<string[]>().orNull,
  conditions: jsonb<unknown>(),
  newest: uuid,
  state: text.as<BulkState>(),
  code: text.orNull.later,
  total: integer.orNull.later,
  done: integer.withDefault,
  place: uuid.orNull.later,
  created_at: timestamptz,
  ended_at: timestamptz.orNull.later,
})
