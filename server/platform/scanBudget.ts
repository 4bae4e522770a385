import type { Clock } from './clock.ts'

/** After a scan that took a millisecond the next one waits fifty, and never longer than `restAtMostMs`. */
const usual = { share: 50, restAtMostMs: 30_000, fastestOf: 2 }

/**
 * Limits how often a full scan runs. Full scans get slower while vacuum cannot remove dead rows: during a long transaction every ended row
 * stays, and a full scan walks over all of them. Full scans may take a fiftieth of the time, measured by the fastest of the last two
 * (`fastestOf`): one slow scan may be due to a suspended database or machine and says nothing about the next.
 */
export type ScanBudget = {
  isDue(): boolean
  run<T>(scan: () => Promise<T>): Promise<T>
  /**
   * In how many milliseconds the next scan is due, if one was skipped since the last scan; else false. A second call returns false, so that
   * a caller which cannot scan at that time does not ask in a loop.
   */
  skippedScanDueInMs(): number | false
}

export function scanBudget(clock: Pick<Clock, 'machineMs'>, options: Partial<typeof usual> = {}): ScanBudget {
  const { share, restAtMostMs, fastestOf } = { ...usual, ...options }
  const lastTook = Array<number>(fastestOf).fill(0)
  let dueAtMs = 0
  let isSkipped = false
  const restMs = () => {
    const rest = dueAtMs - clock.machineMs()
    return rest > restAtMostMs ? 0 : Math.max(0, rest) // more than at most: the clock was set back
  }
  return {
    isDue() {
      const isDue = restMs() === 0
      isSkipped = !isDue
      return isDue
    },
    async run(scan) {
      const begun = clock.machineMs()
      const found = await scan()
      const took = clock.machineMs() - begun
      lastTook.push(took)
      lastTook.shift()
      dueAtMs = begun + took + Math.min(share * Math.min(...lastTook), restAtMostMs)
      isSkipped = false
      return found
    },
    skippedScanDueInMs() {
      const dueInMs = isSkipped && restMs()
      isSkipped = false
      return dueInMs
    },
  }
}

/** For tests, whose result must not depend on a busy machine: always due. */
export const unlimitedScans: ScanBudget = { isDue: () => true, run: (scan) => scan(), skippedScanDueInMs: () => false }
