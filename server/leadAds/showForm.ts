import { targetOf } from './mapLead.ts'
import type { ShownForm } from './leadForms.queries.ts'
import type { LeadForm } from './leadForms.schemas.ts'

/** A form as the API shows it, with the mapping that is in force: the owner's, and the usual one for the rest. */
export const showForm = (row: ShownForm): LeadForm => {
  const available = Math.max(0, row.leads_count - row.expired_count)
  return {
    id: row.form_id,
    name: row.name,
    status: row.status,
    leadsCount: row.leads_count,
    organicCount: row.organic_count,
    expiredCount: row.expired_count,
    ours: row.ours,
    readBack: row.readBack,
    // Between two looks at the counts there may be more here than the platform told of.
    coverage: available === 0 ? 1 : Math.min(1, row.ours / available),
    allowsOrganic: row.allows_organic,
    mapping: Object.fromEntries(row.questions.map(({ key }) => [key, targetOf(row.mapping, key)])),
    questions: row.questions,
    isReading: row.reading_at !== null || row.isAsked,
    readUntil: row.read_until.toISOString(),
    lastLeadAt: row.last_lead_at?.toISOString() ?? null,
    checkedAt: row.checked_at.toISOString(),
  }
}
