import type { AccountEvent, InboundEvent } from '../../model/event.ts'
import type { Part } from '../meta/envelope.ts'
import { readConversation, readOther } from '../meta/messaging/readConversation.ts'
import { readFeed } from './readFeed.ts'
import { readLead } from './readLead.ts'
import { readTemplate } from './readTemplate.ts'

type Change = Extract<Part, { container: 'change' }>
const changes: Record<string, (part: Change, receivedAt: Date) => InboundEvent | AccountEvent | null> = {
  feed: readFeed,
  leadgen: readLead,
  message_template_status_update: readTemplate,
}

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
