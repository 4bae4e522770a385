import type { Attachment, InboundEvent, Referral } from '../../model/event.ts'
import { idOf, isTooDeep, type JsonObject, listOf, objectOf, present, shortTextOf, textOf, timeOf } from '../meta/fields.ts'
import { keyOf } from '../meta/newEvent.ts'
import { otherEvent } from '../meta/otherEvent.ts'
import { parseExact } from '../meta/parseExact.ts'
import { newEvent } from './newEvent.ts'
import { movedBySystem, phoneOf, userIdOf, whoIs } from './person.ts'
import { adOf, contactCard, errorOf, fileDetail, orderOf, placeOf, productOf, shownContacts } from './messageParts.ts'
import type { Frame } from './read.ts'

type Said = Pick<InboundEvent, 'kind'> & Partial<InboundEvent>

/**
 * Reads an act of a person in the thread with a number, in any form of meta-platform.md 5.4. Where `type` is missing or undocumented, the
 * part that is present determines the kind.
 * Out: null when it has no id or no sender and is of an undocumented kind.
 */
export function readMessage(item: unknown, frame: Frame): InboundEvent | null {
  const given = objectOf(item)
  const id = idOf(given?.id)
  if (!given || !id) return null
  const type = typeOf(given)
  const phone = phoneOf(given.from)
  const userId = userIdOf(given.from_user_id)
  const contact = contactOf(frame.contacts, phone, userId)
  const who = whoIs(phone ?? phoneOf(contact?.wa_id), userId ?? userIdOf(contact?.user_id))
  // An undocumented kind is stored in the thread of its sender.
  const said =
    saidIn(type, given, id) ?? (who.personId === null ? null : { kind: 'other' as const, detail: otherEvent(type, given).detail })
  if (!said) return null
  const context = objectOf(given.context)
  const replyTo = idOf(context?.id)
  const referral = referralOf(given.referral) ?? productOf(context?.referred_product)
  // A group thread is no conversation of ours: a reply would go to one member, who did not write to us alone.
  const group = idOf(given.group_id)
  return newEvent({
    accountExternalId: frame.accountExternalId,
    occurredAt: timeOf(frame.receivedAt, given.timestamp),
    ...who,
    name: textOf(objectOf(contact?.profile)?.name),
    username: textOf(objectOf(contact?.profile)?.username)?.replace(/^@/, '') || null,
    externalId: id,
    replyTo: replyTo ? { messageId: replyTo } : null,
    referral,
    ...said,
    ...(group ? { kind: 'other' as const } : {}),
    key: keyOf(said.kind, id),
    detail: { ...present({ type, group, forwarded: forwardedOf(context), ad: adOf(given.referral) }), ...said.detail },
  })
}

/** Passed on by the person, or by many before (5.4). */
const forwardedOf = (context: JsonObject | null): true | 'often' | null =>
  context?.frequently_forwarded === true ? 'often' : context?.forwarded === true ? true : null

const files = new Set(['image', 'video', 'document', 'audio', 'voice', 'sticker'])
/** Every kind whose part is named like the kind. */
const kinds = [
  'text',
  ...files,
  'location',
  'contacts',
  'interactive',
  'button',
  'order',
  'reaction',
  'system',
  'edit',
  'revoke',
  'unsupported',
]

/** The kind of a message: the value of `type`, unless only another kind's part is present. */
function typeOf(given: JsonObject): string {
  const word = shortTextOf(given.type, 40) ?? ''
  if (Object.hasOwn(given, word)) return word
  const there = kinds.find((kind) => (kind === 'text' ? textIn(given.text) !== null : listOf(given[kind]).length > 0))
  // A message that the platform could not pass on has only a reason; `voice` and `ephemeral` are names from older versions (5.4).
  if (there === undefined && listOf(given.errors).length > 0) return 'unsupported'
  return there ?? (word === 'ephemeral' ? 'unsupported' : word)
}

/** Text as `{body}`, or as a plain string. */
const textIn = (value: unknown): string | null => textOf(value) ?? textOf(objectOf(value)?.body) ?? textOf(objectOf(value)?.text)

