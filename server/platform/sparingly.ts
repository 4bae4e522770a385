import type { Clock } from './clock.ts'

/** What takes longer than this is done less often. */
const quickMs = 10
const share = 10

/**
 * For looking that gets slower with what cannot be cleared away: while somebody holds a snapshot PostgreSQL keeps every row that ended since,
 * and a search from the beginning walks over all of them. It may take a tenth of the time and no more; what is quick is always due.
 */
export type Sparingly = { isDue(): boolean; run<T>(look: () => Promise<T>): Promise<T> }

export function sparingly(clock: Pick<Clock, 'machineMs'>): Sparingly {
  let restUntilMs = 0
  return {
    isDue: () => clock.machineMs() >= restUntilMs,
    async run(look) {
      const begun = clock.machineMs()
      try {
        return await look()
      } finally {
        const ended = clock.machineMs()
        restUntilMs = ended - begun > quickMs ? ended + share * (ended - begun) : 0
      }
    },
  }
}

/** For tests, where a busy machine must change nothing: always due. */
export const always: Sparingly = { isDue: () => true, run: (look) => look() }
