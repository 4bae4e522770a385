import type { Belonging } from './belonging.ts'

const noPerson = { nothing: 'it says nothing about a person' } as const

/** The tables of what is read from the platform, in the list (belongings.ts): lead ads, and checks for missed events. */
export const leadAds = {
  event_checks: {
    columns: { account_id: { of: 'accounts', removal: 'cascade' }, workspace_id: { of: 'workspaces', removal: 'cascade' } },
    erase: noPerson,
    exported: 'never',
    retention: { since: 'started_at', days: 30 },
  },
  lead_forms: {
    columns: { account_id: { of: 'accounts', removal: 'cascade' }, workspace_id: { of: 'workspaces', removal: 'cascade' } },
    erase: noPerson,
    exported: 'workspace',
    retention: 'owner',
  },
  ad_leads: {
    columns: { account_id: { of: 'accounts', removal: 'cascade' }, workspace_id: { of: 'workspaces', removal: 'cascade' } },
    erase: { nothing: 'it holds the platform’s id of a form, so that an erased lead is not read back' },
    exported: 'never',
    retention: { since: 'created_at', days: 120 },
  },
  lead_alerts: {
    columns: { account_id: { of: 'accounts', removal: 'cascade' }, workspace_id: { of: 'workspaces', removal: 'cascade' } },
    erase: noPerson,
    exported: 'never',
    retention: 'owner',
  },
} as const satisfies Record<string, Belonging>
