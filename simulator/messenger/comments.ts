import {
  accountAuthor,
  addComment,
  authorOf,
  deleteComment,
  editComment,
  findComment,
  setHidden,
  type Comment,
} from '../instagram/comments.ts'
import { findMedia, likesOf, type Media } from '../instagram/media.ts'
import { needPermission } from '../platform/access.ts'
import { addressOf, done, type GraphCall, type Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { graphTime, project, type Field, type Shown } from '../platform/fields.ts'
import { fieldsOf, innerFields, newestFirst, readPage, type Window } from '../platform/pages.ts'
import { text } from '../platform/params.ts'
import type { Value } from '../world/store.ts'
import type { World } from '../world/world.ts'
import { canReplyPrivately } from './privateReply.ts'

// Comments under the posts of a Page (meta-platform.md 4.4, 13.2 row 2.31).

const usualFields = 'created_time,from,message,id'
const maxReplyChars = 8_000

/** Errors: 10 without the permission to read what people wrote. */
const mayRead = ({ token }: GraphCall) => needPermission(token, 'pages_read_user_content')
const mayWrite = ({ token }: GraphCall) => needPermission(token, 'pages_manage_engagement')

/** The comments of a post or under a comment. In: `parentId` null for the top level, undefined for all. */
export function commentsUnder(
  world: World,
  { mediaId, parentId }: { mediaId: string; parentId?: string | null },
  window: Window,
  newest: boolean,
): Comment[] {
  const values: Value[] = parentId ? [mediaId, parentId] : [mediaId]
  const level = parentId === undefined ? '' : parentId === null ? 'and parentId is null' : 'and parentId = ?'
  const select = `select * from comments where mediaId = ? ${level} and deletedAt is null`
  if (newest) return newestFirst<Comment>(world.store, select, values, window)
  const { limit, after } = window
  return world.store.all<Comment>(`${select} and seq > ? order by seq limit ?`, ...values, after ?? 0, limit)
}

function commentShown(call: GraphCall, comment: Comment): Shown {
  const { world, account } = call
  const author = authorOf(world, comment, account)
  return {
    id: () => comment.id,
    message: () => comment.text,
    created_time: () => graphTime(comment.createdAt),
    from: () => ({ id: author.id, name: author.name }),
    parent: () => (comment.parentId === null ? undefined : { id: comment.parentId }),
    is_hidden: () => comment.hidden === 1,
    is_private: () => false,
    can_hide: () => !author.byAccount,
    can_remove: () => true,
    can_reply_privately: () => canReplyPrivately(world, comment),
    like_count: () => likesOf(world, comment.id),
    permalink_url: () => `https://www.facebook.com/${comment.id}`,
    comments: (field) => {
      const window = { limit: Math.min(field.limit ?? 25, 100), after: null, before: null }
      const rows = commentsUnder(
        world,
        { mediaId: comment.mediaId, parentId: comment.id },
        window,
        field.modifiers?.['order'] === 'reverse_chronological',
      )
      return { data: rows.map((row) => showComment(call, row, innerFields(field, usualFields))) }
    },
  }
}

export const showComment = (call: GraphCall, comment: Comment, fields: Field[]) => project(fields, commentShown(call, comment))

/** GET /{comment} */
export function readComment(call: GraphCall, comment: Comment): Outcome {
  mayRead(call)
  return { body: showComment(call, comment, fieldsOf(call.params, usualFields)) }
}

/** GET /{post}/comments?filter=toplevel|stream&order=chronological|reverse_chronological: oldest first unless asked otherwise. */
export function listOfPost(call: GraphCall, media: Media): Outcome {
  const filter = text(call.params, 'filter') ?? 'toplevel'
  if (filter !== 'toplevel' && filter !== 'stream') throw refuse.invalid('Param filter must be one of {TOPLEVEL, STREAM}')
  return list(call, { mediaId: media.id, parentId: filter === 'stream' ? undefined : null })
}

/** GET /{comment}/comments */
export const listOfComment = (call: GraphCall, { mediaId, id }: Comment): Outcome => list(call, { mediaId, parentId: id })

function list(call: GraphCall, under: { mediaId: string; parentId?: string | null }): Outcome {
  mayRead(call)
  const order = text(call.params, 'order') ?? 'chronological'
  if (order !== 'chronological' && order !== 'reverse_chronological')
    throw refuse.invalid('Param order must be one of {CHRONOLOGICAL, REVERSE_CHRONOLOGICAL}')
  const fields = fieldsOf(call.params, usualFields)
  const rows = (window: Window) => commentsUnder(call.world, under, window, order === 'reverse_chronological')
  return { body: readPage(call.params, 25, 100, addressOf(call), rows, (row) => showComment(call, row, fields)) }
}

/** POST /{comment}/comments message=: a public reply, which comes back as a `feed` change of the Page itself. */
export function replyToComment(call: GraphCall, comment: Comment): Outcome {
  const words = wordsIn(call)
  const reply = addComment(call.world, call.account, findMedia(call.world, comment.mediaId)!, accountAuthor(call.account), words, comment)
  const { id, parentId, mediaId } = reply
  const effect = { kind: 'comment_reply', id, commentId: comment.id, parentId, mediaId, accountId: call.account.id, text: words }
  return { body: { id }, effect }
}

/** POST /{post}/comments message=: a comment of the Page itself. */
export function commentOnPost(call: GraphCall, media: Media): Outcome {
  const words = wordsIn(call)
  const { id } = addComment(call.world, call.account, media, accountAuthor(call.account), words, null)
  return { body: { id }, effect: { kind: 'comment', id, mediaId: media.id, accountId: call.account.id, text: words } }
}

function wordsIn(call: GraphCall): string {
  mayWrite(call)
  const words = text(call.params, 'message')
  if (words === undefined || words.trim() === '') throw refuse.invalid('Param message is required')
  if ([...words].length > maxReplyChars) throw refuse.invalid(`Length of param message must be less than or equal to ${maxReplyChars}`)
  return words
}

/** POST /{comment} is_hidden=true|false, or message= of a comment of the Page. */
export function changeComment(call: GraphCall, comment: Comment): Outcome {
  mayWrite(call)
  const hide = text(call.params, 'is_hidden')
  const words = text(call.params, 'message')
  if (words !== undefined) {
    if (!comment.byAccount) throw refuse.invalid('Only own comments can be edited')
    editComment(call.world, comment, words)
    return { body: done, effect: { kind: 'edit_comment', commentId: comment.id } }
  }
  if (hide !== 'true' && hide !== 'false') throw refuse.invalid('Param is_hidden must be true or false')
  if (comment.byAccount) throw refuse.invalid('Own comments cannot be hidden')
  setHidden(call.world, comment, hide === 'true')
  return { body: done, effect: { kind: hide === 'true' ? 'hide' : 'unhide', commentId: comment.id, mediaId: comment.mediaId } }
}

/** DELETE /{comment} */
export function removeComment(call: GraphCall, comment: Comment): Outcome {
  mayWrite(call)
  deleteComment(call.world, findComment(call.world, comment.id)!)
  return { body: done, effect: { kind: 'delete_comment', commentId: comment.id, mediaId: comment.mediaId } }
}
