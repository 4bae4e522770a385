import type { JobHandler } from '../jobs/handler.ts'
import { expiringTables, removeExpired } from '../platform/belongings/removeExpired.queries.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'

/**
 * Removes what its workspace keeps no longer (model/retention.ts), in small transactions. An attempt that was stopped continues with what
 * is left.
 */
export const retention = ({ jobs, clock }: { jobs: Db; clock: Pick<Clock, 'now'> }): JobHandler => ({
  backoffMs: [60_000],
  timeLimitMs: 600_000,
  repeatable: true,
  waitsForAccount: false,
  recurring: { everyMs: 3_600_000, missed: 'latest' },
  async run(_, signal) {
    const now = clock.now()
    for (const { table } of expiringTables)
      while ((await removeExpired(jobs, table, now)).mayBeMore)
        if (signal.aborted) return { kind: 'later', code: 'timed_out', counts: false, afterMs: 0 }
    return { kind: 'done' }
  },
})
