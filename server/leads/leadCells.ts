import type { LeadRow } from './leadRows.queries.ts'

const columns = ['id', 'captured_at', 'source', 'automation', 'username', 'name', 'email', 'phone'] as const

/** More custom fields than these have no column of their own: a sheet has 16,384, and each is searched for in every lead. */
export const mostFieldColumns = 500

/** The custom fields with a column of their own, in this order; `hasMore`: there are others. */
export type FieldColumns = { fields: ReadonlySet<string>; hasMore: boolean }

/** The head of a table of leads: fixed columns, then the custom fields, then one column for all other custom fields. */
export const leadHead = ({ fields, hasMore }: FieldColumns): string[] => [...columns, ...fields, ...(hasMore ? ['more_fields'] : [])]

export const leadCells = (lead: LeadRow, { fields, hasMore }: FieldColumns): string[] => [
  lead.id,
  lead.capturedAt.toISOString(),
  lead.source,
  lead.automationName ?? '',
  lead.username ?? '',
  lead.name ?? lead.contactName ?? '',
  lead.email ?? '',
  lead.phone ?? '',
  ...Array.from(fields, (field) => (Object.hasOwn(lead.customFields, field) ? lead.customFields[field]! : '')),
  ...(hasMore ? [otherFields(lead, fields)] : []),
]

/** As JSON; empty when there are none. */
function otherFields({ customFields }: LeadRow, fields: ReadonlySet<string>): string {
  const others = Object.entries(customFields).filter(([field]) => !fields.has(field))
  return others.length ? JSON.stringify(Object.fromEntries(others)) : ''
}
