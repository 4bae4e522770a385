import type { NewJob } from '../model/job.ts'

/** People's answers go first. */
export const bulkPriority = 5

/**
 * `slot`: what the look stands for: an hour, a request, the connection; done once for each. `since`: leads from then on are read back, on
 * request; null: all that the platform hands out. Absent: from where the last reading ended.
 */
export type Look = { slot: string; since?: string | null }

/** The job that looks at the forms of an account and reads their leads back. */
export const leadFormsJob = (account: { id: string; workspaceId: string }, look: Look, now: Date): NewJob => ({
  kind: 'lead_forms',
  workspaceId: account.workspaceId,
  accountId: account.id,
  runAt: now,
  lane: `lead_forms/${account.id}`,
  priority: bulkPriority,
  uniqueKey: `lead_forms/${account.id}/${look.slot}`,
  data: look,
})

/** One part of a form's list: the leads created after `since`, at the cursor `after`. */
export type Slice = { formId: string; since: string; until: string; after: string | null; slot: string; part: number }

export const leadListJob = (account: { id: string; workspaceId: string }, slice: Slice, now: Date): NewJob => ({
  kind: 'lead_list',
  workspaceId: account.workspaceId,
  accountId: account.id,
  runAt: now,
  lane: `lead_list/${account.id}`,
  priority: bulkPriority,
  uniqueKey: `lead_list/${account.id}/${slice.formId}/${slice.slot}/${slice.part}`,
  data: slice,
})
