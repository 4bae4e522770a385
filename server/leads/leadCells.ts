import type { LeadRow } from './leadRows.queries.ts'

const columns = ['id', 'captured_at', 'source', 'automation', 'username', 'name', 'email', 'phone'] as const

/** The head of a table of leads: fixed columns, then the custom fields in the order given. */
export const leadHead = (customFields: string[]): string[] => [...columns, ...customFields]

export const leadCells = (lead: LeadRow, customFields: string[]): string[] => [
  lead.id,
  lead.capturedAt.toISOString(),
  lead.source,
  lead.automationName ?? '',
  lead.username ?? '',
  lead.name ?? lead.contactName ?? '',
  lead.email ?? '',
  lead.phone ?? '',
  ...customFields.map((field) => (Object.hasOwn(lead.customFields, field) ? lead.customFields[field]! : '')),
]
