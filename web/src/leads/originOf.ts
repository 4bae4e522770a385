import type { Lead } from '../../../server/leads/leads.schemas.ts'
import { leadSources, type LeadSource } from '../../../server/model/lead.ts'

const textOf = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null)

/** Where a lead came from, and the name of that: the automation's, the form's or the campaign's. */
export function originOf({ source, automationName, attribution }: Pick<Lead, 'source' | 'automationName' | 'attribution'>): {
  source: LeadSource
  name: string | null
} {
  return {
    source: leadSources.find((one) => one === source) ?? 'api',
    name: automationName ?? textOf(attribution['formName']) ?? textOf(attribution['campaignName']),
  }
}
