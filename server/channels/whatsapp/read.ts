import type { AccountEvent, InboundEvent } from '../../model/event.ts'
import { accountEvent } from '../meta/accountEvent.ts'
import { mostEvents, type Part } from '../meta/envelope.ts'
import { idOf, type JsonObject, listOf, objectOf, textOf, timeOf } from '../meta/fields.ts'
import { keyOf } from '../meta/newEvent.ts'
import { otherEvent } from '../meta/otherEvent.ts'
import { aboutBusiness, businessNamed, meaningOf, numberNamed, wordsOfTemplate } from './accountNotices.ts'
import { newEvent } from './newEvent.ts'
import { readCalls } from './readCall.ts'
import { readAddressBook, readEchoes, readHistory } from './readCoexistence.ts'
import { readMessage } from './readMessage.ts'
import { movedByUpdate } from './person.ts'
import { readPreferences } from './readPreferences.ts'
import { readStatus } from './readStatus.ts'

/** A change usually reports one message, at most 1,000 updates (1.4); each message is compared with all contacts. */
const mostContacts = 1_000

/** The fields that every part of a change about one number has. */
export type Frame = { accountExternalId: string; contacts: JsonObject[]; receivedAt: Date }

/**
 * Creates our events from one part of a webhook about a WhatsApp business account (meta-platform.md 5.4 to 5.6). The entry names the
 * business account, the value the number. Acts of people belong to the number; parts that name no number belong to the business account. A
 * change may hold messages and statuses of several people.
 * In:     the part, and when it was received, for parts that carry no plausible time.
 * Out:    one event per thing that happened; an unknown part is kind `other`.
 * Errors: none, whatever the part holds.
 */
export function readPart(part: Part, receivedAt: Date): (InboundEvent | AccountEvent)[] {
  const name = part.container === 'change' ? part.field : part.container === 'unknown' ? part.name : 'messaging'
  const content = part.container === 'messaging' ? part.element : part.value
  const value = objectOf(content)
  const numberId = idOf(objectOf(value?.metadata)?.phone_number_id)
  const frame: Frame = {
    accountExternalId: numberId ?? part.accountId,
    contacts: listOf(value?.contacts)
      .slice(0, mostContacts)
      .map(objectOf)
      .filter((contact) => contact !== null),
    receivedAt,
  }
  const read = readField(name, value, part, frame)
  if (read.length > 0) return read
  const occurredAt = timeOf(receivedAt, value?.timestamp, part.time)
  if (numberId === null && name !== 'messages') {
    return [noticeOf(name, value, content, { aboutId: businessNamed(value) ?? part.accountId, sent: part.time, occurredAt })]
  }
  return [newEvent({ ...otherEvent(name, content), accountExternalId: frame.accountExternalId, occurredAt })]
}

function readField(name: string, value: JsonObject | null, part: Part, frame: Frame): (InboundEvent | AccountEvent)[] {
  if (!value) return []
  if (name === 'messages') return readMessages(value, frame)
  if (name === 'smb_message_echoes') return readEchoes(value, frame)
  if (name === 'calls') return readCalls(value, frame)
  if (name === 'history') return readHistory(value, part, frame)
  if (name === 'smb_app_state_sync') return readAddressBook(value, frame)
  if (name === 'user_preferences') return readPreferences(value, frame)
  return name === 'user_id_update' ? readUpdates(value, frame) : []
}

/** A notice about the business account or one of its numbers, with what it means where that is known. */
function noticeOf(name: string, value: JsonObject | null, content: unknown, of: { aboutId: string; sent: unknown; occurredAt: Date }) {
  const kind = aboutTemplates.has(name) ? 'template_status' : aboutBusiness.has(name) ? 'account' : 'other'
  const told = accountEvent({ channel: 'whatsapp', kind, name, value: content, ...of })
  const phone = numberNamed(value)
  const meaning = meaningOf(name, value)
  const words = meaning?.words ?? wordsOfTemplate(name, value)
  return {
    ...told,
    ...(words && { words }),
    ...(phone && { phone }),
    ...(meaning && { notice: { topic: meaning.topic, code: meaning.code, ...(meaning.value != null && { value: meaning.value }) } }),
    ...(meaning?.stops && { stops: meaning.stops }),
  }
}

const aboutTemplates = new Set([
  'message_template_components_update',
  'message_template_quality_update',
  'message_template_status_update',
  'template_category_update',
])

/** People whose user id changed, in the form that was once a field of its own (5.6; 13 row 1.19: read-only now). */
const readUpdates = (value: JsonObject, frame: Frame): InboundEvent[] =>
  listOf(value.user_id_update).flatMap((item) => {
    const given = objectOf(item)
    const moved = given && movedByUpdate(given)
    if (!moved) return []
    const occurredAt = timeOf(frame.receivedAt, given.timestamp)
    const key = keyOf('user_id_update', moved.personId, moved.movedTo![0]!.value)
    return [
      newEvent({
        key,
        kind: 'other',
        accountExternalId: frame.accountExternalId,
        occurredAt,
        ...moved,
        detail: { part: 'user_id_update' },
      }),
    ]
  })

function readMessages(value: JsonObject, frame: Frame): (InboundEvent | AccountEvent)[] {
  const other = (name: string, item: unknown): InboundEvent =>
    newEvent({
      ...otherEvent(name, item),
      accountExternalId: frame.accountExternalId,
      occurredAt: timeOf(frame.receivedAt, objectOf(item)?.timestamp),
    })
  return [
    ...listOf(value.messages)
      .slice(0, mostEvents + 1)
      .map((item) => readMessage(item, frame) ?? other('message', item)),
    ...listOf(value.statuses)
      .slice(0, mostEvents + 1)
      .map((item) => readStatus(item, frame) ?? other('status', item)),
    // Errors of the app or the account, reported next to messages or alone (5.5).
    ...listOf(value.errors)
      .slice(0, mostEvents + 1)
      .map((item): AccountEvent => {
        const { key, detail, channel, occurredAt } = other('error', item)
        const text = textOf(objectOf(item)?.title)
        return { key, kind: 'account', channel, aboutId: frame.accountExternalId, text, occurredAt, detail }
      }),
  ]
}
