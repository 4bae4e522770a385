import { account, workspace, type Belonging } from './belonging.ts'

/** Events and the causes that become events, in the list (belongings.ts). */
export const ofInbox = {
  events: {
    columns: {
      workspace_id: workspace('delete'),
      account_id: account('delete'),
      conversation_id: { of: 'conversations', removal: 'delete', merge: 'move' },
      contact_id: { of: 'contacts', removal: { by: 'conversation_id' }, merge: 'of each thread' },
    },
    erase: {
      blank: {
        contact_id: null,
        conversation_id: null,
        sender_id: null,
        username: null,
        text: null,
        payload: null,
        detail: '{}',
        decision: '{"candidates":[],"trace":[]}',
      },
      // Ids of messages are base64 (meta-platform.md 5.1), which may spell the number of their person; keys of reads, taps and reactions
      // name the person. What comes again is refused by the marks of erased people (contacts/erasedPeople.queries.ts).
      made: {
        external_id: "case when kind = 'comment' then external_id end",
        key: "case when kind = 'comment' then key else 'erased:' || id end",
      },
      keep: 'the key of a comment, so that the same comment, told or read again, starts nothing',
      // Its missing part would be stored when it comes.
      deleteWhere: "outcome = 'held'",
    },
    exported: 'person',
    // A run that waits reads the post and the time from it, a message that is to be sent its cause.
    retention: {
      since: 'received_at',
      kind: 'events',
      by: 'seq',
      where: `not exists (select from runs r where r.event_id = events.id and r.state in ('waiting_answer', 'waiting_time'))
        and not exists (select from messages m where m.event_id = events.id and m.state = 'open')`,
    },
  },
  comment_states: {
    columns: {
      event_id: { of: 'events', removal: 'cascade' },
      workspace_id: workspace('cascade'),
      account_id: account('cascade'),
    },
    erase: 'delete',
    exported: 'workspace',
    retention: 'owner',
  },
  occurrences: {
    columns: {
      workspace_id: workspace('cascade'),
      account_id: account('cascade'),
      contact_id: { of: 'contacts', removal: 'delete', merge: 'move' },
    },
    erase: 'delete',
    exported: 'never',
    retention: 'owner',
  },
} satisfies Record<string, Belonging>
