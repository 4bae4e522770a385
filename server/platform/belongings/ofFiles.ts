import { account, workspace, type Belonging } from './belonging.ts'

/** Files of people and of workspaces. Their bytes are in DATA_DIR; a trigger notes which may go (migrations/0081_media.sql). */
export const ofFiles = {
  media: {
    columns: {
      workspace_id: workspace('cascade'),
      account_id: account('cascade'),
      contact_id: { of: 'contacts', removal: 'cascade', merge: 'move' },
    },
    erase: 'delete',
    exported: 'person',
    retention: { since: 'created_at', kind: 'media', by: 'since' },
  },
  media_uploads: {
    columns: {
      workspace_id: workspace('cascade'),
      account_id: account('cascade'),
      media_id: { of: 'media', removal: 'cascade' },
    },
    erase: 'delete',
    exported: 'never',
    retention: 'owner',
  },
  removed_files: {
    columns: {},
    erase: { nothing: 'it holds ids of files that are about to be deleted' },
    exported: 'never',
    retention: 'owner',
  },
} satisfies Record<string, Belonging>
