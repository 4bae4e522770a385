import { templatesJob } from '../accounts/templatesJob.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import type { JobHandler } from '../jobs/handler.ts'
import type { ChannelName } from '../model/event.ts'
import { inBatches } from '../platform/inBatches.ts'
import type { TemplateDeps } from './syncTemplates.job.ts'
import { findTemplateAccounts } from './templates.queries.ts'

/** Once a day: has the templates of every account read that has some, for changes that no webhook told of. */
export const dailyTemplates = (deps: TemplateDeps & { channelNames: readonly ChannelName[] }): JobHandler => ({
  backoffMs: [60_000],
  timeLimitMs: 60_000,
  repeatable: true,
  waitsForAccount: false,
  recurring: { everyMs: 86_400_000, missed: 'latest' },
  async run(job, signal) {
    const now = deps.clock.now()
    const accounts = await findTemplateAccounts(
      deps.system,
      deps.channelNames.filter((name) => deps.channelOf(name).templates),
    )
    // Their keys have the time of this job: those that were added before it was stopped are left out.
    for (const some of inBatches(accounts)) {
      if (signal.aborted) return { kind: 'later', code: 'timed_out', counts: false, afterMs: 0 }
      const jobs = some.map((account) => templatesJob(account, job.runAt.toISOString(), now))
      await deps.system.transaction().execute((trx) => addJobs(trx, { newId: deps.newId, now }, jobs))
      deps.wake.tell('jobs', null)
    }
    return { kind: 'done' }
  },
})
