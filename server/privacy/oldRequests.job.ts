import { removeOldMarks } from '../contacts/erasedPeople.queries.ts'
import type { JobHandler } from '../jobs/handler.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { removeOldRequests } from './dataRequests.queries.ts'
import { requestsKeptMs } from './requestsKept.ts'

/**
 * How long an erased person is recognized. The platform repeats webhooks for hours, what no webhook told of is read back for seven days
 * (meta-platform.md 1.5, 3.3), and a stored payload can be ingested again for thirty.
 */
const marksKeptMs = 30 * 86_400_000

/** Deletes requests of the platform that changed nothing here, and marks of erased people, after their time. */
export const oldRequests = ({ jobs, clock }: { jobs: Db; clock: Clock }): JobHandler => ({
  backoffMs: [60_000],
  timeLimitMs: 600_000,
  repeatable: true,
  waitsForAccount: false,
  recurring: { everyMs: 24 * 3_600_000, missed: 'latest' },
  async run(_, signal) {
    const before = (keptMs: number) => new Date(clock.now().getTime() - keptMs)
    while (!signal.aborted && (await removeOldRequests(jobs, before(requestsKeptMs))));
    while (!signal.aborted && (await removeOldMarks(jobs, before(marksKeptMs))));
    return { kind: 'done' }
  },
})
