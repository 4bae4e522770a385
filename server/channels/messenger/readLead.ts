import type { InboundEvent } from '../../model/event.ts'
import type { Part } from '../meta/envelope.ts'
import { idOf, objectOf, present, timeOf } from '../meta/fields.ts'
import { keyOf } from '../meta/newEvent.ts'
import { withoutZero } from './leads.ts'
import { newEvent } from './newEvent.ts'

/**
 * Reads a form of a lead ad that was filled in (meta-platform.md 6.1). It holds ids alone and names no person; what was answered is read
 * back.
 * Out:    null without the lead's id.
 * Errors: none, whatever the part holds.
 */
export function readLead(part: Part & { container: 'change' }, receivedAt: Date): InboundEvent | null {
  const value = objectOf(part.value)
  const leadId = idOf(value?.leadgen_id)
  const occurredAt = timeOf(receivedAt, value?.created_time, part.time)
  if (!leadId) return null
  return newEvent({
    accountExternalId: part.accountId,
    occurredAt,
    key: keyOf('lead', leadId),
    kind: 'lead',
    externalId: leadId,
    // Zero and absent both mean that there is no ad: an organic or a test lead.
    detail: { part: 'leadgen', ...present({ formId: idOf(value?.form_id), adId: withoutZero(idOf(value?.ad_id)) }) },
  })
}
