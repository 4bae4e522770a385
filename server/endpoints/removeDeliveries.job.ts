import { z } from 'zod'
import type { JobHandler } from '../jobs/handler.ts'
import type { NewJob } from '../model/job.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db, Trx } from '../platform/db.ts'
import { removeDeliveriesOf, type OfEndpoint } from './removeEndpoint.queries.ts'

type Deps = {
  jobs: Db
  clock: Clock
  updateLeadStates(trx: Trx, leadIds: string[], now: Date): Promise<void>
}
const data = z.object({ endpointId: z.string() })

/** The job that deletes what a deleted endpoint leaves. */
export const jobOfRemoval = ({ workspaceId, endpointId }: OfEndpoint, runAt: Date): NewJob => ({
  kind: 'remove_deliveries',
  workspaceId,
  accountId: null,
  lane: null,
  priority: 10,
  runAt,
  data: { endpointId },
})

/** After so long it lets other jobs go first. */
const atATimeMs = 20_000

/**
 * Deletes the deliveries of a deleted endpoint, in slices that are a transaction each, and writes the states of leads that waited for it.
 * An attempt that is repeated goes on with what is left.
 */
export const removeDeliveries = (deps: Deps, sliceOf = 1_000): JobHandler => ({
  backoffMs: [5_000, 60_000, 600_000],
  timeLimitMs: 90_000,
  repeatable: true,
  waitsForAccount: false,
  async run(job, signal) {
    const of = { ...data.parse(job.data), workspaceId: job.workspaceId! }
    const until = deps.clock.machineMs() + atATimeMs
    for (;;) {
      const count = await deps.jobs.transaction().execute(async (trx) => {
        const slice = await removeDeliveriesOf(trx, of, sliceOf)
        await deps.updateLeadStates(trx, slice.leadIds, deps.clock.now())
        return slice.count
      })
      if (count < sliceOf) return { kind: 'done' }
      if (signal.aborted || deps.clock.machineMs() > until) return { kind: 'put_off', afterMs: 0 }
    }
  },
})
