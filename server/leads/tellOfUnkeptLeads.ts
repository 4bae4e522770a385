import { planDeliveries, type NewEndpointEvent } from '../endpoints/planDeliveries.queries.ts'
import type { Trx } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'
import type { NewLead } from './addLeads.queries.ts'
import type { Lead } from './leads.schemas.ts'
import { showUnkeptLead } from './showLead.ts'

/** A lead that its automation is set not to store. `isFirst`: the first answers of its run; later ones complete it. */
export type UnkeptLead = NewLead & { isFirst: boolean; automationName: string; contact: Lead['contact'] }

/** Tells endpoints of leads that are not stored. What is sent is as of a stored one. Without leads it runs no statement. */
export async function tellOfUnkeptLeads(trx: Trx, deps: { newId: NewId; now: Date }, given: UnkeptLead[]): Promise<void> {
  await planDeliveries(
    trx,
    deps,
    given.map((lead): NewEndpointEvent => ({
      workspaceId: lead.workspace_id,
      type: lead.isFirst ? 'lead.created' : 'lead.updated',
      occurredAt: deps.now,
      accountId: lead.account_id ?? null,
      contactId: lead.contact_id ?? null,
      leadId: null,
      automationId: lead.automation_id ?? null,
      causeId: lead.event_id ?? null,
      formId: null,
      campaignId: null,
      fields: { ...lead.custom_fields, email: lead.email, phone: lead.phone, name: lead.name },
      data: showUnkeptLead(lead),
    })),
  )
}
