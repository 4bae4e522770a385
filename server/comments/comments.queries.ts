import { sql } from 'kysely'
import type { CommentAct } from '../model/commentAct.ts'
import type { ChannelName } from '../model/event.ts'
import type { Sentence } from '../model/sentence.ts'
import type { Db, Trx } from '../platform/db.ts'

export type CommentState = {
  isHidden: boolean
  isLiked: boolean
  isDeleted: boolean
  act: CommentAct
  actState: 'waiting' | 'done' | 'failed'
  errorCode: string | null
  errorWords: Sentence | null
}
export type ActedOn = {
  id: string
  commentId: string | null
  kind: string
  isOwn: boolean
  accountId: string
  workspaceId: string
  channel: ChannelName
  state: CommentState | null
}

const stateOf = sql`(select jsonb_build_object('isHidden', s.is_hidden, 'isLiked', s.is_liked, 'isDeleted', s.is_deleted, 'act', s.act,
  'actState', s.act_state, 'errorCode', s.error_code, 'errorWords', s.error_words) from comment_states s where s.event_id = e.id)`

/** The comment of an event, and what was done with it. */
export async function findActedOn(db: Db | Trx, eventId: string): Promise<ActedOn | undefined> {
  const { rows } = await sql<ActedOn>`
    select e.id, e.external_id as "commentId", e.kind, coalesce(e.silence = 'own', false) as "isOwn", e.account_id as "accountId",
      e.workspace_id as "workspaceId", a.channel, ${stateOf} as state
    from events e join accounts a on a.id = e.account_id
    where e.id = ${eventId} and e.kind in ('comment', 'live_comment')`.execute(db)
  return rows[0]
}

/** What was done with comments, by their events. */
export async function findCommentStates(trx: Trx, eventIds: string[]): Promise<Map<string, CommentState>> {
  if (!eventIds.length) return new Map()
  const { rows } = await sql<{ id: string; state: CommentState }>`
    select e.id, ${stateOf} as state from events e join comment_states given on given.event_id = e.id
    where e.id = any(${eventIds}::uuid[])`.execute(trx)
  return new Map(rows.map(({ id, state }) => [id, state]))
}

/** Notes that something is asked for. */
export async function askFor(
  trx: Trx,
  { id, workspaceId, accountId }: Pick<ActedOn, 'id' | 'workspaceId' | 'accountId'>,
  act: CommentAct,
  now: Date,
): Promise<void> {
  await sql`
    insert into comment_states (event_id, workspace_id, account_id, act, act_state, changed_at)
    values (${id}, ${workspaceId}, ${accountId}, ${act}, 'waiting', ${now})
    on conflict (event_id) do update set act = excluded.act, act_state = 'waiting', error_code = null, error_words = null,
      changed_at = excluded.changed_at`.execute(trx)
}

/** Notes that it was done. What is asked for meanwhile still waits. */
export async function noteDone(db: Db, eventId: string, act: CommentAct, now: Date): Promise<void> {
  await sql`
    update comment_states set is_hidden = case ${act}::text when 'hide' then true when 'unhide' then false else is_hidden end,
      is_liked = case ${act}::text when 'like' then true when 'unlike' then false else is_liked end,
      is_deleted = is_deleted or ${act}::text = 'delete',
      act_state = case when act = ${act} then 'done' else act_state end, changed_at = ${now}
    where event_id = ${eventId}`.execute(db)
}

/** Notes that it was not done, and why. `isGone`: the platform has no such comment any more. */
export async function noteFailed(
  db: Db | Trx,
  eventId: string,
  { act, code, words, isGone, now }: { act: CommentAct; code: string; words: Sentence | null; isGone: boolean; now: Date },
): Promise<void> {
  await sql`
    update comment_states set act_state = 'failed', error_code = ${code}, error_words = ${words}, is_deleted = is_deleted or ${isGone},
      changed_at = ${now}
    where event_id = ${eventId} and act = ${act} and act_state = 'waiting'`.execute(db)
}
