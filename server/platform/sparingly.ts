import type { Clock } from './clock.ts'

/** A look that took a millisecond is not repeated for fifty, and none for longer than this. */
const usual = { share: 50, restAtMostMs: 30_000 }

/**
 * For looking that gets slower with what cannot be cleared away: while somebody holds a snapshot PostgreSQL keeps every row that ended since,
 * and a search from the beginning walks over all of them. It may take a fiftieth
 * of the time and no more, by the quicker of the last two looks: one that stood still with the database or the machine says nothing about the next.
 */
export type Sparingly = {
  isDue(): boolean
  run<T>(look: () => Promise<T>): Promise<T>
  /** Whether somebody was turned away since the last look: in how many milliseconds it is due again; else false. Told once, so that who cannot look then does not ask again and again. */
  owedInMs(): number | false
}

export function sparingly(clock: Pick<Clock, 'machineMs'>, { share, restAtMostMs } = usual): Sparingly {
  let tookBefore = 0
  let dueAtMs = 0
  let isOwed = false
  const restMs = () => {
    const rest = dueAtMs - clock.machineMs()
    return rest > restAtMostMs ? 0 : Math.max(0, rest) // more than at most: the clock was set back
  }
  return {
    isDue() {
      const isDue = restMs() === 0
      isOwed = !isDue
      return isDue
    },
    async run(look) {
      const begun = clock.machineMs()
      const found = await look()
      const took = clock.machineMs() - begun
      dueAtMs = begun + took + Math.min(share * Math.min(took, tookBefore), restAtMostMs)
      tookBefore = took
      isOwed = false
      return found
    },
    owedInMs() {
      const owed = isOwed && restMs()
      isOwed = false
      return owed
    },
  }
}

/** For tests, where a busy machine must change nothing: always due. */
export const always: Sparingly = { isDue: () => true, run: (look) => look(), owedInMs: () => false }
