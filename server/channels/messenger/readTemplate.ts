import type { AccountEvent } from '../../model/event.ts'
import { accountEvent } from '../meta/accountEvent.ts'
import type { Part } from '../meta/envelope.ts'
import { objectOf, shortTextOf, timeOf } from '../meta/fields.ts'
import { sentence } from './sentences.ts'

/** What the platform decided about a utility template of a Page (meta-platform.md 13.2, row 2.28; the fields as in 5.6). */
export function readTemplate(part: Extract<Part, { container: 'change' }>, receivedAt: Date): AccountEvent {
  const value = objectOf(part.value)
  const word = (name: string) => shortTextOf(value?.[name], 100) ?? ''
  const told = accountEvent({
    channel: 'messenger',
    kind: 'template_status',
    name: part.field,
    value: part.value,
    aboutId: part.accountId,
    sent: part.time,
    occurredAt: timeOf(receivedAt, part.time),
  })
  const of = { name: word('message_template_name'), language: word('message_template_language') }
  const event = word('event').toLowerCase().replaceAll('_', ' ')
  return event ? { ...told, words: sentence('messenger.notice.template', { ...of, event }) } : told
}
