import type { Belonging } from './belonging.ts'

/** What is public of a workspace: forms, and how often they were sent. */
export const ofForms = {
  forms: {
    columns: { workspace_id: { of: 'workspaces', removal: 'cascade' }, account_id: { of: 'accounts', removal: 'set null' } },
    erase: { nothing: 'it says nothing about a person' },
    exported: 'workspace',
    retention: 'owner',
  },
  form_attempts: {
    columns: { workspace_id: { of: 'workspaces', removal: 'cascade' }, form_id: { of: 'forms', removal: 'cascade' } },
    erase: { nothing: 'addresses are hashed, and gone after an hour' },
    exported: 'never',
    retention: 'owner',
  },
} satisfies Record<string, Belonging>
