import type { CommentAct } from '../../model/commentAct.ts'
import { boolean, table, text, timestamptz, uuid } from './table.ts'

/** What was done with a comment beside answering it, and what was asked for last. */
export const commentStates = table('comment_states', {
  event_id: uuid,
  workspace_id: uuid,
  account_id: uuid,
  is_hidden: boolean.withDefault,
  is_liked: boolean.withDefault,
  is_deleted: boolean.withDefault,
  act: text.as<CommentAct>(),
  act_state: text.as<'waiting' | 'done' | 'failed'>(),
  error_code: text.orNull.later,
  error_words: text.orNull.later,
  changed_at: timestamptz,
})
