import type { AccountEvent, ChannelName, InboundEvent } from '../../../model/event.ts'
import { type JsonObject, idIn, idOf, isTrue, listOf, objectOf, present, shortTextOf, textOf, timeOf } from '../fields.ts'
import { contentDigest, keyOf, type NewEvent, newEventOn } from '../newEvent.ts'
import { readMessage, referralOf } from './readMessage.ts'

/** What every conversation element has, before its kind is known. */
export type Frame = {
  accountId: string
  occurredAt: Date
  /** The other side of the thread: the sender or recipient that is not the account. */
  personId: string | null
  /** The account itself acted. */
  isOwn: boolean
  standby: boolean
  channel: ChannelName
  /** Makes an event of this channel. */
  newEvent: NewEvent
}

/**
 * Reads one element of a conversation: exactly one of its keys names its kind (meta-platform.md 2.5, 4.2). Instagram and Messenger share
 * the shape; where a field has two names, both are read.
 * In:  the element, the entry around it, and the channel it belongs to.
 * Out: null when there is no known key or its value is not an object.
 */
export function readMessaging(
  element: unknown,
  entry: { accountId: string; time: unknown },
  standby: boolean,
  receivedAt: Date,
  channel: ChannelName,
): InboundEvent | AccountEvent | null {
  const given = objectOf(element)
  if (!given) return null
  const sender = idIn(given.sender)
  const isOwn = sender === entry.accountId || isTrue(objectOf(given.message)?.is_echo)
  const frame: Frame = {
    accountId: entry.accountId,
    occurredAt: timeOf(receivedAt, given.timestamp, entry.time),
    personId: isOwn ? idIn(given.recipient) : sender,
    isOwn,
    standby,
    channel,
    newEvent: newEventOn(channel),
  }
  for (const [name, read] of kinds) {
    const part = objectOf(given[name])
    if (part) return withLane(read(part, frame, given.timestamp, name), standby)
  }
  return null
}

/**
 * Adds the standby channel to the key. The same message may come on standby and, once the thread is ours, as a message to answer. These are
 * two events with two keys; otherwise the first would suppress the second.
 */
const withLane = <E extends { key: string }>(event: E, standby: boolean): E =>
  standby ? { ...event, key: keyOf('standby', event.key) } : event

type ReadKind = (part: JsonObject, frame: Frame, timestamp: unknown, name: string) => InboundEvent | AccountEvent

/** Checked in this order: a message that also carries a referral is a message. */
const kinds: [name: string, read: ReadKind][] = [
  ['message', (part, frame, timestamp) => readMessage(part, frame, timestamp)],
  ['message_edit', readEdit],
  ['postback', readPostback],
  ['reaction', readReaction],
  ['read', readSeen],
  ['delivery', readDelivered],
  ['referral', readReferral],
  ['optin', readOptin],
  ['pass_thread_control', readThreadControl],
  ['take_thread_control', readThreadControl],
  ['request_thread_control', readThreadControl],
  ['app_roles', readThreadControl],
  ['account_linking', readLinking],
  ['policy-enforcement', readPolicy],
]

/** The key of a message, and those under which the same mid may already be known: as a message the account sent, or as a tap. */
export const namesOf = (kind: 'message' | 'echo', mid: string): { key: string; sameAs: string[] } => ({
  key: keyOf(kind, mid),
  sameAs: ['message', 'echo', 'postback'].filter((one) => one !== kind).map((one) => keyOf(one, mid)),
})

const eventIn = (frame: Frame, known: Pick<InboundEvent, 'key' | 'kind'> & Partial<InboundEvent>): InboundEvent =>
  frame.newEvent({
    accountExternalId: frame.accountId,
    occurredAt: frame.occurredAt,
    personId: frame.personId,
    isOwn: frame.isOwn,
    standby: frame.standby,
    ...known,
  })

/**
 * `num_edit` is part of the key: each edit of a message is an event of its own. It occurs as a number and as a string (4.2).
 * Edit number 0 is the message itself: since October 2025, apps in development are notified of a new message by it alone, often without
 * sender and text, other apps in addition to `message` (reported by several, documented nowhere). So it is treated as that message, and
 * what it lacks is read from the platform.
 */
function readEdit(part: JsonObject, frame: Frame): InboundEvent {
  const mid = idOf(part.mid)
  const edit = shortTextOf(part.num_edit)
  if (edit === '0' && mid && !frame.isOwn && !frame.standby)
    return eventIn(frame, {
      ...namesOf('message', mid),
      kind: 'message',
      externalId: mid,
      text: textOf(part.text),
      lacks: 'words',
      detail: { edit },
    })
  const key = mid ? keyOf('edit', mid, edit) : keyOf('edit', frame.personId, contentDigest(part))
  return eventIn(frame, { key, kind: 'edit', externalId: mid, text: textOf(part.text), detail: present({ edit }) })
}

