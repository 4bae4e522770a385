import { z } from 'zod'
import { addJobs } from '../jobs/addJobs.queries.ts'
import type { JobHandler } from '../jobs/handler.ts'
import type { NewJob } from '../model/job.ts'
import { filteredStatuses, leadSources } from '../model/lead.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'
import type { Wake } from '../platform/wake.ts'
import type { OfFilter, SentLeads } from './sendLeads.queries.ts'
import { leadsPerSlice, sendSlice } from './sendLeads.ts'

const id = z.string().optional()
const data = z.object({
  endpointId: z.string(),
  again: z.boolean(),
  askedAt: z.coerce.date(),
  accountIds: z.array(z.string()).nullable(),
  after: z.number(),
  filter: z.object({
    source: z.enum(leadSources).optional(),
    status: z.enum(filteredStatuses).optional(),
    archived: z.boolean().optional(),
    formId: id,
    campaignId: id,
    automationId: id,
    since: z.coerce.date().optional(),
    until: z.coerce.date().optional(),
  }),
})

/** The job that sends the leads of a filter after a place. */
export const jobOfSending = (of: SentLeads, { filter, accountIds, after }: OfFilter, runAt: Date): NewJob => ({
  kind: 'send_leads',
  workspaceId: of.workspaceId,
  accountId: null,
  lane: `send/${of.endpointId}`,
  priority: 10,
  runAt,
  data: {
    endpointId: of.endpointId,
    again: of.again,
    askedAt: of.askedAt.toISOString(),
    accountIds,
    after,
    filter: JSON.parse(JSON.stringify(filter)) as object,
  },
})

/** After so long it lets other jobs go first. */
const atATimeMs = 20_000

/**
 * Sends stored leads to an endpoint, slice by slice, each a transaction of its own. A repeated attempt finds what was sent before; the job
 * that goes on after the time of this one begins where it ended.
 */
export const sendLeads = (
  deps: { jobs: Db; clock: Clock; wake: Wake; newId: NewId },
  perSlice = leadsPerSlice,
  forMs = atATimeMs,
): JobHandler => ({
  backoffMs: [5_000, 60_000, 600_000],
  timeLimitMs: 90_000,
  repeatable: true,
  waitsForAccount: false,
  async run(job, signal) {
    const { again, askedAt, endpointId, ...rest } = data.parse(job.data)
    const of: SentLeads = { workspaceId: job.workspaceId!, endpointId, again, askedAt, matching: true }
    const which: OfFilter = rest
    const until = deps.clock.machineMs() + forMs
    for (;;) {
      const now = deps.clock.now()
      const { sent, last } = await deps.jobs.transaction().execute(async (trx) => {
        const done = await sendSlice(trx, { newId: deps.newId, now }, of, which, perSlice)
        const isOver = signal.aborted || deps.clock.machineMs() > until
        if (done.last === null || !isOver) return done
        const next = { ...jobOfSending(of, { ...which, after: done.last }, now), uniqueKey: `send/${job.id}/${done.last}` }
        await addJobs(trx, { newId: deps.newId, now }, [next])
        return { ...done, last: null }
      })
      if (sent) for (const topic of ['jobs', 'leads'] as const) deps.wake.tell(topic, job.workspaceId)
      if (last === null) return { kind: 'done' }
      which.after = last
    }
  },
})
