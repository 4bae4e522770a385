import { memoryOf, type Thread } from './batch.ts'
import type { ThreadChange } from '../contacts/threads.queries.ts'

/** Changed threads of known people, to be stored. */
export const changed = (threads: Map<string, Thread>) =>
  [...threads.values()].filter((thread) => thread.changed && !thread.person).map(changeOf)
/** Threads of people who were not known before. */
export const newcomers = (threads: Map<string, Thread>) =>
  [...threads.values()].flatMap((thread) =>
    thread.person ? [{ ...changeOf(thread), ...thread.person, phone: thread.state.fields['phone'] ?? null }] : [],
  )

/** Threads of new people who had opted out before they were erased, and did not opt in again at once. */
export const optedOutBefore = (threads: Map<string, Thread>) =>
  [...threads.values()].flatMap(({ conversationId, account, optedOutBefore: at, state }) =>
    at && state.optedOutAt ? [{ conversationId, accountId: account.id, workspaceId: account.workspaceId, at }] : [],
  )

/** The custom fields that answers were saved in. */
export const savedFields = (threads: Map<string, Thread>) =>
  [...threads.values()].flatMap((thread) =>
    Object.keys(changeOf(thread).custom_fields).map((key) => ({ workspaceId: thread.account.workspaceId, key })),
  )

function changeOf(thread: Thread): ThreadChange {
  const { email, phone, name, ...custom } = thread.savedFields
  const { state, account } = thread
  return {
    id: thread.conversationId,
    workspace_id: account.workspaceId,
    account_id: account.id,
    contact_id: thread.contactId,
    recipient_id: thread.recipientId,
    window_until: state.windowUntil,
    opted_out_at: state.optedOutAt,
    bot_paused_until: state.botPausedUntil,
    handed_over_at: thread.handedOverAt,
    marketing_stopped_at: state.marketingStoppedAt,
    free_until: state.freeUntil,
    guard_since: state.guardSince,
    guard_count: state.guardCount,
    last_event_at: thread.lastEventAt,
    username: state.username,
    name: name ?? state.name,
    email: email ?? null,
    phone: phone ?? null,
    custom_fields: custom,
    profile_asked_at: thread.state.profileAskedAt,
    memory: memoryOf(thread),
  }
}
