import type { NewJob } from '../model/job.ts'

/** What a webhook tells of a lead: its id, perhaps its form, and the event that stands for it. */
export type Told = { leadId: string; formId: string | null; eventId: string | null }

/**
 * The job that reads a lead from the platform and stores it, added once for each lead. It is given up when the platform no longer hands the
 * lead out.
 */
export const fetchLeadJob = (account: { id: string; workspaceId: string }, told: Told, now: Date, readableMs: number): NewJob => ({
  kind: 'fetch_lead',
  workspaceId: account.workspaceId,
  accountId: account.id,
  runAt: now,
  givesUpAt: new Date(now.getTime() + readableMs),
  uniqueKey: `fetch_lead/${account.id}/${told.leadId}`,
  data: told,
})
