import { workspace, type Belonging } from './belonging.ts'

/**
 * Imports of contacts, and what is done to many of them at once. Files are in DATA_DIR; triggers note which may go
 * (migrations/0125_imports.sql).
 */
export const ofImports = {
  imports: {
    columns: { workspace_id: workspace('cascade') },
    erase: {
      nothing: 'its file holds many people: an erase deletes it, or marks them for one that runs (imports/eraseFromImports.queries.ts)',
    },
    exported: 'never',
    retention: { since: 'created_at', kind: 'media', by: 'since', where: "state <> 'running'" },
  },
  import_failures: {
    columns: { workspace_id: workspace('cascade'), import_id: { of: 'imports', removal: 'cascade' } },
    erase: { nothing: 'it holds places in a file, and codes' },
    exported: 'never',
    retention: 'owner',
  },
  // Whom it is about goes when it ends (bulk/bulkActions.queries.ts).
  bulk_actions: {
    columns: { workspace_id: workspace('cascade') },
    erase: { nothing: 'it holds ids while it runs, and figures afterwards' },
    exported: 'never',
    retention: { since: 'created_at', kind: 'jobs', by: 'since', where: "state <> 'running'" },
  },
} satisfies Record<string, Belonging>