/** A tapped button, conversation starter or menu item. Old conversation starters have no mid (meta-platform.md 2.5). */
function readPostback(part: JsonObject, frame: Frame, timestamp: unknown): InboundEvent {
  const mid = idOf(part.mid)
  const payload = textOf(part.payload)
  return eventIn(frame, {
    key: mid ? keyOf('postback', mid) : keyOf('postback', frame.personId, textOf(timestamp), payload),
    kind: 'postback',
    externalId: mid,
    text: textOf(part.title),
    payload,
    referral: referralOf(part.referral),
  })
}

/** The same person may react, remove the reaction and react again to one message: the time distinguishes them. */
function readReaction(part: JsonObject, frame: Frame, timestamp: unknown): InboundEvent {
  const mid = idOf(part.mid)
  const action = shortTextOf(part.action)
  return eventIn(frame, {
    key: keyOf('reaction', mid, frame.personId, action, textOf(timestamp)),
    kind: 'reaction',
    externalId: mid,
    detail: present({ action, reaction: shortTextOf(part.reaction), emoji: shortTextOf(part.emoji) }),
  })
}

/** Instagram names the message that was seen; Messenger's form, a watermark in time, is read as well (meta-platform.md 4.2). */
function readSeen(part: JsonObject, frame: Frame, timestamp: unknown): InboundEvent {
  const mid = idOf(part.mid)
  const watermark = shortTextOf(part.watermark)
  const key = mid ? keyOf('read', mid) : keyOf('read', frame.personId, watermark ?? textOf(timestamp))
  return eventIn(frame, { key, kind: 'read', externalId: mid, ...upToIn(part, frame), detail: present({ watermark }) })
}

/** The watermark of a receipt (4.2): what was sent until then has been delivered, or read. An implausible time is left out. */
function upToIn({ watermark }: JsonObject, { occurredAt }: Frame): Pick<InboundEvent, 'upTo'> {
  const upTo = timeOf(occurredAt, watermark)
  return upTo === occurredAt ? {} : { upTo }
}

/** Only Messenger reports deliveries: everything up to a moment, with the ids of some messages (meta-platform.md 4.2). */
function readDelivered(part: JsonObject, frame: Frame, timestamp: unknown): InboundEvent {
  const mids = listOf(part.mids)
    .slice(0, mostMids)
    .map(idOf)
    .filter((mid) => mid !== null)
  const watermark = shortTextOf(part.watermark)
  const key = keyOf('delivered', frame.personId, watermark ?? textOf(timestamp), mids[0] ?? null)
  return eventIn(frame, {
    key,
    kind: 'delivered',
    externalId: mids.at(-1) ?? null,
    ...upToIn(part, frame),
    detail: present({ watermark, mids }),
  })
}

/** At least as many as are written to one person at once. */
const mostMids = 20

/** An ig.me link opened in an existing thread; in a new thread it is part of the first message instead. */
function readReferral(part: JsonObject, frame: Frame, timestamp: unknown): InboundEvent {
  const referral = referralOf(part)
  return eventIn(frame, { key: keyOf('referral', frame.personId, textOf(timestamp), referral?.ref ?? null), kind: 'referral', referral })
}

function readOptin(part: JsonObject, frame: Frame, timestamp: unknown): InboundEvent {
  const detail = present({
    type: textOf(part.type),
    ref: textOf(part.ref),
    title: textOf(part.title),
    status: textOf(part.user_token_status),
  })
  const digest = contentDigest(part)
  return eventIn(frame, {
    key: keyOf('optin', frame.personId, textOf(timestamp), digest),
    kind: 'optin',
    payload: textOf(part.payload),
    detail,
  })
}

/** The owner of the thread changed, or a change is requested (meta-platform.md 2.6). */
function readThreadControl(part: JsonObject, frame: Frame, timestamp: unknown, name: string): InboundEvent {
  const detail = present({
    part: name,
    previousApp: idOf(part.previous_owner_app_id),
    newApp: idOf(part.new_owner_app_id),
    requestedApp: idOf(part.requested_owner_app_id),
    metadata: shortTextOf(part.metadata),
  })
  return eventIn(frame, { key: keyOf(name, frame.personId, textOf(timestamp)), kind: 'other', detail })
}

/** A person connected their account of the business's own, or disconnected it (4.2). The code is left out: it works like a password. */
function readLinking(part: JsonObject, frame: Frame, timestamp: unknown, name: string): InboundEvent {
  const status = shortTextOf(part.status)
  const key = keyOf(name, frame.personId, status, textOf(timestamp))
  return eventIn(frame, { key, kind: 'other', detail: present({ part: name, status }) })
}

/** The platform blocks or unblocks the account's messaging; the element has no sender. */
function readPolicy(part: JsonObject, frame: Frame, timestamp: unknown): AccountEvent {
  const action = shortTextOf(part.action)
  return {
    key: keyOf('policy-enforcement', action, textOf(timestamp)),
    kind: 'account',
    channel: frame.channel,
    aboutId: frame.accountId,
    text: null,
    occurredAt: frame.occurredAt,
    detail: present({ part: 'policy-enforcement', action, reason: shortTextOf(part.reason) }),
  }
}
