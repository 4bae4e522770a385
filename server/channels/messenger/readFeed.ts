import type { InboundEvent } from '../../model/event.ts'
import type { Part } from '../meta/envelope.ts'
import { idOf, type JsonObject, objectOf, present, shortTextOf, textOf, timeOf } from '../meta/fields.ts'
import { contentDigest, keyOf } from '../meta/newEvent.ts'
import { newEvent } from './newEvent.ts'

/** What verbs mean (meta-platform.md 4.3); every other one is `other`. */
const kinds = { add: 'comment', edit: 'edit', edited: 'edit', update: 'edit', delete: 'delete', remove: 'delete' } as const
const kindOf = (verb: string) => (Object.hasOwn(kinds, verb) ? kinds[verb as keyof typeof kinds] : 'other')

/**
 * Reads what happened on a Page or under its posts (meta-platform.md 4.3): comments are events of people, everything else (posts,
 * reactions, shares, ratings) is `other` and names nobody, because it allows no message.
 * Out:    null without what it is about.
 */
export function readFeed(part: Part & { container: 'change' }, receivedAt: Date): InboundEvent | null {
  const value = objectOf(part.value)
  const item = shortTextOf(value?.item, 40)
  if (!value || !item) return null
  const commentId = idOf(value.comment_id)
  if (item === 'comment' && commentId) return commentOf(part, value, commentId, receivedAt)
  const verb = shortTextOf(value.verb, 40)
  return newEvent({
    key: keyOf('feed', item, verb, contentDigest(value)),
    kind: 'other',
    accountExternalId: part.accountId,
    occurredAt: timeOf(receivedAt, value.created_time, part.time),
    mediaId: idOf(value.post_id),
    isOwn: authorIn(value) === part.accountId,
    detail: { part: part.field, ...present({ item, verb, reaction: shortTextOf(value.reaction_type, 40) }) },
  })
}

/** The author's id; older forms have it beside the value as a number. */
const authorIn = (value: JsonObject): string | null => idOf(objectOf(value.from)?.id) ?? idOf(value.sender_id)

function commentOf(part: Part, value: JsonObject, commentId: string, receivedAt: Date): InboundEvent {
  const verb = shortTextOf(value.verb, 40) ?? 'add'
  const kind = kindOf(verb)
  const authorId = authorIn(value)
  const isOwn = authorId === part.accountId
  const postId = idOf(value.post_id)
  const parentId = idOf(value.parent_id)
  const photo = textOf(value.photo)
  const video = textOf(value.video)
  return newEvent({
    key: kind === 'comment' ? keyOf('comment', commentId) : keyOf('comment', commentId, verb, contentDigest(value)),
    kind,
    accountExternalId: part.accountId,
    // The time of a comment is in the change; that of an edit or a removal is when the change was sent.
    occurredAt: kind === 'comment' ? timeOf(receivedAt, value.created_time, part.time) : timeOf(receivedAt, part.time, value.created_time),
    personId: authorId,
    personIdKind: 'author',
    name: textOf(objectOf(value.from)?.name) ?? textOf(value.sender_name),
    text: textOf(value.message),
    attachments: [...(photo ? [{ type: 'image', url: photo }] : []), ...(video ? [{ type: 'video', url: video }] : [])],
    externalId: commentId,
    mediaId: postId,
    // Of a comment that answers no other, the post is the parent.
    parentCommentId: parentId === postId ? null : parentId,
    isOwn,
    // Without its permission, or for a person's privacy, `from` is left out; it may be readable all the same.
    ...(kind === 'comment' && authorId === null ? { lacks: 'author' as const } : {}),
    detail: present({ verb: kind === 'comment' ? null : verb }),
  })
}
