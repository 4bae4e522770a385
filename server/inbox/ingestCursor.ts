import { mostAtOnce } from './batchSize.ts'
import type { Clock } from '../platform/clock.ts'
import { scanBudget, type ScanBudget } from '../platform/scanBudget.ts'
import type { DueRun } from '../automations/runs.queries.ts'

/**
 * Where the last batch ended (`from`: the batch of payloads; `dueSince`: the time up to which every due run was read). A hint where to look
 * first: another process may commit a batch with a lower number later, and runs of an account that is off are due again when it is on. Only
 * a full scan finds those, and a full scan walks over all that was read since the oldest running transaction began. So full scans have a
 * budget.
 */
export type IngestCursor = {
  fullScan: ScanBudget
  from: number
  dueSince: Date
  triedBody: { id: number; place: number } | null
  triedRun: Pick<DueRun, 'id' | 'wakeAt'> | null
  /**
   * Why the last round failed, if the work itself may be at fault. Empty in a new process: the one before may have died of it. Null: no
   * trouble.
   */
  trouble: string | null
  /** When occurrences were last looked for (system clock). A notification of new ones sets it to -Infinity. */
  occurrencesAt: number
  /** The time up to which every due occurrence was read: as `dueSince`, with a budget of its own, since they are looked for less often. */
  occurrencesSince: Date
  fullOccurrenceScan: ScanBudget
  triedOccurrence: string | null
  /** The size of the next batch, by how long the last ones took to decide (batchSize.ts). */
  atOnce: number
}
export const ingestCursor = (clock: Clock): IngestCursor => ({
  fullScan: scanBudget(clock),
  from: 0,
  dueSince: new Date(0),
  triedBody: null,
  triedRun: null,
  trouble: null,
  occurrencesAt: -Infinity,
  occurrencesSince: new Date(0),
  fullOccurrenceScan: scanBudget(clock),
  triedOccurrence: null,
  atOnce: mostAtOnce,
})
