import { ControlError } from '../controls/errors.ts'
import { findMessage, keepMessage, listMessages, type Content, type Message } from '../world/messages.ts'
import { openWindow } from '../world/threads.ts'
import { findOffer } from '../messaging/offers.ts'
import { reactions } from '../messaging/personActs.ts'
import type { Product } from '../product.ts'
import type { Account } from '../world/accounts.ts'
import * as ids from '../world/ids.ts'
import { getPerson, type Person } from '../world/people.ts'
import { announce, type World } from '../world/world.ts'
import { contactsOf, queueChange, seconds } from './changes.ts'
import { numberOf } from './numbers.ts'
import { meet, namesOf, userIdOf, waIdOf } from './people.ts'
import { openFreeEntry, queueRead } from './statuses.ts'
import { keepUpload } from './uploads.ts'

/** An act of a person in the thread with a number, as POST /simulator/messages accepts it. */
export type Writing = {
  text?: string
  attachment?: string | { type: string; bytes?: string; filename?: string }
  tap?: string
  reaction?: string
  messageId?: string
  replyTo?: string
  ad?: { id: string; title?: string }
  /** They call the number; nobody answers. */
  call?: boolean
}

const files: Record<string, string> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/ogg; codecs=opus',
  document: 'application/pdf',
  sticker: 'image/webp',
}

/** The file that a person sends: base64, or a small one of its kind. */
const bytesOf = (attachment: NonNullable<Writing['attachment']>, type: string): Buffer =>
  typeof attachment === 'object' && attachment.bytes !== undefined ? Buffer.from(attachment.bytes, 'base64') : Buffer.from(smallest[type]!)
const smallest: Record<string, number[]> = {
  image: [0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46],
  video: [0, 0, 0, 24, 0x66, 0x74, 0x79, 0x70, 0x69, 0x73, 0x6f, 0x6d],
  audio: [0x4f, 0x67, 0x67, 0x53, 0, 2, 0, 0],
  document: [0x25, 0x50, 0x44, 0x46, 0x2d, 0x31, 0x2e, 0x37],
  sticker: [0x52, 0x49, 0x46, 0x46, 8, 0, 0, 0, 0x57, 0x45, 0x42, 0x50],
}

/**
 * A person writes, sends a file, taps a template's button or reacts; each opens the window (meta-platform.md 5.4, 5.9).
 * Out:    the id of the message.
 * Errors: ControlError 400 for an act that is impossible here.
 */
function write(world: World, account: Account, person: Person, writing: Writing): string {
  if (person.deactivated) throw new ControlError(400, 'deactivated', `${person.username} is deactivated`)
  const isNew = listMessages(world, account.id, person.id).length === 0
  const thread = meet(world, account, person)
  if (writing.call === true) return callNumber(world, account, person)
  const { content, part } = contentOf(world, account, person, writing)
  openWindow(world, thread, { consents: true })
  const { waId, userId } = namesOf(world, person)
  const id = ids.whatsappMessageId(world.dice, waId ?? userIdOf(world, person))
  if (content)
    keepMessage(world, thread, {
      id,
      byAccount: false,
      via: 'person',
      content: { ...content, ...(writing.replyTo !== undefined && { replyTo: { mid: writing.replyTo } }) },
    })
  const message = {
    ...(waId !== null && { from: waId }),
    ...(userId !== null && { from_user_id: userId }),
    id,
    timestamp: seconds(world.clock.now()),
    ...part,
    ...(writing.replyTo !== undefined && { context: { from: numberOf(world, account).phone, id: writing.replyTo } }),
    // An advertisement's details come with the first message only (11.5).
    ...(writing.ad && isNew && { referral: referralOf(writing.ad) }),
  }
  if (message.referral) openFreeEntry(world, account, person)
  queueChange(world, account, 'messages', { contacts: contactsOf(world, person), messages: [message] })
  announce(world, { kind: 'message', accountId: account.id, personId: person.id })
  return id
}

/**
 * The act that a request to POST /simulator/messages describes. A reaction is an emoji here; a name from the platform's other products is
 * accepted as well.
 */
export const writeOrReact: Product['acts']['write'] = (world, account, person, body) => {
  const { reaction } = body
  return write(world, account, person, { ...body, ...(typeof reaction === 'string' && { reaction: reactions[reaction] ?? reaction }) })
}

