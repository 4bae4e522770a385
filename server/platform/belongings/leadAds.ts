import type { Belonging } from './belonging.ts'

const noPerson = { nothing: 'it says nothing about a person' } as const

/** The tables of lead ads in the list (belongings.ts). */
export const leadAds = {
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
