import { z } from 'zod'
import type { JobHandler } from '../jobs/handler.ts'
import type { NewJob } from '../model/job.ts'
import { inSlices, type SliceDeps } from './inSlices.ts'
import { removeDeliveriesOf, type OfEndpoint } from './removeEndpoint.queries.ts'

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

/** Deletes the deliveries of a deleted endpoint, and writes the states of leads that waited for it. */
export const removeDeliveries = (deps: SliceDeps, sliceOf = 1_000): JobHandler =>
  inSlices(deps, sliceOf, (trx, job) => removeDeliveriesOf(trx, { ...data.parse(job.data), workspaceId: job.workspaceId! }, sliceOf))
