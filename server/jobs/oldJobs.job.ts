import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { JobHandler } from './handler.ts'
import { removeOldJobs } from './oldJobs.queries.ts'

/** Long enough to investigate last week. Parked jobs stay until a person decides. */
const keptMs = 7 * 86_400_000

/** Deletes old jobs that are done. */
export const oldJobs = ({ jobs, clock }: { jobs: Db; clock: Clock }): JobHandler => ({
  backoffMs: [60_000],
  timeLimitMs: 600_000,
  repeatable: true,
  waitsForAccount: false,
  recurring: { everyMs: 3_600_000, missed: 'latest' },
  async run(_, signal) {
    const before = new Date(clock.now().getTime() - keptMs)
    while (!signal.aborted && (await removeOldJobs(jobs, before)));
    return { kind: 'done' }
  },
})
