import type { Attachment, EventKind, InboundEvent, Referral, ReplyTo } from '../../../model/event.ts'
import { type JsonObject, idIn, idOf, isTrue, listOf, objectOf, present, shortTextOf, textOf } from '../fields.ts'
import { contentDigest, keyOf } from '../newEvent.ts'
import type { Frame } from './readMessaging.ts'

/**
 * Reads a message in any of its forms (meta-platform.md 2.5).
 * Deleted, echoed and written messages share the mid, so the key begins with their kind.
 */
export function readMessage(message: JsonObject, frame: Frame, timestamp: unknown): InboundEvent {
  const mid = idOf(message.mid)
  const kind: EventKind = isTrue(message.is_deleted) ? 'delete' : frame.isOwn ? 'echo' : 'message'
  const attachments = attachmentsOf(message)
  const quickReply = objectOf(message.quick_reply)
  return frame.newEvent({
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
    ...(frame.isOwn && isOfProgram(idOf(message.app_id)) && { byProgram: true }),
    // `app_id` and `metadata` are listed for Messenger and absent in Instagram's fixtures: shown, but never relied on (12, row 9).
    detail: present({
      self: isTrue(message.is_self) ? true : null,
      appId: idOf(message.app_id),
      metadata: shortTextOf(message.metadata, 1000),
    }),
  })
}

/** The apps in which people of the business write (2.6): the inboxes of Pages and of Instagram. */
const inboxes = new Set(['263902037430900', '1217981644879628'])

/** An echo names the app that sent it on Messenger; it names none, or an inbox, where a person wrote (4.2, from memory there). */
const isOfProgram = (appId: string | null): boolean => appId !== null && !inboxes.has(appId)

/** Two names for one thing, from before and after the change of November 2025; all others keep the platform's name. */
const attachmentWords = new Map([
  ['ig_post', 'post'],
  ['share', 'post'],
  ['ig_reel', 'reel'],
  ['ig_story', 'story'],
  ['unsupported_type', 'unsupported'],
])

/** Far more than a person can send at once; a payload that lists more is not a person's message. */
const maxAttachments = 100

function attachmentsOf(message: JsonObject): Attachment[] {
  const found: Attachment[] = []
  for (const item of [...listOf(message.attachments), ...listOf(message.attachment)].slice(0, maxAttachments)) {
    const given = objectOf(item)
    const word = shortTextOf(given?.type, 40)
    if (!given || !word) continue
    const payload = objectOf(given.payload)
    // A sticker was reported as an image until August 2026 (meta-platform.md 13.1, row 1.8).
    const sticker = idOf(payload?.sticker_id)
    const attachment: Attachment = { type: sticker ? 'sticker' : (attachmentWords.get(word) ?? word) }
    const url = firstText(payload, 'url', 'link', 'story_media_url') ?? firstText(given, 'url', 'link')
    const id = sticker ?? firstId(payload, 'ig_post_media_id', 'reel_video_id', 'story_media_id', 'story_id', 'id')
    const title = textOf(payload?.title) ?? textOf(given.title) ?? placeOf(objectOf(payload?.coordinates))
    if (url) attachment.url = url
    if (id) attachment.id = id
    if (title) attachment.title = title
    found.push(attachment)
  }
  if (isTrue(message.is_unsupported) && found.length === 0) found.push({ type: 'unsupported' })
  return withoutTwins(found)
}

/** A place that somebody sent (meta-platform.md 4.2). */
function placeOf(coordinates: JsonObject | null): string | null {
  const [latitude, longitude] = [shortTextOf(coordinates?.lat, 20), shortTextOf(coordinates?.long, 20)]
  return latitude && longitude ? `${latitude}, ${longitude}` : null
}

const firstText = (given: JsonObject | null, ...names: string[]): string | null =>
  names.map((name) => textOf(given?.[name])).find((one) => one) ?? null
const firstId = (given: JsonObject | null, ...names: string[]): string | null =>
  names.map((name) => idOf(given?.[name])).find((one) => one) ?? null

/**
 * Merges attachments that appear twice: a shared post came as `share` and as `ig_post` for a while (meta-platform.md 2.5), with the same
 * address or another, and only the second names the post. Two of a kind are merged when their addresses are equal, or when one of two posts
 * has no id. Each merges with one twin only, so that two posts stay two. The fields of both are kept.
 */
function withoutTwins(attachments: Attachment[]): Attachment[] {
  const kept: { one: Attachment; taken: boolean }[] = []
  for (const attachment of attachments) {
    const twin =
      kept.find(({ one }) => one.type === attachment.type && one.url !== undefined && one.url === attachment.url) ??
      kept.find(({ one, taken }) => !taken && one.type === 'post' && attachment.type === 'post' && !one.id !== !attachment.id)
    if (!twin) kept.push({ one: attachment, taken: false })
    else Object.assign(twin, { one: attachment.id ? { ...twin.one, ...attachment } : { ...attachment, ...twin.one }, taken: true })
  }
  return kept.map(({ one }) => one)
}

function replyToOf(value: unknown): ReplyTo | null {
  const given = objectOf(value)
  if (!given) return null
  const story = objectOf(given.story)
  const replyTo = present({
    messageId: idOf(given.mid),
    storyId: idIn(story),
    storyUrl: firstText(story, 'url', 'link'),
    // The destination of the story's link sticker (2.5, since December 2025).
    storyLink: textOf(story?.link_sticker_url),
  })
  return Object.keys(replyTo).length > 0 ? replyTo : null
}

/** The referral of a person: an ig.me link, an advertisement or a product of the shop. */
export function referralOf(value: unknown): Referral | null {
  const given = objectOf(value)
  if (!given) return null
  const source = textOf(given.source)
  const referral = present({
    ref: textOf(given.ref),
    source: source === 'SHORTLINK' ? 'SHORTLINKS' : source, // one documentation page has the singular
    type: textOf(given.type),
    adId: idOf(given.ad_id),
    productId: idIn(given.product),
  })
  return Object.keys(referral).length > 0 ? referral : null
}
