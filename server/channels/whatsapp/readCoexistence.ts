import type { AccountEvent, InboundEvent } from '../../model/event.ts'
import { accountEvent } from '../meta/accountEvent.ts'
import { mostEvents, type Part } from '../meta/envelope.ts'
import { idOf, type JsonObject, listOf, objectOf, present, shortTextOf, textOf, timeOf } from '../meta/fields.ts'
import { contentDigest, keyOf } from '../meta/newEvent.ts'
import { otherEvent } from '../meta/otherEvent.ts'
import { newEvent } from './newEvent.ts'
import { phoneOf, userIdOf, whoIs } from './person.ts'
import type { Frame } from './read.ts'
import { readMessage } from './readMessage.ts'
import { sentence } from './sentences.ts'

// A number that the WhatsApp Business app on a phone and the API use together (meta-platform.md 5.6, 13.2 row 2.23; 13.7, rows 7 and 8).

/** What somebody of the business wrote, edited or deleted in the app (`smb_message_echoes`): automations pause with that person. */
export const readEchoes = (value: JsonObject, frame: Frame): InboundEvent[] =>
  listOf(value.message_echoes)
    .slice(0, mostEvents + 1)
    .map((item) => {
      const given = objectOf(item)
      const who = whoIs(phoneOf(given?.to), userIdOf(given?.to_user_id))
      const read = given && who.personId !== null ? readOwn(given, who, frame) : null
      return read ? { ...read, byHand: true } : unread('message_echo', item, frame)
    })

/** A message of the business as an event of the thread with the person. */
function readOwn(given: JsonObject, who: ReturnType<typeof whoIs>, frame: Frame): InboundEvent | null {
  const ids =
    who.personIdKind === 'phone' ? { from: who.personId, from_user_id: undefined } : { from: undefined, from_user_id: who.personId }
  const read = readMessage({ ...given, ...ids }, { ...frame, contacts: [] })
  if (!read) return null
  const kind = read.kind === 'edit' || read.kind === 'delete' || read.kind === 'reaction' ? read.kind : 'echo'
  const key = keyOf(kind, idOf(given.id))
  return { ...read, ...who, key, kind, externalId: kind === 'echo' ? idOf(given.id) : read.externalId, isOwn: true }
}

const unread = (name: string, item: unknown, frame: Frame): InboundEvent =>
  newEvent({
    ...otherEvent(name, item),
    accountExternalId: frame.accountExternalId,
    occurredAt: timeOf(frame.receivedAt, objectOf(item)?.timestamp),
  })

/**
 * What was written before the number came here (`history`), each message in the thread of its person, marked as imported. Files follow in
 * `messages` of the same field under the ids of what stood in their place, so they say nothing new. A business that does not share its
 * history is told with an error.
 */
export function readHistory(value: JsonObject, part: Part, frame: Frame): (InboundEvent | AccountEvent)[] {
  const own = phoneOf(objectOf(value.metadata)?.display_phone_number)
  const messages = (thread: JsonObject | null): InboundEvent[] => {
    const who = whoIs(phoneOf(thread?.id), userIdOf(thread?.id) ?? userIdOf(thread?.user_id))
    return listOf(thread?.messages).flatMap((item) => {
      const given = objectOf(item)
      if (!given) return []
      const isOwn = own !== null && phoneOf(given.from) === own
      const person = who.personId !== null ? who : isOwn ? whoIs(phoneOf(given.to), userIdOf(given.to_user_id)) : null
      const read = isOwn
        ? person && readOwn(given, person, frame)
        : readMessage({ ...(thread?.id ? { from: thread.id } : {}), ...given }, frame)
      if (!read) return []
      const status = shortTextOf(objectOf(given.history_context)?.status, 40)
      return [{ ...read, noReply: 'imported' as const, detail: { ...read.detail, ...present({ imported: status ?? 'yes' }) } }]
    })
  }
  const chunks = listOf(value.history).map(objectOf)
  const refusals = chunks.flatMap((chunk) => listOf(chunk?.errors)).map((error) => refusalOf(error, part, frame))
  const imported = chunks
    .flatMap((chunk) => listOf(chunk?.threads))
    .slice(0, mostEvents + 1)
    .flatMap((thread) => messages(objectOf(thread)))
  const files = listOf(value.messages)
    .slice(0, mostEvents + 1)
    .map((item) => unread('history_file', item, frame))
  return [...imported, ...files, ...refusals]
}

/** 13.2, row 2.12: 2593109 the owner does not share the history, 2593107 and 2593108 it was asked for twice or too late. */
function refusalOf(error: unknown, part: Part, frame: Frame): AccountEvent {
  const given = objectOf(error)
  const told = accountEvent({
    channel: 'whatsapp',
    kind: 'account',
    name: 'history',
    value: given,
    aboutId: frame.accountExternalId,
    sent: part.time,
    occurredAt: timeOf(frame.receivedAt, part.time),
  })
  const code = idOf(given?.code)
  const words =
    code === '2593109' ? sentence('whatsapp.notice.history_refused') : sentence('whatsapp.notice.history_failed', { code: code ?? '?' })
  return { ...told, text: textOf(given?.title) ?? textOf(given?.message), words, notice: { topic: 'history', code: 'history_refused' } }
}

/**
 * The address book of the phone (`smb_app_state_sync`): the names of people who are known here. It makes nobody a contact, since it also
 * holds people who never wrote to the business.
 */
export const readAddressBook = (value: JsonObject, frame: Frame): InboundEvent[] =>
  listOf(value.state_sync)
    .slice(0, mostEvents + 1)
    .map((item) => {
      const given = objectOf(item)
      const contact = objectOf(given?.contact)
      const who = whoIs(phoneOf(contact?.phone_number), userIdOf(contact?.user_id))
      if (textOf(given?.type) !== 'contact' || who.personId === null) return unread('state_sync', item, frame)
      const at = objectOf(given?.metadata)?.timestamp
      const action = shortTextOf(given?.action, 20)
      return newEvent({
        key: keyOf('state_sync', who.personId, action, textOf(at), contentDigest(contact)),
        kind: 'other',
        accountExternalId: frame.accountExternalId,
        occurredAt: timeOf(frame.receivedAt, at),
        ...who,
        name: action === 'remove' ? null : (textOf(contact?.full_name) ?? textOf(contact?.first_name)),
        detail: present({ part: 'smb_app_state_sync', action }),
      })
    })
