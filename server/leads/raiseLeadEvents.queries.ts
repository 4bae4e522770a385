import { planDeliveries, type NewEndpointEvent } from '../endpoints/planDeliveries.queries.ts'
import type { Trx } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'
import { updateLeadStates } from './leadStates.queries.ts'
import { findLeadsById } from './leadRows.queries.ts'
import type { Lead } from './leads.schemas.ts'
import { showLead } from './showLead.ts'

/** A lead that was written, as far as endpoints choose by it. */
export type WrittenLead = {
  id: string
  change: 'new' | 'changed'
  workspaceId: string
  accountId: string | null
  contactId: string | null
  automationId: string | null
  eventId: string | null
  formId: string | null
  campaignId: string | null
  email: string | null
  phone: string | null
  name: string | null
  customFields: Record<string, string>
  capturedAt: Date
}

/** The columns of `WrittenLead`. */
export const chosenBy = [
  'id',
  'workspace_id',
  'account_id',
  'contact_id',
  'automation_id',
  'event_id',
  'form_id',
  'campaign_id',
  'email',
  'phone',
  'name',
  'custom_fields',
  'captured_at',
] as const

/** Tells endpoints of new and changed leads, in the transaction that writes them. What is sent is the lead as the API shows it. */
export async function raiseLeadEvents(trx: Trx, deps: { newId: NewId; now: Date }, written: WrittenLead[]): Promise<void> {
  const { refusedLeadIds } = await planDeliveries(
    trx,
    { ...deps, dataOf: dataAt(deps.now) },
    written.map((lead) => eventOf(lead, deps.now)),
  )
  await updateLeadStates(trx, refusedLeadIds, deps.now)
}

export const eventOf = (lead: WrittenLead, now: Date): NewEndpointEvent => ({
  workspaceId: lead.workspaceId,
  type: lead.change === 'new' ? 'lead.created' : 'lead.updated',
  occurredAt: lead.change === 'new' ? lead.capturedAt : now,
  accountId: lead.accountId,
  contactId: lead.contactId,
  leadId: lead.id,
  automationId: lead.automationId,
  causeId: lead.eventId,
  formId: lead.formId,
  campaignId: lead.campaignId,
  fields: { ...lead.customFields, email: lead.email, phone: lead.phone, name: lead.name },
  data: null,
})

/** What is sent of leads: as the API shows them, without where in the network a form was sent from, and with which browser. */
export const dataAt =
  (now: Date) =>
  async (trx: Trx, events: NewEndpointEvent[]): Promise<unknown[]> => {
    const rows = await findLeadsById(
      trx,
      events.map(({ leadId }) => leadId!),
    )
    // Its deliveries are stored after the event, but an endpoint that reads this wants the lead.
    const shown = new Map(rows.map((row) => [row.id, { ...withoutOrigin(showLead(now)(row)), isKept: false }]))
    return events.map(({ leadId }) => shown.get(leadId!))
  }

function withoutOrigin({ attribution, ...lead }: Lead): Lead {
  const { address: _address, browser: _browser, ...rest } = attribution
  return { ...lead, attribution: rest }
}
