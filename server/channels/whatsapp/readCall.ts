import type { InboundEvent } from '../../model/event.ts'
import { mostEvents } from '../meta/envelope.ts'
import { idOf, type JsonObject, listOf, objectOf, present, shortTextOf, timeOf } from '../meta/fields.ts'
import { keyOf } from '../meta/newEvent.ts'
import { otherEvent } from '../meta/otherEvent.ts'
import { newEvent } from './newEvent.ts'
import { phoneOf, userIdOf, whoIs } from './person.ts'
import type { Frame } from './read.ts'

/**
 * Calls of a number (field `calls`; meta-platform.md 13.7, row 13): begun, and ended. One that a person makes opens the window like their
 * messages (5.9); calls are neither taken nor made here. The session of a call is not kept.
 */
export const readCalls = (value: JsonObject, frame: Frame): InboundEvent[] =>
  listOf(value.calls)
    .slice(0, mostEvents + 1)
    .map((item) => readCall(objectOf(item), frame) ?? unread(item, frame))

function readCall(given: JsonObject | null, frame: Frame): InboundEvent | null {
  const id = idOf(given?.id)
  const direction = shortTextOf(given?.direction, 40)
  if (!given || id === null || (direction !== 'USER_INITIATED' && direction !== 'BUSINESS_INITIATED')) return null
  const isOwn = direction === 'BUSINESS_INITIATED'
  const who = isOwn ? whoIs(phoneOf(given.to), userIdOf(given.to_user_id)) : whoIs(phoneOf(given.from), userIdOf(given.from_user_id))
  if (who.personId === null) return null
  const event = shortTextOf(given.event, 40)
  return newEvent({
    ...who,
    key: keyOf('call', id, event),
    kind: 'call',
    accountExternalId: frame.accountExternalId,
    occurredAt: timeOf(frame.receivedAt, given.timestamp),
    name: isOwn ? null : nameIn(frame, who),
    externalId: id,
    isOwn,
    detail: present({
      event,
      status: shortTextOf(given.status, 40),
      seconds: given.duration === undefined ? null : Number(given.duration),
    }),
  })
}

function nameIn({ contacts }: Frame, { personId, otherIds = [] }: ReturnType<typeof whoIs>): string | null {
  const ids = [personId, ...otherIds.map(({ value }) => value)]
  const contact = contacts.find(({ wa_id, user_id }) => ids.includes(phoneOf(wa_id)) || ids.includes(userIdOf(user_id) ?? ''))
  return shortTextOf(objectOf(contact?.profile)?.name)
}

const unread = (item: unknown, frame: Frame): InboundEvent =>
  newEvent({
    ...otherEvent('call', item),
    accountExternalId: frame.accountExternalId,
    occurredAt: timeOf(frame.receivedAt, objectOf(item)?.timestamp),
  })
