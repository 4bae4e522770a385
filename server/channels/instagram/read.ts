import type { AccountEvent, InboundEvent } from '../../model/event.ts'
import type { Part } from '../meta/envelope.ts'
import { idOf, objectOf, present, timeOf } from '../meta/fields.ts'
import { keyOf } from '../meta/newEvent.ts'
import { readConversation, readOther } from '../meta/messaging/readConversation.ts'
import { newEvent } from './newEvent.ts'
import { readComment } from './readComment.ts'

/**
 * Creates one of our events from one part of a webhook about an Instagram account (meta-platform.md 2.3 to 2.6).
 * In:     the part, and when it was received, for parts that carry no plausible time.
 * Out:    always one event; an unknown part becomes kind `other` with the names of its fields.
 * Errors: none, whatever the part holds.
 */
export function readPart(part: Part, receivedAt: Date): InboundEvent | AccountEvent {
  return (
    (part.container === 'change' ? readChange(part, receivedAt) : null) ??
    readConversation(part, receivedAt, 'instagram') ??
    readOther(part, part.container === 'change' ? part.field : '', part.container === 'change' ? part.value : null, receivedAt, 'instagram')
  )
}

function readChange(part: Part & { container: 'change' }, receivedAt: Date): InboundEvent | AccountEvent | null {
  switch (part.field) {
    case 'comments':
      return readComment(part, 'comment', receivedAt)
    case 'live_comments':
      return readComment(part, 'live_comment', receivedAt)
    case 'mentions':
      return readMention(part, receivedAt)
    case 'story_insights':
      return readStoryInsights(part, receivedAt)
    default:
      return null
  }
}

/**
 * A mention of the account in a caption (no comment id) or in a comment. The webhook does not name the author; the text must be read
 * separately (meta-platform.md 2.4).
 */
function readMention(part: Part & { container: 'change' }, receivedAt: Date): InboundEvent | null {
  const value = objectOf(part.value)
  const commentId = idOf(value?.comment_id)
  const mediaId = idOf(value?.media_id)
  if (!commentId && !mediaId) return null
  return newEvent({
    key: commentId ? keyOf('mention', commentId) : keyOf('mention', 'media', mediaId),
    kind: 'mention',
    accountExternalId: part.accountId,
    occurredAt: timeOf(receivedAt, part.time),
    personIdKind: 'author',
    externalId: commentId,
    mediaId,
  })
}

const storyFigures = ['impressions', 'reach', 'taps_forward', 'taps_back', 'exits', 'replies'] as const

/** Sent once, when a story ends; values below five are reported as -1 (meta-platform.md 2.4). */
function readStoryInsights(part: Part & { container: 'change' }, receivedAt: Date): InboundEvent | null {
  const value = objectOf(part.value)
  const mediaId = idOf(value?.media_id)
  if (!value || !mediaId) return null
  const figures = storyFigures.map((name) => [name, typeof value[name] === 'number' ? value[name] : null])
  return newEvent({
    key: keyOf('story_insights', mediaId),
    kind: 'other',
    accountExternalId: part.accountId,
    occurredAt: timeOf(receivedAt, part.time),
    mediaId,
    detail: { part: 'story_insights', ...present(Object.fromEntries(figures)) },
  })
}
