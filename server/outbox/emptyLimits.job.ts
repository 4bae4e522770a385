import type { JobHandler } from '../jobs/handler.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { dropEmptyLimits } from '../limits/limits.queries.ts'

/** Deletes limits with empty windows. */
export const emptyLimits = ({ system, clock }: { system: Db; clock: Clock }): JobHandler => ({
  backoffMs: [60_000],
  timeLimitMs: 600_000,
  repeatable: true,
  waitsForAccount: false,
  recurring: { everyMs: 3_600_000, missed: 'latest' },
  async run() {
    await dropEmptyLimits(system, clock.now())
    return { kind: 'done' }
  },
})
