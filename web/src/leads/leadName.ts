import type { Lead } from '../../../server/leads/leads.schemas.ts'

/** What a lead is called: its name, that of its contact, or what it left. In: the word for someone unknown. */
export const leadName = (lead: Lead, somebody: string) =>
  lead.name ?? lead.contact?.name ?? (lead.contact?.username ? `@${lead.contact.username}` : (lead.email ?? lead.phone ?? somebody))
