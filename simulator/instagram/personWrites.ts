import { ControlError } from '../controls/errors.ts'
import { reactAsAsked } from '../messaging/personActs.ts'
import type { Product } from '../product.ts'
import type { Account } from '../world/accounts.ts'
import { isHeard, type Person } from '../world/people.ts'
import { announce, type World } from '../world/world.ts'
import { queueUpdate } from '../webhooks/queueUpdate.ts'
import { findMedia } from './media.ts'
import { pictureOf } from '../world/pictureOf.ts'
import { findMessage, keepMessage, type Attachment, type Content } from '../world/messages.ts'
import { queueMessaging } from '../messaging/say.ts'
import { tapped } from '../messaging/tapped.ts'
import { findThread, meet, openWindow } from '../world/threads.ts'

/** An act of a person in the conversation, as POST /simulator/messages accepts it. */
export type Writing = {
  text?: string
  attachment?: string | { type: string; url?: string; title?: string; mediaId?: string }
  storyId?: string
  mention?: boolean
  tap?: string
  messageId?: string
  replyTo?: string
  ref?: string
  ad?: { id: string; title?: string }
  /**
   * How the app is notified of a message: as a message; as edit number 0 without sender and text, as apps in development receive it; or as
   * both, in this order.
   */
  told?: 'message' | 'edit' | 'edit, then message'
}

/** Every attachment a person can send (meta-platform.md 2.5), and the fields of its payload besides or instead of a url. */
const attachmentKinds: Record<string, (url: string, wish: { title?: string; mediaId?: string }) => Record<string, unknown> | undefined> = {
  image: (url) => ({ url }),
  video: (url) => ({ url }),
  audio: (url) => ({ url }),
  file: (url) => ({ url }),
  share: (url) => ({ url }),
  ig_post: (url, { title, mediaId }) => ({ ig_post_media_id: mediaId ?? '18000000000000000', title: title ?? '', url }),
  ig_reel: (url, { title, mediaId }) => ({ reel_video_id: mediaId ?? '18000000000000001', title: title ?? '', url }),
  reel: (url, { title, mediaId }) => ({ reel_video_id: mediaId ?? '18000000000000001', title: title ?? '', url }),
  story: (url) => ({ url }),
  ig_story: (url) => ({ url }),
  story_mention: (url) => ({ url }),
  like_heart: () => undefined,
  ephemeral: () => undefined,
  unsupported_type: (url) => ({ url }),
}

/**
 * A person writes, shares, replies to a story, mentions the account in one, taps, or comes by a link. Each of these opens the window (3.2);
 * writing and tapping also make the profile readable (3.5).
 * Out:    the id of the message, or null where the act leaves no message (a link into an existing thread).
 * Errors: ControlError 400 for an act that is impossible here.
 */
