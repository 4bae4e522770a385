import { addJobs } from '../jobs/addJobs.queries.ts'
import type { JobHandler } from '../jobs/handler.ts'
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
  async run(job) {
    const now = deps.clock.now()
    await removeChecksAhead(deps.system, aheadOf(now))
    const channels = deps.channelNames.filter((name) => deps.channelOf(name).history)
    const accounts = await findAccountsToCheck(deps.system, channels)
    await deps.system.transaction().execute((trx) =>
      addJobs(
        trx,
        { newId: deps.newId, now },
        accounts.map((account) => checkJob(account, { slot: job.runAt.toISOString() }, now)),
      ),
    )
    deps.wake.tell('jobs', null)
    return { kind: 'done' }
  },
})
