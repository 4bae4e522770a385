import { account, noPerson, workspace, type Belonging } from './belonging.ts'

/** Requests to delete data, opt-outs, and public texts, in the list (belongings.ts). */
export const ofPrivacy = {
  data_requests: {
    columns: {},
    erase: { nothing: 'the person’s id is emptied when the request is done; the rest prevents a replay' },
    exported: 'never',
    retention: 'owner',
  },
  opt_out_notes: {
    columns: {
      workspace_id: workspace('cascade'),
      account_id: account('cascade'),
      conversation_id: { of: 'conversations', removal: 'cascade', merge: 'move' },
    },
    erase: 'delete',
    exported: 'person',
    retention: 'owner',
  },
  public_texts: { columns: { workspace_id: workspace('cascade') }, erase: noPerson, exported: 'workspace', retention: 'owner' },
} as const satisfies Record<string, Belonging>
