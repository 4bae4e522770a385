import type { Clock } from './clock.ts'

/** What takes longer than this is done less often. */
const quickMs = 10
const share = 10
/** A look that stood still with the database or the machine says nothing about the next one. */
const restAtMostMs = 30_000

/**
 * For looking that gets slower with what cannot be cleared away: while somebody holds a snapshot PostgreSQL keeps every row that ended since,
 * and a search from the beginning walks over all of them. It may take a tenth of the time and no more; what is quick is always due.
 */
export type Sparingly = { isDue(): boolean; run<T>(look: () => Promise<T>): Promise<T> }

export function sparingly(clock: Pick<Clock, 'machineMs'>): Sparingly {
  let restUntilMs = 0
  return {
    isDue() {
      const now = clock.machineMs()
      return now >= restUntilMs || restUntilMs - now > restAtMostMs // the clock was set back
    },
    async run(look) {
      const begun = clock.machineMs()
      const found = await look()
      const took = clock.machineMs() - begun
      restUntilMs = took > quickMs ? begun + took + Math.min(share * took, restAtMostMs) : 0
      return found
    },
  }
}

/** For tests, where a busy machine must change nothing: always due. */
export const always: Sparingly = { isDue: () => true, run: (look) => look() }