function write(world: World, account: Account, person: Person, writing: Writing): string | null {
  if (person.deactivated) throw new ControlError(400, 'deactivated', `${person.username} is deactivated`)
  const before = findThread(world, account.id, person.id)
  const thread = meet(world, account, person)
  const send = (field: string, content: Content, part: (mid: string) => Record<string, unknown>) => {
    openWindow(world, thread, { consents: true })
    const mid = keepMessage(world, thread, { byAccount: false, via: 'person', content })
    queueMessaging(world, account, thread, field, part(mid))
    return mid
  }

  if (writing.tap !== undefined) {
    const { field, content, part } = tapped(world, account, person, { ...writing, tap: writing.tap }, shortLink)
    return send(field, content, part)
  }

  const attachments = attachmentsOf(world, account, person, writing)
  if (writing.text === undefined && attachments === undefined) {
    if (writing.ref === undefined)
      throw new ControlError(
        400,
        'nothing_said',
        'say what the person does: text, attachment, storyId with text, mention, tap, reaction or ref',
      )
    openWindow(world, thread, { consents: false })
    queueMessaging(world, account, thread, 'messaging_referral', { referral: shortLink(writing.ref) })
    announce(world, { kind: 'message', accountId: account.id, personId: person.id })
    return null
  }

  const replyTo = replyOf(world, account, person, writing)
  const unsupported = attachments?.[0]?.type === 'unsupported'
  const content: Content = {
    kind: attachments ? 'attachment' : 'text',
    ...(writing.text !== undefined && { text: writing.text }),
    ...(attachments && !unsupported && { attachments }),
    ...(replyTo && { replyTo }),
    ...(unsupported && { isUnsupported: true }),
  }
  // A link's ref comes with the first message of a new thread; in an older one it is an event of its own.
  const isNew = before?.updatedAt == null
  if (writing.ref !== undefined && !isNew)
    queueMessaging(world, account, thread, 'messaging_referral', { referral: shortLink(writing.ref) })
  const referral = writing.ad
    ? adReferral(world, writing.ad, writing.ref)
    : writing.ref !== undefined && isNew
      ? shortLink(writing.ref)
      : undefined
  const part = (mid: string) => ({
    message: {
      mid,
      ...(content.text !== undefined && { text: content.text }),
      ...(content.attachments && { attachments: content.attachments }),
      ...(content.replyTo && { reply_to: content.replyTo }),
      ...(content.isUnsupported && { is_unsupported: true }),
      ...(referral && { referral }),
    },
  })
  const told = writing.told ?? 'message'
  if (!['message', 'edit', 'edit, then message'].includes(told))
    throw new ControlError(400, 'bad_value', '"told" is one of message, edit, "edit, then message"')
  if (told === 'message') return send('messages', content, part)
  openWindow(world, thread, { consents: true })
  const mid = keepMessage(world, thread, { byAccount: false, via: 'person', content })
  if (isHeard(world, person.id))
    queueUpdate(world, account, 'messaging', 'message_edit', { timestamp: world.clock.now(), message_edit: { mid, num_edit: 0 } })
  if (told === 'edit, then message') queueMessaging(world, account, thread, 'messages', part(mid))
  return mid
}

/** The act that a request to POST /simulator/messages describes. */
export const writeOrReact: Product['acts']['write'] = (world, account, person, body) =>
  body['reaction'] === undefined ? write(world, account, person, body) : reactAsAsked(world, account, person, body)

const shortLink = (ref: string) => ({ ref, source: 'SHORTLINKS', type: 'OPEN_THREAD' })

const adReferral = (world: World, ad: { id: string; title?: string }, ref?: string) => ({
  ...(ref !== undefined && { ref }),
  ad_id: ad.id,
  source: 'ADS',
  type: 'OPEN_THREAD',
  ads_context_data: { ad_title: ad.title ?? 'Advertisement', photo_url: pictureOf(world, ad.id), video_url: pictureOf(world, ad.id) },
})

function attachmentsOf(world: World, account: Account, person: Person, writing: Writing): Attachment[] | undefined {
  const wish = writing.mention ? 'story_mention' : writing.attachment
  if (wish === undefined) return undefined
  const { type, url, ...rest } = typeof wish === 'string' ? { type: wish } : wish
  if (type === 'unsupported') return [{ type }]
  const kind = attachmentKinds[type]
  if (!kind)
    throw new ControlError(400, 'no_such_attachment', `"attachment" is one of ${Object.keys(attachmentKinds).join(', ')}, unsupported`)
  // The platform gives out addresses of its own picture servers, never the sender's (0, base hosts).
  const payload = kind(
    url ??
      `${world.origin}/lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=${person.id.slice(-9)}${account.id.slice(-6)}&signature=${world.dice.letters(24)}`,
    rest,
  )
  return [payload ? { type, payload } : { type }]
}

function replyOf(world: World, account: Account, person: Person, writing: Writing): Content['replyTo'] {
  if (writing.storyId !== undefined) {
    const story = findMedia(world, writing.storyId)
    if (story?.accountId !== account.id || story.kind !== 'STORY')
      throw new ControlError(400, 'no_such_story', `${writing.storyId} is no story of this account`)
    return { story: { url: pictureOf(world, story.id), id: story.id } }
  }
  if (writing.replyTo === undefined) return undefined
  const message = findMessage(world, writing.replyTo)
  if (message?.accountId !== account.id || message.personId !== person.id)
    throw new ControlError(400, 'no_such_message', `${writing.replyTo} is no message of this conversation`)
  return { mid: message.id }
}