/** The content or act, by the type of the message. */
function saidIn(type: string, given: JsonObject, id: string): Said | null {
  const part = objectOf(given[type])
  if (type === 'text') return { kind: 'message', text: textIn(given.text) }
  if (files.has(type))
    return {
      kind: 'message',
      text: textOf(part?.caption),
      attachments: [fileOf(type === 'voice' ? 'audio' : type, part)],
      detail: present({ file: fileDetail(type, part), error: errorOf(given) }),
    }
  if (type === 'reaction') {
    const emoji = shortTextOf(part?.emoji)
    return { kind: 'reaction', externalId: idOf(part?.message_id), detail: present({ action: emoji ? 'react' : 'unreact', emoji }) }
  }
  // A tap on a template's button, or on a button or a list of ours.
  if (type === 'button') return { kind: 'postback', text: textOf(part?.text), payload: textOf(part?.payload) }
  if (type === 'interactive') return tapOf(part)
  if (type === 'edit') return { kind: 'edit', externalId: idOf(part?.original_message_id) ?? id, text: editedText(objectOf(part?.message)) }
  if (type === 'revoke') return { kind: 'delete', externalId: idOf(part?.original_message_id) ?? id }
  if (type === 'system') return systemOf(given, part)
  if (type === 'unsupported' || type === 'unknown')
    return {
      kind: 'message',
      attachments: [{ type: 'unsupported' }],
      // 13.2, row 2.16: what it really was.
      detail: present({ realType: shortTextOf(objectOf(given.unsupported)?.type, 40), error: errorOf(given) }),
    }
  if (type === 'media_placeholder') return { kind: 'message', attachments: [{ type: 'file' }] }
  if (type === 'location')
    return {
      kind: 'message',
      attachments: [{ type, ...present({ title: shortTextOf(part?.name), url: textOf(part?.url) }) }],
      detail: present({ location: placeOf(part) }),
    }
  if (type === 'contacts') {
    return {
      kind: 'message',
      attachments: listOf(given.contacts)
        .slice(0, maxContacts)
        .map((one) => ({ type: 'contact', ...present({ title: shortTextOf(objectOf(objectOf(one)?.name)?.formatted_name) }) })),
      detail: { contacts: listOf(given.contacts).slice(0, shownContacts).map(contactCard) },
    }
  }
  return type === 'order'
    ? { kind: 'message', text: textOf(part?.text), attachments: [{ type }], detail: present({ order: orderOf(part) }) }
    : null
}

/** The text of an edited message, or the caption of an edited file. */
const editedText = (message: JsonObject | null): string | null =>
  textIn(message?.text) ?? [...files].map((type) => textOf(objectOf(message?.[type])?.caption)).find((text) => text !== null) ?? null

/** 5.2: at most 257 can be sent at once. */
const maxContacts = 257

/** Messages from the platform itself in the thread: above all that the person has another number or user id. */
function systemOf(given: JsonObject, part: JsonObject | null): Said {
  const moved = movedBySystem(given, part)
  const newPhone = moved?.movedTo?.find((one) => one.kind === 'phone')?.value ?? null
  return { kind: 'other', ...moved, detail: present({ part: 'system', change: shortTextOf(part?.type), newPhone }) }
}

function fileOf(type: string, part: JsonObject | null): Attachment {
  return { type, ...present({ id: idOf(part?.id), url: textOf(part?.url), title: shortTextOf(part?.filename) }) }
}

function tapOf(part: JsonObject | null): Said | null {
  const tapped = objectOf(part?.button_reply) ?? objectOf(part?.list_reply)
  if (tapped) return { kind: 'postback', text: textOf(tapped.title), payload: idOf(tapped.id) }
  const form = objectOf(part?.nfm_reply)
  if (form) return answeredForm(form)
  // The person allows or refuses calls; calls are not made here.
  const calls = objectOf(part?.call_permission_reply)
  if (calls) return { kind: 'other', detail: present({ part: 'call_permission_reply', response: shortTextOf(calls.response, 40) }) }
  // Sometimes the platform reports only that there was something (5.4).
  return part === null || Object.keys(part).length <= 1 ? { kind: 'message', attachments: [{ type: 'unsupported' }] } : null
}

/** Longer answers stay in the stored payload alone; invalid JSON is stored for inspection, not for use. */
const maxFormChars = 16_000
const maxTextChars = 2_000

/** A submitted form (Flow): its data is JSON inside a text (5.4, 13 row 2.26), and is stored as text when it is invalid. */
function answeredForm(form: JsonObject): Said {
  const given = objectOf(form.response_json)
  const response = textOf(form.response_json) ?? (given && !isTooDeep(given) ? JSON.stringify(given) : null)
  return {
    kind: 'message',
    text: textOf(form.body),
    attachments: [{ type: 'form', ...present({ title: shortTextOf(form.name) }) }],
    detail: present({ form: response === null ? null : (dataIn(response) ?? shortTextOf(response, maxTextChars)) }),
  }
}

function dataIn(json: string): JsonObject | null {
  if (json.length > maxFormChars) return null
  try {
    const data = objectOf(parseExact(json))
    // PostgreSQL accepts neither NUL nor half a surrogate pair, in field names either.
    return /\\u(0000|d[89a-f])/i.test(JSON.stringify(data)) ? null : data
  } catch {
    return null
  }
}

/** The sender's profile. It may be listed under the number, under the user id, or be missing (5.4). */
function contactOf(contacts: JsonObject[], phone: string | null, userId: string | null): JsonObject | null {
  const same = contacts.find((one) => (phone !== null && one.wa_id === phone) || (userId !== null && one.user_id === userId))
  return same ?? (contacts.length === 1 && phone === null && userId === null ? contacts[0]! : null)
}

/** The advertisement or post that the person came from; reported with the first message only. */
function referralOf(value: unknown): Referral | null {
  const given = objectOf(value)
  if (!given) return null
  const type = textOf(given.source_type)
  return present({
    source: type === 'ad' ? 'ADS' : type,
    type,
    adId: type === 'ad' ? idOf(given.source_id) : null,
    ref: idOf(given.ctwa_clid),
  })
}
