import { account, noPerson, workspace, type Belonging } from './belonging.ts'

/** The inbox of people, in the list (belongings.ts). */
export const ofConversations = {
  conversation_notes: {
    columns: {
      workspace_id: workspace('cascade'),
      account_id: account('cascade'),
      conversation_id: { of: 'conversations', removal: 'cascade', merge: 'move' },
    },
    erase: 'delete',
    exported: 'person',
    retention: 'owner',
  },
  conversation_reads: {
    columns: {
      member_id: { of: 'identity.member', removal: 'cascade' },
      conversation_id: { of: 'conversations', removal: 'cascade', merge: { unite: 'member_id' } },
      workspace_id: workspace('cascade'),
    },
    erase: 'delete',
    exported: 'never',
    retention: 'owner',
  },
  conversation_viewers: {
    columns: {
      member_id: { of: 'identity.member', removal: 'cascade' },
      conversation_id: { of: 'conversations', removal: 'cascade', merge: 'move' },
      workspace_id: workspace('cascade'),
    },
    erase: 'delete',
    exported: 'never',
    // One row per member, overwritten when they look at another conversation.
    retention: 'owner',
  },
  canned_replies: { columns: { workspace_id: workspace('cascade') }, erase: noPerson, exported: 'workspace', retention: 'owner' },
  inbox_settings: { columns: { workspace_id: workspace('cascade') }, erase: noPerson, exported: 'workspace', retention: 'owner' },
} as const satisfies Record<string, Belonging>
