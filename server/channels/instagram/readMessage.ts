import type { Attachment, EventKind, InboundEvent, Referral, ReplyTo } from '../../model/event.ts'
import { type JsonObject, idIn, idOf, isTrue, listOf, objectOf, present, shortTextOf, textOf } from '../meta/fields.ts'
import { contentDigest, keyOf } from '../meta/newEvent.ts'
import { newEvent } from './newEvent.ts'
import type { Frame } from './readMessaging.ts'

/**
 * A message in any of its forms (meta-platform.md 2.5).
 * Deleted, echoed and written messages share the mid, so their kind is the first word of the key.
 */
export function readMessage(message: JsonObject, frame: Frame, timestamp: unknown): InboundEvent {
  const mid = idOf(message.mid)
  const kind: EventKind = isTrue(message.is_deleted) ? 'delete' : frame.isOwn ? 'echo' : 'message'
  const attachments = attachmentsOf(message)
  const quickReply = objectOf(message.quick_reply)
  return newEvent({
    key: mid ? keyOf(kind, mid) : keyOf(kind, frame.personId, textOf(timestamp), contentDigest(message)),
    kind,
    accountExternalId: frame.accountId,
    occurredAt: frame.occurredAt,
    personId: frame.personId,
    text: textOf(message.text),
    attachments,
    externalId: mid,
    replyTo: replyToOf(message.reply_to),
    referral: referralOf(message.referral),
    payload: textOf(quickReply?.payload),
    quickReply: quickReply !== null,
    storyMention: attachments.some((attachment) => attachment.type === 'story_mention'),
    isOwn: frame.isOwn,
    standby: frame.standby,
    // `app_id` and `metadata` are listed for Messenger and absent in Instagram's fixtures: shown, never relied on (12, row 9).
    detail: present({
      self: isTrue(message.is_self) ? true : null,
      appId: idOf(message.app_id),
      metadata: shortTextOf(message.metadata, 1000),
    }),
  })
}

/** Two names of one thing, from before and after the change of November 2025; all others keep the platform's word. */
const attachmentWords = new Map([
  ['ig_post', 'post'],
  ['share', 'post'],
  ['ig_reel', 'reel'],
  ['ig_story', 'story'],
  ['unsupported_type', 'unsupported'],
])

function attachmentsOf(message: JsonObject): Attachment[] {
  const found: Attachment[] = []
  for (const item of listOf(message.attachments)) {
    const given = objectOf(item)
    const word = shortTextOf(given?.type, 40)
    if (!given || !word) continue
    const payload = objectOf(given.payload)
    const attachment: Attachment = { type: attachmentWords.get(word) ?? word }
    const url = textOf(payload?.url) ?? textOf(given.url)
    const id = idOf(payload?.ig_post_media_id) ?? idOf(payload?.reel_video_id) ?? idOf(payload?.id)
    const title = textOf(payload?.title) ?? textOf(given.title)
    if (url) attachment.url = url
    if (id) attachment.id = id
    if (title) attachment.title = title
    // A shared post came twice for a while, as `share` and as `ig_post` (meta-platform.md 2.5).
    if (!found.some((other) => url && other.url === url && other.type === attachment.type)) found.push(attachment)
  }
  if (isTrue(message.is_unsupported) && found.length === 0) found.push({ type: 'unsupported' })
  return found
}

function replyToOf(value: unknown): ReplyTo | null {
  const given = objectOf(value)
  if (!given) return null
  const story = objectOf(given.story)
  const replyTo = present({ messageId: idOf(given.mid), storyId: idIn(story), storyUrl: textOf(story?.url) })
  return Object.keys(replyTo).length > 0 ? replyTo : null
}

/** Where somebody came from: an ig.me link, an advertisement or a product of the shop. */
export function referralOf(value: unknown): Referral | null {
  const given = objectOf(value)
  if (!given) return null
  const source = textOf(given.source)
  const referral = present({
    ref: textOf(given.ref),
    source: source === 'SHORTLINK' ? 'SHORTLINKS' : source, // one page prints the singular
    type: textOf(given.type),
    adId: idOf(given.ad_id),
    productId: idIn(given.product),
  })
  return Object.keys(referral).length > 0 ? referral : null
}
