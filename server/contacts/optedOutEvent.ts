import type { ChangedThread } from './optOuts.queries.ts'

/** What endpoints are told of a person who was opted out by hand: as when they write it, without an event of theirs. */
export const optedOutEvent = (workspaceId: string, thread: ChangedThread, now: Date) => ({
  workspaceId,
  type: 'contact.opted_out' as const,
  occurredAt: now,
  accountId: thread.accountId,
  contactId: thread.contactId,
  leadId: null,
  formId: null,
  campaignId: null,
  automationId: null,
  causeId: null,
  fields: {},
  data: {
    channel: thread.channel,
    accountId: thread.accountId,
    conversationId: thread.id,
    contactId: thread.contactId,
    contact: { username: thread.username, name: thread.name },
    text: null,
    eventId: null,
    optedOutAt: now.toISOString(),
  },
})
