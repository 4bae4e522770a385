import { boolean, integer, jsonb, table, text, timestamptz, uuid } from './table.ts'

/** Post → the number of its comments, and whether that had changed since the check before. */
export type PostCounts = Record<string, { count: number; changed: boolean }>

/** Checks of accounts for events that no webhook told of. */
export const eventChecks = table('event_checks', {
  account_id: uuid,
  slot: text,
  workspace_id: uuid,
  since: timestamptz,
  until: timestamptz,
  is_cut: boolean,
  resubscribed: boolean,
  posts: jsonb<PostCounts>(),
  missed: integer.withDefault,
  failed: integer,
  failed_code: text.orNull,
  started_at: timestamptz,
  ended_at: timestamptz.orNull.later,
})
