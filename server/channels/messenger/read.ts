import type { InboundEvent } from '../../model/event.ts'
import type { Part } from '../meta/envelope.ts'
import { idOf, objectOf, present, timeOf } from '../meta/fields.ts'
import { keyOf, newEventOn } from '../meta/newEvent.ts'
import { otherEvent } from '../meta/otherEvent.ts'
import { withoutZero } from './leads.ts'

const newEvent = newEventOn('messenger')

/**
 * Creates one of our events from one part of a webhook about a Page: a form of a lead ad was filled in (meta-platform.md 6.1). It holds ids
 * alone and names no person; what was answered is read back.
 * Out:    null for every other part; what no reader takes becomes a note.
 * Errors: none, whatever the part holds.
 */
export function readPart(part: Part, receivedAt: Date): InboundEvent[] | null {
  if (part.container !== 'change' || part.field !== 'leadgen') return null
  const value = objectOf(part.value)
  const leadId = idOf(value?.leadgen_id)
  const occurredAt = timeOf(receivedAt, value?.created_time, part.time)
  const about = { accountExternalId: part.accountId, occurredAt }
  if (!leadId) return [newEvent({ ...otherEvent('leadgen', part.value), ...about })]
  return [
    newEvent({
      ...about,
      key: keyOf('lead', leadId),
      kind: 'lead',
      externalId: leadId,
      // Zero and absent both mean that there is no ad: an organic or a test lead.
      detail: { part: 'leadgen', ...present({ formId: idOf(value?.form_id), adId: withoutZero(idOf(value?.ad_id)) }) },
    }),
  ]
}
