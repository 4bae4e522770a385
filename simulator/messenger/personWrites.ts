import { ControlError } from '../controls/errors.ts'
import { mustBeActive, reactAsAsked } from '../messaging/personActs.ts'
import { queueMessaging } from '../messaging/say.ts'
import { tapped } from '../messaging/tapped.ts'
import type { Product } from '../product.ts'
import type { Account } from '../world/accounts.ts'
import { findMessage, keepMessage, type Attachment, type Content } from '../world/messages.ts'
import type { Person } from '../world/people.ts'
import { pictureOf } from '../world/pictureOf.ts'
import { findThread, meet, openWindow } from '../world/threads.ts'
import { announce, type World } from '../world/world.ts'

/** An act of a person in the conversation with a Page, as POST /simulator/messages accepts it. */
type Writing = {
  text?: string
  attachment?: string | { type: string; url?: string; title?: string }
  tap?: string
  messageId?: string
  replyTo?: string
  ref?: string
  ad?: { id: string; title?: string }
}

/** Every attachment a person can send to a Page (meta-platform.md 4.2, 13.1 row 1.8). */
const attachmentKinds: Record<string, (url: string, title?: string) => Record<string, unknown>> = {
  image: (url) => ({ url }),
  video: (url) => ({ url }),
  audio: (url) => ({ url }),
  file: (url) => ({ url }),
  reel: (url, title) => ({ reel_video_id: '1000000000000003', title: title ?? '', url }),
  sticker: (url) => ({ url, sticker_id: 369239263222822 }),
  location: () => ({ coordinates: { lat: 52.520008, long: 13.404954 } }),
  fallback: (url, title) => ({ url, title: title ?? 'A link' }),
}

/**
 * A person writes, shares, taps, or comes by a link. Each of these opens the window (3.2); writing and tapping also make the profile
 * readable.
 * Out:    the id of the message, or null where the act leaves no message (a link into an existing thread).
 * Errors: ControlError 400 for an act that is impossible here.
 */
function write(world: World, account: Account, person: Person, writing: Writing): string | null {
  mustBeActive(person)
  const isNew = findThread(world, account.id, person.id)?.updatedAt == null
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
  if (writing.text === undefined && !attachments) {
    if (writing.ref === undefined)
      throw new ControlError(400, 'nothing_said', 'say what the person does: text, attachment, tap, reaction or ref')
    openWindow(world, thread, { consents: false })
    queueMessaging(world, account, thread, 'messaging_referrals', { referral: shortLink(writing.ref) })
    announce(world, { kind: 'message', accountId: account.id, personId: person.id })
    return null
  }
  const replyTo = replyOf(world, account, person, writing.replyTo)
  // A link's ref comes with the first message of a new thread; in an older one it is an event of its own.
  if (writing.ref !== undefined && !writing.ad && !isNew)
    queueMessaging(world, account, thread, 'messaging_referrals', { referral: shortLink(writing.ref) })
  const referral = writing.ad ? adReferral(world, writing.ad, writing.ref) : isNew && writing.ref !== undefined && shortLink(writing.ref)
  const said = { ...(writing.text !== undefined && { text: writing.text }), ...(attachments && { attachments }) }
  return send('messages', { kind: attachments ? 'attachment' : 'text', ...said, ...(replyTo && { replyTo }) }, (mid) => ({
    message: { mid, ...said, ...(replyTo && { reply_to: replyTo }), ...(referral && { referral }) },
  }))
}

/** The act that a request to POST /simulator/messages describes. */
export const writeOrReact: Product['acts']['write'] = (world, account, person, body) =>
  body['reaction'] === undefined ? write(world, account, person, body) : reactAsAsked(world, account, person, body)

const shortLink = (ref: string) => ({ ref, source: 'SHORTLINK', type: 'OPEN_THREAD' })

const adReferral = (world: World, ad: { id: string; title?: string }, ref?: string) => ({
  ...(ref !== undefined && { ref }),
  ad_id: ad.id,
  source: 'ADS',
  type: 'OPEN_THREAD',
  ads_context_data: { ad_title: ad.title ?? 'Advertisement', photo_url: pictureOf(world, ad.id) },
})

function attachmentsOf(world: World, account: Account, person: Person, { attachment }: Writing): Attachment[] | undefined {
  if (attachment === undefined) return undefined
  const { type, url, title } = typeof attachment === 'string' ? { type: attachment } : attachment
  const payload = Object.hasOwn(attachmentKinds, type) ? attachmentKinds[type] : undefined
  if (!payload) throw new ControlError(400, 'no_such_attachment', `"attachment" is one of ${Object.keys(attachmentKinds).join(', ')}`)
  const given = url ?? `${world.origin}/scontent.xx.fbcdn.net/${person.id.slice(-6)}${account.id.slice(-6)}?oh=${world.dice.letters(24)}`
  return [{ type, payload: payload(given, title) }]
}

function replyOf(world: World, account: Account, person: Person, mid: string | undefined): { mid: string } | undefined {
  if (mid === undefined) return undefined
  const message = findMessage(world, mid)
  if (message?.accountId !== account.id || message.personId !== person.id)
    throw new ControlError(400, 'no_such_message', `${mid} is no message of this conversation`)
  return { mid: message.id }
}
