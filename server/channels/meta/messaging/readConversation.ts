import type { AccountEvent, ChannelName, InboundEvent } from '../../../model/event.ts'
import type { Part } from '../envelope.ts'
import { objectOf, timeOf } from '../fields.ts'
import { newEventOn } from '../newEvent.ts'
import { otherEvent } from '../otherEvent.ts'
import { readMessaging } from './readMessaging.ts'

/**
 * Reads the parts of a webhook that Instagram and Messenger share (meta-platform.md 1.4, 2.5, 4.2): elements of conversations, and
 * containers that no documentation describes.
 * Out:    null for a change that is not an element of a conversation.
 * Errors: none, whatever the part holds.
 */
export function readConversation(part: Part, receivedAt: Date, channel: ChannelName): InboundEvent | AccountEvent | null {
  if (part.container === 'messaging')
    return (
      readMessaging(part.element, part, part.standby, receivedAt, channel) ??
      readOther(part, 'messaging', part.element, receivedAt, channel)
    )
  if (part.container === 'unknown') return readOther(part, part.name, part.value, receivedAt, channel)
  // The dashboard's samples and some deliveries put conversation elements into `changes`; they carry a sender like all such elements.
  return objectOf(objectOf(part.value)?.sender) ? readMessaging(part.value, part, part.field === 'standby', receivedAt, channel) : null
}

/** A part that no documentation describes, or that lacks its own id. */
export const readOther = (part: Part, name: string, value: unknown, receivedAt: Date, channel: ChannelName): InboundEvent =>
  newEventOn(channel)({
    ...otherEvent(name, value),
    accountExternalId: part.accountId,
    occurredAt: timeOf(receivedAt, objectOf(value)?.timestamp, part.time),
    standby: part.container === 'messaging' && part.standby,
  })
