import { account, noPerson, workspace, type Belonging } from './belonging.ts'

/** The tables of endpoints and deliveries. */
export const endpoints = {
  endpoints: {
    columns: { workspace_id: workspace('cascade'), automation_id: { of: 'automations', removal: 'set null' } },
    erase: noPerson,
    exported: 'workspace',
    retention: 'owner',
  },
  endpoint_sources: {
    columns: { workspace_id: workspace('cascade'), endpoint_id: { of: 'endpoints', removal: 'cascade' } },
    erase: noPerson,
    exported: 'workspace',
    retention: 'owner',
  },
  endpoint_events: {
    columns: {
      workspace_id: workspace('cascade'),
      account_id: account('set null'),
      contact_id: { of: 'contacts', removal: 'set null', merge: 'move' },
      lead_id: { of: 'leads', removal: 'cascade' },
    },
    erase: 'delete',
    exported: 'person',
    retention: { since: 'occurred_at', until: 'its last delivery is removed' },
  },
  deliveries: {
    columns: {
      workspace_id: workspace({ by: 'event_id' }),
      account_id: account('set null'),
      endpoint_id: { of: 'endpoints', removal: { stays: 'a job deletes them in batches, and nothing reads them without their endpoint' } },
      event_id: { of: 'endpoint_events', removal: 'cascade' },
      lead_id: { of: 'leads', removal: 'cascade' },
    },
    erase: 'delete',
    exported: 'person',
    retention: { since: 'completed_at', until: 'for the days of clean_up_days (leads/oldLeads.job.ts)' },
  },
} satisfies Record<string, Belonging>
