import type { AccountEvent, InboundEvent } from '../../model/event.ts'
import type { Part } from '../meta/envelope.ts'
import { idOf, objectOf, present, timeOf } from '../meta/fields.ts'
import { keyOf } from '../meta/newEvent.ts'
import { otherEvent } from '../meta/otherEvent.ts'
import { readMessaging } from '../meta/messaging/readMessaging.ts'
import { newEvent } from './newEvent.ts'
import { readComment } from './readComment.ts'

/**
 * Creates one of our events from one part of a webhook about an Instagram account (meta-platform.md 2.3 to 2.6).
 * In:     the part, and when it was received, for parts that carry no plausible time.
 * Out:    always one event; an unknown part becomes kind `other` with the names of its fields.
 * Errors: none, whatever the part holds.
 */
export function readPart(part: Part, receivedAt: Date): InboundEvent | AccountEvent {
  if (part.container === 'messaging') {
    return (
      readMessaging(part.element, part, part.standby, receivedAt, 'instagram') ?? readOther(part, 'messaging', part.element, receivedAt)
    )
  }
  if (part.container === 'unknown') return readOther(part, part.name, part.value, receivedAt)
  return readChange(part, receivedAt) ?? readOther(part, part.field, part.value, receivedAt)
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
      // The dashboard's samples and some deliveries put conversation elements into `changes`; they carry a sender like all such elements.
      return objectOf(objectOf(part.value)?.sender)
        ? readMessaging(part.value, part, part.field === 'standby', receivedAt, 'instagram')
        : null
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

/** A part that no documentation describes, or that lacks its own id. */
const readOther = (part: Part, name: string, value: unknown, receivedAt: Date): InboundEvent =>
  newEvent({
    ...otherEvent(name, value),
    accountExternalId: part.accountId,
    occurredAt: timeOf(receivedAt, objectOf(value)?.timestamp, part.time),
    standby: part.container === 'messaging' && part.standby,
  })
