import { noPerson, workspace, type Belonging } from './belonging.ts'

/** What the owner keeps about people, in the list (belongings.ts). */
export const ofContacts = {
  contact_fields: { columns: { workspace_id: workspace('cascade') }, erase: noPerson, exported: 'workspace', retention: 'owner' },
  contact_notes: {
    columns: { workspace_id: workspace('cascade'), contact_id: { of: 'contacts', removal: 'cascade', merge: 'move' } },
    erase: 'delete',
    exported: 'person',
    retention: 'owner',
  },
  contact_merges: {
    columns: { workspace_id: workspace('cascade'), contact_id: { of: 'contacts', removal: 'cascade', merge: 'move' } },
    erase: 'delete',
    exported: 'person',
    retention: 'owner',
  },
  segments: { columns: { workspace_id: workspace('cascade') }, erase: noPerson, exported: 'workspace', retention: 'owner' },
} satisfies Record<string, Belonging>
