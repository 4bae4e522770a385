import { accounts } from './accounts.ts'
import { attempts } from './attempts.ts'
import { audit, auditChain, auditWaiting } from './audit.ts'
import { automationCounts, automations, automationSets, automationStats, automationVersions } from './automations.ts'
import { bodies } from './bodies.ts'
import { connections, loginStates } from './connections.ts'
import { deliveries, endpointEvents, endpoints, endpointSources } from './endpoints.ts'
import { doctorRuns } from './doctorRuns.ts'
import { eventChecks } from './eventChecks.ts'
import { events } from './events.ts'
import { conversationNotes } from './inbox.ts'
import { jobAttempts, jobs } from './jobs.ts'
import { formAttempts, forms } from './forms.ts'
import { leadDms } from './leadDms.ts'
import { adLeads, leadAlerts, leadForms } from './leadAds.ts'
import { bulkActions } from './bulkActions.ts'
import { importFailures, imports } from './imports.ts'
import { leads } from './leads.ts'
import { mails } from './mails.ts'
import { messages, waitingStatuses } from './messages.ts'
import { occurrences } from './occurrences.ts'
import { commentStates } from './comments.ts'
import { erasedPeople } from './erasedPeople.ts'
import { optOutNotes } from './optOuts.ts'
import { contactFields, contactMerges, contactNotes, segments } from './contacts.ts'
import { contactIdentifiers, contacts, conversations } from './people.ts'
import { dataRequests, publicTexts } from './privacy.ts'
import { runs } from './runs.ts'
import { templateDrafts, templates, templateSyncs } from './templates.ts'
import type { KyselyTable } from './table.ts'
import { contactTags, formerTagNames, tags } from './tags.ts'
import { dataKeys, instanceSettings, workspaces } from './workspaces.ts'

/** Every declared table, by its name. test/schema/declared.test.ts compares each with the database. */
export const tables = {
  workspaces,
  data_keys: dataKeys,
  instance_settings: instanceSettings,
  accounts,
  connections,
  login_states: loginStates,
  contacts,
  contact_identifiers: contactIdentifiers,
  contact_fields: contactFields,
  contact_notes: contactNotes,
  contact_merges: contactMerges,
  segments,
  erased_people: erasedPeople,
  opt_out_notes: optOutNotes,
  conversations,
  conversation_notes: conversationNotes,
  imports,
  bulk_actions: bulkActions,
  import_failures: importFailures,
  tags,
  former_tag_names: formerTagNames,
  contact_tags: contactTags,
  automations,
  automation_versions: automationVersions,
  automation_sets: automationSets,
  automation_stats: automationStats,
  automation_counts: automationCounts,
  bodies,
  occurrences,
  events,
  runs,
  messages,
  attempts,
  waiting_statuses: waitingStatuses,
  templates,
  template_drafts: templateDrafts,
  template_syncs: templateSyncs,
  jobs,
  job_attempts: jobAttempts,
  leads,
  lead_forms: leadForms,
  ad_leads: adLeads,
  lead_alerts: leadAlerts,
  event_checks: eventChecks,
  doctor_runs: doctorRuns,
  endpoints,
  endpoint_sources: endpointSources,
  endpoint_events: endpointEvents,
  deliveries,
  mails,
  lead_dms: leadDms,
  data_requests: dataRequests,
  public_texts: publicTexts,
  forms,
  form_attempts: formAttempts,
  audit,
  comment_states: commentStates,
  audit_chain: auditChain,
  audit_waiting: auditWaiting,
}

/** The same, as Kysely knows them. */
export type Tables = { [Name in keyof typeof tables]: KyselyTable<(typeof tables)[Name]> }
