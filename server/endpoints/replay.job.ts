import { z } from 'zod'
import type { JobHandler } from '../jobs/handler.ts'
import type { NewId } from '../platform/ids.ts'
import type { Wake } from '../platform/wake.ts'
import { inSlices, type SliceDeps } from './inSlices.ts'
import { replaySlice, type Replayed } from './replay.queries.ts'

type OfEndpoint = Extract<Replayed, { endpointId: string }>

const data = z.object({
  endpointId: z.string(),
  since: z.coerce.date(),
  until: z.coerce.date().nullable(),
  which: z.enum(['NOT_ARRIVED', 'FAILED', 'ALL']),
  askedAt: z.coerce.date(),
})

/** What the job is to replay, as JSON. */
export const dataOfReplay = ({ endpointId, since, until, which, askedAt }: OfEndpoint) => ({
  endpointId,
  since: since.toISOString(),
  until: until?.toISOString() ?? null,
  which,
  askedAt: askedAt.toISOString(),
})

/** Replays many deliveries of an endpoint. What is replayed is no longer completed, so the next slice does not find it again. */
export const replay = (deps: SliceDeps & { wake: Wake; newId: NewId }, sliceOf = 1_000): JobHandler =>
  inSlices(
    deps,
    sliceOf,
    (trx, job, now) => replaySlice(trx, { ...deps, now }, { ...data.parse(job.data), workspaceId: job.workspaceId! }, sliceOf),
    (job) => deps.wake.tell('jobs', job.workspaceId),
  )
