import type { NewJob } from '../model/job.ts'

/** People's answers go first. */
const bulkPriority = 5

type Account = { id: string; workspaceId: string }

/**
 * `slot`: what the check stands for: a time of the schedule, or a request; done once for each. `since`: from when on, on request; absent:
 * from where the last complete check ended.
 */
export type Check = { slot: string; since?: string }

/** A part of what is read: one page of a post's comments, or of the account's threads (`postId` null). `part`: the number of the page. */
export type Part = { slot: string; since: string; until: string; postId: string | null; after: string | null; part: number }

/** What is read for a check waits in this lane, so an account is read one part at a time. */
export const laneOfChecks = (accountId: string): string => `check_events/${accountId}`

export const checkJob = (account: Account, check: Check, now: Date): NewJob => ({
  kind: 'check_events',
  workspaceId: account.workspaceId,
  accountId: account.id,
  runAt: now,
  lane: laneOfChecks(account.id),
  priority: bulkPriority,
  uniqueKey: `check_events/${account.id}/${check.slot}`,
  data: check,
})

export const partJob = (account: Account, part: Part, now: Date): NewJob => ({
  kind: 'read_history',
  workspaceId: account.workspaceId,
  accountId: account.id,
  runAt: now,
  lane: laneOfChecks(account.id),
  priority: bulkPriority,
  uniqueKey: `read_history/${account.id}/${part.slot}/${part.postId ?? ''}/${part.part}`,
  data: part,
})

/** Why a part cannot be read for want of a permission: no fault of the check, which is complete without it. */
export const notPermitted = 'permission_missing'
