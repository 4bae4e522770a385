import { addJobs } from '../jobs/addJobs.queries.ts'
import type { JobHandler } from '../jobs/handler.ts'
import { inBatches } from '../platform/inBatches.ts'
import { aheadOf } from '../platform/aheadAtMost.ts'
import { checkJob } from './checkJobs.ts'
import { findAccountsToCheck, removeChecksAhead } from './checks.queries.ts'
import type { MissedDeps } from './checkEvents.job.ts'

/**
 * Every quarter of an hour: has each account checked for events that no webhook told of (requirement H6). After an outage the newest of the
 * missed times is done at once.
 */
export const missedEvents = (deps: MissedDeps): JobHandler => ({
  backoffMs: [60_000],
  timeLimitMs: 60_000,
  repeatable: true,
  waitsForAccount: false,
  recurring: { everyMs: 900_000, missed: 'latest' },
  async run(job, signal) {
    const now = deps.clock.now()
    await removeChecksAhead(deps.system, aheadOf(now))
    const channels = deps.channelNames.filter((name) => deps.channelOf(name).history)
    const accounts = await findAccountsToCheck(deps.system, channels)
    // Their keys have the time of this job: those that were added before it was stopped are left out.
    for (const some of inBatches(accounts)) {
      if (signal.aborted) return { kind: 'later', code: 'timed_out', counts: false, afterMs: 0 }
      const jobs = some.map((account) => checkJob(account, { slot: job.runAt.toISOString() }, now))
      await deps.system.transaction().execute((trx) => addJobs(trx, { newId: deps.newId, now }, jobs))
      deps.wake.tell('jobs', null)
    }
    return { kind: 'done' }
  },
})
