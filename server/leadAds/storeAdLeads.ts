import { addLeads, type NewLead } from '../leads/addLeads.queries.ts'
import type { AdLead } from '../model/capabilities.ts'
import type { Trx } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'
import { noteLastLeads, takeAdLeads } from './adLeads.queries.ts'
import { keyOfAdLead } from './leadOfEvent.queries.ts'
import { mapLead } from './mapLead.ts'
import type { FormRow } from './leadForms.queries.ts'

/** Where leads come from: the account, the country for its telephone numbers, its forms, and whether they were read back. */
export type Origin = {
  account: { id: string; workspaceId: string }
  country: string
  forms: ReadonlyMap<string, Pick<FormRow, 'name' | 'mapping'>>
  readBack: boolean
  /** The event of the webhook that told of the lead. */
  eventId?: string | null
}

/**
 * Stores leads of lead ads, each once whatever is repeated: what was read and that it was had are one transaction.
 * Out:    how many were new.
 */
export async function storeAdLeads(trx: Trx, deps: { newId: NewId; now: Date }, origin: Origin, leads: AdLead[]): Promise<number> {
  if (!leads.length) return 0
  const { account } = origin
  const rows = leads.map((lead) => ({
    account_id: account.id,
    lead_id: lead.id,
    workspace_id: account.workspaceId,
    form_id: lead.formId ?? '',
    is_test: lead.isTest,
    read_back: origin.readBack,
    created_at: lead.createdAt,
    key: keyOfAdLead(account.id, lead.id),
  }))
  const taken = await takeAdLeads(trx, rows)
  const added = await addLeads(
    trx,
    deps,
    leads.filter(({ id }) => taken.has(id)).map((lead) => newLead(deps.newId(), lead, origin)),
  )
  await noteLastLeads(
    trx,
    rows.map(({ key: _key, ...row }) => row),
  )
  return added.filter(({ change }) => change === 'new').length
}

function newLead(id: string, lead: AdLead, { account, country, forms, eventId }: Origin): NewLead {
  const form = lead.formId === null ? undefined : forms.get(lead.formId)
  const { email, phone, name, customFields } = mapLead(lead.fields, form?.mapping ?? {}, country)
  const { adId, adName, adsetId, adsetName, campaignId, campaignName, formId, platform } = lead
  return {
    id,
    source: 'lead_ad',
    workspace_id: account.workspaceId,
    account_id: account.id,
    event_id: eventId ?? null,
    unique_key: keyOfAdLead(account.id, lead.id),
    email,
    phone,
    name,
    country,
    custom_fields: customFields,
    form_id: formId,
    campaign_id: campaignId,
    captured_at: lead.createdAt,
    metadata: {
      leadgenId: lead.id,
      ...given({ formId, formName: form?.name, adId, adName, adsetId, adsetName, campaignId, campaignName, platform }),
      isOrganic: lead.isOrganic,
      ...(lead.isTest && { isTest: true }),
      ...(lead.consents.length && { consents: lead.consents }),
      answers: lead.fields,
    },
  }
}

const given = (fields: Record<string, string | null | undefined>) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined))
