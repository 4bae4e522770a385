import { z } from 'zod'
import type { JobHandler } from '../jobs/handler.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db, Trx } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'
import type { Wake } from '../platform/wake.ts'
import { replaySlice, type Replayed } from './replay.queries.ts'

type Deps = {
  jobs: Db
  clock: Clock
  wake: Wake
  newId: NewId
  updateLeadStates(trx: Trx, leadIds: string[], now: Date): Promise<void>
}
type OfEndpoint = Extract<Replayed, { endpointId: string }>

const data = z.object({
  endpointId: z.string(),
  since: z.coerce.date(),
  until: z.coerce.date().nullable(),
  failedOnly: z.boolean(),
  completedBefore: z.coerce.date(),
})

/** What the job is to replay, as JSON. */
export const dataOfReplay = ({ endpointId, since, until, failedOnly, completedBefore }: OfEndpoint) => ({
  endpointId,
  since: since.toISOString(),
  until: until?.toISOString() ?? null,
  failedOnly,
  completedBefore: completedBefore.toISOString(),
})

/** After so long it lets other jobs go first. */
const atATimeMs = 20_000

/**
 * Replays many deliveries of an endpoint, in slices that are a transaction each. What is replayed is no longer completed, so an attempt
 * that is repeated goes on where the one before ended.
 */
export const replay = (deps: Deps, sliceOf = 1_000): JobHandler => ({
  backoffMs: [5_000, 60_000, 600_000],
  timeLimitMs: 90_000,
  repeatable: true,
  waitsForAccount: false,
  async run(job, signal) {
    const of = { ...data.parse(job.data), workspaceId: job.workspaceId! }
    const until = deps.clock.machineMs() + atATimeMs
    for (;;) {
      const now = deps.clock.now()
      const count = await deps.jobs.transaction().execute(async (trx) => {
        const slice = await replaySlice(trx, { ...deps, now }, of, sliceOf)
        await deps.updateLeadStates(trx, slice.leadIds, now)
        return slice.count
      })
      if (count) deps.wake.tell('jobs', job.workspaceId)
      if (count < sliceOf) return { kind: 'done' }
      if (signal.aborted || deps.clock.machineMs() > until) return { kind: 'put_off', afterMs: 0 }
    }
  },
})
