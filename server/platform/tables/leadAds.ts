import type { LeadQuestion } from '../../model/capabilities.ts'
import type { Sentence } from '../../model/sentence.ts'
import { boolean, integer, jsonb, table, text, timestamptz, uuid } from './table.ts'

/** Forms of lead ads, with the platform's counts. */
export const leadForms = table('lead_forms', {
  account_id: uuid,
  form_id: text,
  workspace_id: uuid,
  name: text,
  status: text,
  leads_count: integer,
  organic_count: integer,
  expired_count: integer,
  allows_organic: boolean,
  questions: jsonb<LeadQuestion[]>(),
  /** Question → where its answer goes; questions left out go where they usually go. */
  mapping: jsonb<Record<string, string>>().withDefault,
  read_until: timestamptz,
  read_count: integer.withDefault,
  reading_at: timestamptz.orNull.later,
  last_lead_at: timestamptz.orNull.later,
  checked_at: timestamptz,
})

/** The platform's ids of leads that were had. */
export const adLeads = table('ad_leads', {
  account_id: uuid,
  lead_id: text,
  workspace_id: uuid,
  form_id: text,
  is_test: boolean,
  read_back: boolean,
  created_at: timestamptz,
})

/** What keeps leads from being read. */
export const leadAlerts = table('lead_alerts', {
  account_id: uuid,
  form_id: text,
  code: text,
  workspace_id: uuid,
  words: text.as<Sentence>(),
  since: timestamptz,
  last_at: timestamptz,
})
