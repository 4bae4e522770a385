import type { JobHandler } from '../jobs/handler.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { scanBudget } from '../platform/scanBudget.ts'
import { addUpEvents } from './figures.queries.ts'
import { addUpStats } from './stats.queries.ts'

/** Adds new counts to the figures. Readers add the counts since then; those of a few seconds are few. */
export function addUp({ system, clock }: { system: Db; clock: Clock }): JobHandler {
  const adds = scanBudget(clock)
  return {
    backoffMs: [],
    timeLimitMs: 300_000,
    repeatable: true,
    waitsForAccount: false,
    recurring: { everyMs: 10_000, missed: 'latest' },
    async run() {
      if (adds.isDue())
        await adds.run(async () => {
          await addUpStats(system, clock.now())
          await addUpEvents(system)
        })
      return { kind: 'done' }
    },
  }
}