function contentOf(
  world: World,
  account: Account,
  person: Person,
  writing: Writing,
): { content: Content | null; part: Record<string, unknown> } {
  const { text } = writing
  if (writing.reaction !== undefined) {
    const message = writing.messageId === undefined ? null : findMessage(world, writing.messageId)
    if (message?.accountId !== account.id)
      throw new ControlError(400, 'no_such_message', 'there is no message of this account to react to; name one with "messageId"')
    keepReaction(world, message, writing.reaction)
    return { content: null, part: { type: 'reaction', reaction: { message_id: message.id, emoji: writing.reaction } } }
  }
  const offered = writing.tap === undefined ? null : findOffer(world, account, person.id, writing.tap, writing.messageId)
  // A tap in a message of the program; a template's button comes as `button` (5.4).
  if (offered?.message?.content.interactive !== undefined) {
    const { title, payload, message } = offered
    const type = message.content.interactive === 'list' ? 'list_reply' : 'button_reply'
    return {
      content: { kind: 'postback', text: title, payload },
      part: {
        type: 'interactive',
        interactive: { type, [type]: { id: payload, title } },
        context: { from: numberOf(world, account).phone, id: message.id },
      },
    }
  }
  if (offered?.message) {
    const { title, payload, message } = offered
    return {
      content: { kind: 'postback', text: title, payload },
      part: { type: 'button', button: { text: title, payload }, context: { from: numberOf(world, account).phone, id: message.id } },
    }
  }
  if (writing.tap !== undefined)
    return {
      content: { kind: 'postback', text: text ?? writing.tap, payload: writing.tap },
      part: { type: 'button', button: { text: text ?? writing.tap, payload: writing.tap } },
    }
  if (writing.attachment !== undefined) {
    const type = typeof writing.attachment === 'string' ? writing.attachment : writing.attachment.type
    const mime = files[type]
    if (!mime) throw new ControlError(400, 'no_such_attachment', `"attachment" is one of ${Object.keys(files).join(', ')}`)
    const bytes = bytesOf(writing.attachment, type)
    const { id, sha256 } = keepUpload(world, { accountId: account.id, kind: type, type: mime, bytes, by: 'person' })
    const file = {
      mime_type: mime,
      sha256,
      id,
      ...(type === 'document' && typeof writing.attachment === 'object' && { filename: writing.attachment.filename ?? 'document.pdf' }),
      ...(text !== undefined && { caption: text }),
    }
    return {
      content: {
        kind: 'attachment',
        ...(text !== undefined && { text }),
        attachments: [{ type, payload: { id, ...(file.filename !== undefined && { filename: file.filename }) } }],
      },
      part: { type, [type]: file },
    }
  }
  if (text === undefined) throw new ControlError(400, 'nothing_said', 'say what the person does: text, attachment, tap or reaction')
  return { content: { kind: 'text', text }, part: { type: 'text', text: { body: text } } }
}

/** The reaction as the phone shows it; an empty one takes it back. */
function keepReaction(world: World, message: Message, emoji: string): void {
  const { person: _old, ...others } = message.reactions
  const given = emoji === '' ? others : { ...others, person: { reaction: 'other', emoji } }
  world.store.run('update messages set reactions = ? where id = ?', JSON.stringify(given), message.id)
}

const referralOf = (ad: { id: string; title?: string }) => ({
  source_url: `https://fb.me/${ad.id}`,
  source_id: ad.id,
  source_type: 'ad',
  headline: ad.title ?? 'Advertisement',
  body: '',
  media_type: 'image',
  image_url: `https://fb.me/${ad.id}.jpg`,
  ctwa_clid: `ARAk${ad.id}`,
})

/** A person calls, which opens the window (5.9); the call rings and ends unanswered. Out: its id. */
function callNumber(world: World, account: Account, person: Person): string {
  openWindow(world, meet(world, account, person), { consents: true })
  const { waId, userId } = namesOf(world, person)
  const id = ids.whatsappMessageId(world.dice, waId ?? userIdOf(world, person)).replace(/^wamid/, 'wacid')
  const call = {
    id,
    ...(waId !== null && { from: waId }),
    ...(userId !== null && { from_user_id: userId }),
    to: numberOf(world, account).phone,
    timestamp: seconds(world.clock.now()),
    direction: 'USER_INITIATED',
  }
  const tell = (part: object) =>
    queueChange(world, account, 'calls', { contacts: contactsOf(world, person), calls: [{ ...call, ...part }] })
  tell({ event: 'connect', session: { sdp_type: 'offer', sdp: 'v=0' } })
  tell({ event: 'terminate', status: 'FAILED' })
  return id
}

