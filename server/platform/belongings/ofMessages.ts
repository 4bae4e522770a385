import { account, workspace, type Belonging } from './belonging.ts'

/** What an account says, and what is known of it, in the list (belongings.ts). */
export const ofMessages = {
  messages: {
    columns: {
      workspace_id: workspace('delete'),
      account_id: account({ by: 'conversation_id' }),
      conversation_id: { of: 'conversations', removal: 'delete', merge: 'move' },
      contact_id: { of: 'contacts', removal: { by: 'conversation_id' }, merge: 'of each thread' },
    },
    erase: 'delete',
    exported: 'person',
    // One that is still to be sent is not old, and in the outbox.
    retention: { since: 'created_at', kind: 'events', by: 'seq', where: "state <> 'open'" },
  },
  attempts: {
    columns: {
      workspace_id: workspace({ by: 'message_id' }),
      account_id: account({ by: 'message_id' }),
      message_id: { of: 'messages', removal: 'delete' },
    },
    erase: 'delete',
    exported: 'person',
    retention: 'owner',
  },
  waiting_statuses: {
    columns: { message_id: { of: 'messages', removal: 'cascade' }, workspace_id: workspace('cascade') },
    erase: 'delete',
    exported: 'never',
    retention: 'owner',
  },
  message_prices: {
    columns: {
      message_id: { of: 'messages', removal: 'cascade' },
      workspace_id: workspace('cascade'),
      account_id: account('cascade'),
    },
    erase: 'delete',
    exported: 'person',
    retention: 'owner',
  },
  outbox: {
    columns: {
      workspace_id: workspace('delete'),
      account_id: account('delete'),
      conversation_id: { of: 'conversations', removal: 'delete', merge: 'move' },
      message_id: { of: 'messages', removal: { by: 'conversation_id' } },
    },
    erase: 'delete',
    exported: 'never',
    retention: 'owner',
  },
} satisfies Record<string, Belonging>
