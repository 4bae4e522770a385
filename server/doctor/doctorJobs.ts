import type { NewJob } from '../model/job.ts'
import { instanceRunId } from './runs.queries.ts'

/** `byHand`: a person asked and looks at the result, so nobody is told by email. */
export type Asked = { byHand: boolean }

/**
 * The job that checks an account, or (null) the instance. `slot`: what it stands for; done once for each.
 */
export const doctorJob = (account: { id: string; workspaceId: string } | null, slot: string, byHand: boolean, now: Date): NewJob => ({
  kind: 'doctor',
  workspaceId: account?.workspaceId ?? null,
  accountId: account?.id ?? null,
  runAt: now,
  lane: `doctor/${account?.id ?? instanceRunId}`,
  priority: byHand ? 1 : 5,
  uniqueKey: `doctor/${account?.id ?? 'instance'}/${slot}`,
  data: { byHand } satisfies Asked,
})