/** A person opens the thread: everything up to this message is read, each with a status of its own (5.5). */
export function read(world: World, account: Account, message: Message): void {
  const person = getPerson(world, message.personId)
  for (const one of listMessages(world, message.accountId, message.personId)) {
    if (!one.byAccount || one.readAt !== null || one.seq > message.seq) continue
    world.store.run('update messages set readAt = ? where id = ?', world.clock.now(), one.id)
    if (one.via === 'api')
      queueRead(world, account, {
        id: one.id,
        to: waIdOf(person) ?? userIdOf(world, person),
        person,
        reference: one.content.payload ?? null,
      })
  }
  announce(world, { kind: 'message', accountId: account.id, personId: message.personId })
}

/** A person edits or unsends their message: a message about a message (5.4). */
export function change(world: World, account: Account, message: Message, text: string | null): number {
  const edits = text === null ? message.edits : message.edits + 1
  if (text === null) world.store.run('update messages set deletedAt = ? where id = ?', world.clock.now(), message.id)
  else
    world.store.run(
      'update messages set content = ?, edits = ? where id = ?',
      JSON.stringify({ ...message.content, text }),
      edits,
      message.id,
    )
  const person = getPerson(world, message.personId)
  const { waId, userId } = namesOf(world, person)
  const about = { original_message_id: message.id }
  queueChange(world, account, 'messages', {
    contacts: contactsOf(world, person),
    messages: [
      {
        ...(waId !== null && { from: waId }),
        ...(userId !== null && { from_user_id: userId }),
        id: ids.whatsappMessageId(world.dice, waId ?? userIdOf(world, person)),
        timestamp: seconds(world.clock.now()),
        ...(text === null
          ? { type: 'revoke', revoke: about }
          : { type: 'edit', edit: { ...about, message: { type: 'text', text: { body: text } } } }),
      },
    ],
  })
  announce(world, { kind: 'message', accountId: account.id, personId: message.personId })
  return edits
}

/**
 * An employee of the business types in the app on their phone; a number used by both app and program reports it to the program (5.6,
 * `smb_message_echoes`).
 */
export function typeInApp(world: World, account: Account, person: Person, text: string): string {
  const id = ids.whatsappMessageId(world.dice, userIdOf(world, person))
  keepMessage(world, meet(world, account, person), { id, byAccount: true, via: 'human', content: { kind: 'text', text } })
  queueEcho(world, account, person, { id, type: 'text', text: { body: text } })
  return id
}

/** They edit what they typed there, or delete it: a message about a message (5.6; 13.7, row 8). */
export function changeInApp(world: World, account: Account, message: Message, text: string | null): void {
  const person = getPerson(world, message.personId)
  const about = { original_message_id: message.id }
  const part =
    text === null
      ? { type: 'revoke', revoke: about }
      : { type: 'edit', edit: { ...about, message: { type: 'text', text: { body: text } } } }
  if (text === null) world.store.run('update messages set deletedAt = ? where id = ?', world.clock.now(), message.id)
  else
    world.store.run(
      'update messages set content = ?, edits = edits + 1 where id = ?',
      JSON.stringify({ ...message.content, text }),
      message.id,
    )
  queueEcho(world, account, person, { id: ids.whatsappMessageId(world.dice, userIdOf(world, person)), ...part })
  announce(world, { kind: 'message', accountId: account.id, personId: person.id })
}

function queueEcho(world: World, account: Account, person: Person, part: Record<string, unknown>): void {
  const { waId, userId } = namesOf(world, person)
  const echo = {
    from: numberOf(world, account).phone,
    ...(waId !== null && { to: waId }),
    ...(userId !== null && { to_user_id: userId }),
    timestamp: seconds(world.clock.now()),
    ...part,
  }
  queueChange(world, account, 'smb_message_echoes', { message_echoes: [echo] })
}
