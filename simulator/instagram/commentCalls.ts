import { needPermission } from '../platform/access.ts'
import { addressOf, done, type GraphCall, type Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { graphTime, project, type Field, type Shown } from '../platform/fields.ts'
import { fieldsOf, innerFields, newestFirst, readPage, type Window } from '../platform/pages.ts'
import { text } from '../platform/params.ts'
import type { Account } from '../world/accounts.ts'
import type { World } from '../world/world.ts'
import { accountAuthor, addComment, authorOf, deleteComment, setHidden, type Comment } from './comments.ts'
import { changeMedia, findMedia, isOnAir, likesOf, isStoryOver, type Media } from './media.ts'

const usualFields = 'id,text,timestamp'
/** meta-platform.md 3.4: the maximum per page. */
const pageSize = 50

const mayReadComments = (call: GraphCall) => needPermission(call.token, 'instagram_business_manage_comments', 'instagram_manage_comments')

/** A comment as reads return it. */
function commentShown(world: World, account: Account, comment: Comment): Shown {
  const author = authorOf(world, comment, account)
  return {
    id: () => comment.id,
    text: () => comment.text,
    username: () => author.username,
    timestamp: () => graphTime(comment.createdAt),
    from: () => ({ id: author.id, username: author.username, ...(author.selfId && { self_ig_scoped_id: author.selfId }) }),
    user: () => (author.byAccount ? { id: author.id } : undefined),
    parent_id: () => comment.parentId ?? undefined,
    like_count: () => likesOf(world, comment.id),
    hidden: () => comment.hidden === 1,
    media: (field) => {
      const media = findMedia(world, comment.mediaId)!
      return project(innerFields(field, 'id'), { id: () => media.id, media_product_type: () => media.kind })
    },
    replies: (field) => {
      const rows = repliesOf(world, comment.id, { limit: Math.min(field.limit ?? pageSize, pageSize), after: null, before: null })
      return rows.length === 0 ? undefined : { data: rows.map((row) => showComment(world, account, row, innerFields(field, usualFields))) }
    },
  }
}

const showComment = (world: World, account: Account, comment: Comment, fields: Field[]) =>
  project(fields, commentShown(world, account, comment))

const topLevelOf = (world: World, mediaId: string, window: Window): Comment[] =>
  newestFirst<Comment>(
    world.store,
    'select * from comments where mediaId = ? and parentId is null and deletedAt is null',
    [mediaId],
    window,
  )

const repliesOf = (world: World, commentId: string, window: Window): Comment[] =>
  newestFirst<Comment>(world.store, 'select * from comments where parentId = ? and deletedAt is null', [commentId], window)

/** The list behind `comments{…}` on a post. */
export function commentsField(world: World, account: Account, media: Media, field: Field): unknown {
  const rows = topLevelOf(world, media.id, { limit: Math.min(field.limit ?? pageSize, pageSize), after: null, before: null })
  return rows.length === 0 ? undefined : { data: rows.map((row) => showComment(world, account, row, innerFields(field, usualFields))) }
}

/** GET /{media}/comments: top-level comments, newest first; replies come with `replies{…}`. */
export function readComments(call: GraphCall, media: Media): Outcome {
  mayReadComments(call)
  const fields = fieldsOf(call.params, usualFields)
  const show = (row: Comment) => showComment(call.world, call.account, row, fields)
  return { body: readPage(call.params, pageSize, pageSize, addressOf(call), (window) => topLevelOf(call.world, media.id, window), show) }
}

/** GET /{comment}/replies */
export function readReplies(call: GraphCall, comment: Comment): Outcome {
  mayReadComments(call)
  const fields = fieldsOf(call.params, usualFields)
  const show = (row: Comment) => showComment(call.world, call.account, row, fields)
  return { body: readPage(call.params, pageSize, pageSize, addressOf(call), (window) => repliesOf(call.world, comment.id, window), show) }
}

/** GET /{comment} */
export function readComment(call: GraphCall, comment: Comment): Outcome {
  mayReadComments(call)
  return { body: showComment(call.world, call.account, comment, fieldsOf(call.params, usualFields)) }
}

/** POST /{comment}/replies: a public reply, which comes back as a `comments` webhook of the account itself. */
export function replyToComment(call: GraphCall, comment: Comment): Outcome {
  const media = findMedia(call.world, comment.mediaId)!
  const words = checkWords(call)
  if (comment.hidden) throw refuse.invalid('A hidden comment cannot be replied to')
  if (media.kind === 'LIVE') throw refuse.invalid('Comments on a live broadcast cannot be replied to')
  const reply = addComment(call.world, call.account, media, accountAuthor(call.account), words, comment)
  return {
    body: { id: reply.id },
    effect: {
      kind: 'comment_reply',
      id: reply.id,
      commentId: comment.id,
      parentId: reply.parentId,
      mediaId: media.id,
      accountId: call.account.id,
      text: words,
    },
  }
}

/** POST /{media}/comments: a comment by the account itself. */
export function commentOnMedia(call: GraphCall, media: Media): Outcome {
  const words = checkWords(call)
  if (isStoryOver(media, call.world.clock.now()) || (media.kind === 'LIVE' && !isOnAir(media)))
    throw refuse.invalid('The media can no longer be commented on')
  const comment = addComment(call.world, call.account, media, accountAuthor(call.account), words, null)
  return {
    body: { id: comment.id },
    effect: { kind: 'comment', id: comment.id, mediaId: media.id, accountId: call.account.id, text: words },
  }
}

// meta-platform.md 3.4, from memory there: the rules for the text of a public reply.
function checkWords(call: GraphCall): string {
  mayReadComments(call)
  const words = text(call.params, 'message')
  const { maxChars, maxHashtags, maxUrls, refuseAllCaps } = call.world.settings.current().commentRules
  if (words === undefined || words.trim() === '') throw refuse.invalid('Param message is required')
  if ([...words].length > maxChars) throw refuse.invalid(`Length of param message must be less than or equal to ${maxChars}`)
  if ((words.match(/#[\p{L}\p{N}_]+/gu)?.length ?? 0) > maxHashtags)
    throw refuse.invalid(`A comment can have at most ${maxHashtags} hashtags`)
  if ((words.match(/https?:\/\/|www\./gi)?.length ?? 0) > maxUrls) throw refuse.invalid(`A comment can have at most ${maxUrls} link`)
  if (refuseAllCaps && /\p{Lu}/u.test(words) && !/\p{Ll}/u.test(words)) throw refuse.invalid('A comment cannot be all capital letters')
  return words
}

/** POST /{comment}?hide=true|false: the account's own comments stay visible; not on a broadcast. */
export function hideComment(call: GraphCall, comment: Comment): Outcome {
  mayReadComments(call)
  const hide = text(call.params, 'hide')
  if (hide !== 'true' && hide !== 'false') throw refuse.invalid('Param hide must be true or false')
  if (findMedia(call.world, comment.mediaId)?.kind === 'LIVE') throw refuse.invalid('Comments on a live broadcast cannot be hidden')
  // The account's own comments stay visible, and the platform returns success all the same (3.4).
  if (comment.byAccount) return { body: done }
  setHidden(call.world, comment, hide === 'true')
  return { body: done, effect: { kind: hide === 'true' ? 'hide' : 'unhide', commentId: comment.id, mediaId: comment.mediaId } }
}

/** DELETE /{comment}: allowed to the owner of the post. */
export function removeComment(call: GraphCall, comment: Comment): Outcome {
  mayReadComments(call)
  deleteComment(call.world, comment)
  return { body: done, effect: { kind: 'delete_comment', commentId: comment.id, mediaId: comment.mediaId } }
}

/** POST /{media}?comment_enabled=true|false */
export function switchComments(call: GraphCall, media: Media): Outcome {
  mayReadComments(call)
  const enabled = text(call.params, 'comment_enabled')
  if (enabled !== 'true' && enabled !== 'false') throw refuse.invalid('Param comment_enabled must be true or false')
  changeMedia(call.world, media, { commentsEnabled: enabled === 'true' })
  return { body: done, effect: { kind: 'comments_enabled', mediaId: media.id, enabled: enabled === 'true' } }
}
