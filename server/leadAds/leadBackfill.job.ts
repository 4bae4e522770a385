import { addJobs } from '../jobs/addJobs.queries.ts'
import type { JobHandler } from '../jobs/handler.ts'
import type { ChannelName } from '../model/event.ts'
import { forgetAdLeads } from './adLeads.queries.ts'
import { inBatches } from '../platform/inBatches.ts'
import type { LeadAdsDeps } from './askPlatform.ts'
import { findLeadAccounts } from './leadAccounts.queries.ts'
import { leadFormsJob } from './leadFormsJob.ts'

/** Longer than any platform hands out a lead. */
const keptMs = 120 * 86_400_000

/** Once an hour: looks at the forms of every account that has lead ads, and reads back what no webhook told of (requirement E9). */
export const leadBackfill = (deps: LeadAdsDeps & { channelNames: readonly ChannelName[] }): JobHandler => ({
  backoffMs: [60_000],
  timeLimitMs: 300_000,
  repeatable: true,
  waitsForAccount: false,
  recurring: { everyMs: 3_600_000, missed: 'latest' },
  async run(job, signal) {
    const now = deps.clock.now()
    const channels = deps.channelNames.filter((name) => deps.channelOf(name).leads)
    const accounts = await findLeadAccounts(deps.system, channels)
    // Their keys have the time of this job: those that were added before it was stopped are left out.
    for (const some of inBatches(accounts)) {
      if (signal.aborted) return { kind: 'later', code: 'timed_out', counts: false, afterMs: 0 }
      const jobs = some.map((account) => leadFormsJob(account, { slot: job.runAt.toISOString() }, now))
      await deps.system.transaction().execute((trx) => addJobs(trx, { newId: deps.newId, now }, jobs))
      deps.wake.tell('jobs', null)
    }
    while (!signal.aborted && (await forgetAdLeads(deps.system, new Date(now.getTime() - keptMs))));
    return { kind: 'done' }
  },
})
