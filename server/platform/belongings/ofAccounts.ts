import { account, noPerson, workspace, type Belonging } from './belonging.ts'

/** Accounts, and the logins through which they are connected. A removed account leaves its login to the other accounts of it. */
export const ofAccounts = {
  connections: { columns: { workspace_id: workspace('cascade') }, erase: noPerson, exported: 'never', retention: 'owner' },
  accounts: {
    columns: { workspace_id: workspace('cascade'), connection_id: { of: 'connections', removal: 'set null' } },
    erase: noPerson,
    exported: 'workspace',
    retention: 'owner',
  },
  login_states: {
    columns: { workspace_id: workspace('cascade'), account_id: account('cascade') },
    erase: noPerson,
    exported: 'never',
    retention: { since: 'expires_at', until: 'the next login begins' },
  },
  templates: {
    columns: { workspace_id: workspace('cascade'), account_id: account('cascade') },
    erase: noPerson,
    exported: 'workspace',
    retention: 'owner',
  },
  template_drafts: {
    columns: { workspace_id: workspace('cascade'), account_id: account('cascade') },
    erase: noPerson,
    exported: 'workspace',
    retention: 'owner',
  },
  template_syncs: {
    columns: { workspace_id: workspace('cascade'), account_id: account('cascade') },
    erase: noPerson,
    exported: 'never',
    retention: 'owner',
  },
  doctor_runs: {
    columns: { workspace_id: workspace('cascade'), account_id: account('cascade') },
    erase: noPerson,
    exported: 'never',
    retention: 'owner',
  },
} as const satisfies Record<string, Belonging>
