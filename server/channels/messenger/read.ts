import type { AccountEvent, InboundEvent } from '../../model/event.ts'
import type { Part } from '../meta/envelope.ts'
import { readConversation, readOther } from '../meta/messaging/readConversation.ts'
import { readFeed } from './readFeed.ts'
import { readLead } from './readLead.ts'

const changes: Record<string, typeof readFeed> = { feed: readFeed, leadgen: readLead }

/**
 * Creates one of our events from one part of a webhook about a Page: a conversation, a comment, or a lead (meta-platform.md 4.2, 4.3, 6.1).
 * Out:    always one event; an unknown part becomes kind `other` with the names of its fields.
 * Errors: none, whatever the part holds.
 */
export function readPart(part: Part, receivedAt: Date): InboundEvent | AccountEvent {
  if (part.container !== 'change') return readConversation(part, receivedAt, 'messenger')!
  const read = Object.hasOwn(changes, part.field) ? changes[part.field]!(part, receivedAt) : readConversation(part, receivedAt, 'messenger')
  return read ?? readOther(part, part.field, part.value, receivedAt, 'messenger')
}
