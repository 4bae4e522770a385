import type { Channel } from '../model/channel.ts'
import { commentActs, type CommentAct } from '../model/commentAct.ts'
import type { TextOf } from '../model/sentence.ts'
import type { CommentState } from './comments.queries.ts'
import type { ShownCommentState } from './comments.schemas.ts'
import { sentence } from './sentences.ts'

/** What can be done with a comment now. The account's own cannot be hidden (meta-platform.md 3.4). */
export function actsOn(
  { comments }: Pick<Channel, 'comments'>,
  { isOwn, isLive, state }: { isOwn: boolean; isLive: boolean; state: CommentState | null },
): CommentAct[] {
  if (!comments || state?.isDeleted) return []
  const undone: CommentAct[] = [state?.isHidden ? 'unhide' : 'hide', state?.isLiked ? 'unlike' : 'like', 'delete']
  return commentActs.filter(
    (act) =>
      undone.includes(act) &&
      comments.acts.includes(act) &&
      !(isLive && comments.notLive.includes(act)) &&
      !(isOwn && (act === 'hide' || act === 'unhide')),
  )
}

/** What was done with a comment, as the API shows it. */
export function showCommentState(state: CommentState | null, can: CommentAct[], textOf: TextOf): ShownCommentState {
  const { isHidden = false, isLiked = false, isDeleted = false } = state ?? {}
  const error = state?.errorCode ? { code: state.errorCode, text: textOf(state.errorWords ?? sentence('comments.not_done')) } : null
  return { isHidden, isLiked, isDeleted, last: state && { act: state.act, state: state.actState, error }, can }
}
