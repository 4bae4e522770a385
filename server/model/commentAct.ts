import type { ReadRate } from './capabilities.ts'
import type { Credentials } from './channel.ts'
import type { Http } from './http.ts'

/** What the owner of a post can do with a comment under it, beside replying. */
export const commentActs = ['hide', 'unhide', 'delete', 'like', 'unlike'] as const
export type CommentAct = (typeof commentActs)[number]

/** Acting on comments (meta-platform.md 3.4, 4.4). An act may be repeated: a hidden comment that is hidden again stays hidden. */
export type CommentControl = {
  rate: ReadRate
  acts: readonly CommentAct[]
  /** What cannot be done with a comment on a live broadcast. */
  notLive: readonly CommentAct[]
  /** In: the platform's id of the comment. Rejects with a `ChannelError`; `comment_gone`: there is no such comment any more. */
  act(http: Http, as: Credentials, commentId: string, act: CommentAct): Promise<void>
}

/** The data of a job of the kind `comment_act`. */
export type CommentActAsked = { eventId: string; act: CommentAct }
