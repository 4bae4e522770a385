import type { LeadQuery } from '../../../server/leads/leads.schemas.ts'
import { filteredStatuses, leadSources } from '../../../server/model/lead.ts'

/** The search parameters of the page's address. */
export const leadKeys = ['q', 'status', 'source', 'form', 'campaign', 'automation', 'from', 'to', 'sort'] as const
export type LeadAddress = Partial<Record<(typeof leadKeys)[number], string>>

/** The parameters that choose leads, beside the words and the state. */
export const detailKeys = ['source', 'form', 'campaign', 'automation', 'from', 'to'] as const

/** Local midnight at the beginning of a day written as 2026-11-30, or of the one after it; undefined: it is not a day. */
function midnight(day: string | undefined, daysLater = 0): string | undefined {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '') ?? []
  if (!year) return undefined
  const at = new Date(Number(year), Number(month) - 1, Number(date) + daysLater)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

/** What the API is asked for. Without a state all leads but the archived ones; what the address has wrong is left out. */
export function filterOf(address: LeadAddress, accountId: string | null): LeadQuery {
  const status = filteredStatuses.find((one) => one === address.status)
  const source = leadSources.find((one) => one === address.source)
  const all: LeadQuery = {
    // Shown as new is what an endpoint is to get; what none wants is shown as kept.
    ...(status ? { status: status === 'NEW' ? ('QUEUED' as const) : status } : { archived: 'false' as const }),
    source,
    formId: address.form,
    campaignId: address.campaign,
    automationId: address.automation,
    since: midnight(address.from),
    until: midnight(address.to, 1),
    q: address.q,
    accountId: accountId ?? undefined,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}
