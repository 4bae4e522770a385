import type { JobHandler } from '../jobs/handler.ts'
import type { Job } from '../model/job.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db, Trx } from '../platform/db.ts'

export type SliceDeps = {
  jobs: Db
  clock: Clock
  /** Leads are above this module. */
  updateLeadStates(trx: Trx, leadIds: string[], now: Date): Promise<void>
}

/** After so long it lets other jobs go first. */
const atATimeMs = 20_000

/**
 * A kind of job that changes many deliveries in slices, each a transaction of its own with the states of their leads. An attempt that is
 * repeated goes on with what is left.
 * In: how many make a slice; what a slice does (its `count` is below `sliceOf` when nothing is left); what follows each.
 */
export const inSlices = (
  deps: SliceDeps,
  sliceOf: number,
  slice: (trx: Trx, job: Job, now: Date) => Promise<{ count: number; leadIds: string[] }>,
  then?: (job: Job) => void,
): JobHandler => ({
  backoffMs: [5_000, 60_000, 600_000],
  timeLimitMs: 90_000,
  repeatable: true,
  waitsForAccount: false,
  async run(job, signal) {
    const until = deps.clock.machineMs() + atATimeMs
    for (;;) {
      const now = deps.clock.now()
      const count = await deps.jobs.transaction().execute(async (trx) => {
        const done = await slice(trx, job, now)
        await deps.updateLeadStates(trx, done.leadIds, now)
        return done.count
      })
      if (count) then?.(job)
      if (count < sliceOf) return { kind: 'done' }
      if (signal.aborted || deps.clock.machineMs() > until) return { kind: 'put_off', afterMs: 0 }
    }
  },
})
