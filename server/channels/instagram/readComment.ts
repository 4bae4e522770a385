import type { InboundEvent } from '../../model/event.ts'
import type { Part } from '../meta/envelope.ts'
import { idOf, objectOf, present, shortTextOf, textOf, timeOf } from '../meta/fields.ts'
import { keyOf } from '../meta/newEvent.ts'
import { newEvent } from './newEvent.ts'

/**
 * Reads a comment under a post or a live video (meta-platform.md 2.3). It carries no time of its own: the entry's time is the nearest.
 * Out: null without a comment id, since it could be neither replied to nor identified.
 */
export function readComment(part: Part & { container: 'change' }, kind: 'comment' | 'live_comment', receivedAt: Date): InboundEvent | null {
  const value = objectOf(part.value)
  // One table of the documentation calls the id `comment_id`.
  const commentId = idOf(value?.id) ?? idOf(value?.comment_id)
  if (!value || !commentId) return null

  const from = objectOf(value.from)
  const media = objectOf(value.media)
  const authorId = idOf(from?.id)
  const selfId = idOf(from?.self_ig_scoped_id)
  // No verb is documented for Instagram; an event with one is not the comment itself (1.5), and needs no reply.
  const verb = idOf(value.verb)
  const written = verb === null || verb === 'add'

  // Our own replies come back as comments (2.2), sometimes under another id of the account: then a second id that differs is present (2.1).
  // The dashboard's samples have the second id on strangers too, and equal. The inbox checks whether the user name is the account's.
  const isOwn = authorId === part.accountId || (selfId !== null && selfId !== authorId)

  return newEvent({
    key: written ? keyOf('comment', commentId) : keyOf('comment', commentId, verb),
    kind: written ? kind : verb === 'remove' ? 'delete' : 'other',
    accountExternalId: part.accountId,
    occurredAt: timeOf(receivedAt, part.time),
    personId: authorId,
    personIdKind: 'author',
    username: textOf(from?.username),
    // `message` is the name of this field in Facebook's comments (4.3).
    text: textOf(value.text) ?? textOf(value.message),
    externalId: commentId,
    mediaId: idOf(media?.id) ?? idOf(value.media_id),
    originalMediaId: idOf(media?.original_media_id),
    parentCommentId: idOf(value.parent_id),
    isOwn,
    ...(written && authorId === null && !isOwn ? { lacks: 'author' as const } : {}),
    detail: present({
      mediaType: shortTextOf(media?.media_product_type),
      adId: idOf(media?.ad_id),
      adTitle: shortTextOf(media?.ad_title),
      verb: written ? null : shortTextOf(verb),
    }),
  })
}
