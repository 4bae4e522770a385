import { addJobs } from '../jobs/addJobs.queries.ts'
import type { JobHandler } from '../jobs/handler.ts'
import { aheadOf } from '../platform/aheadAtMost.ts'
import type { DoctorDeps } from './askAccount.ts'
import { doctorJob } from './doctorJobs.ts'
import { findUnchecked } from './runs.queries.ts'

const dayMs = 86_400_000
/** Accounts of one round; the next round continues. */
const accountsAtOnce = 200

/** Every quarter of an hour: has accounts and the instance checked that were not for a day. So a new account is checked soon. */
export const doctorRound = (deps: DoctorDeps): JobHandler => ({
  backoffMs: [60_000],
  timeLimitMs: 60_000,
  repeatable: true,
  waitsForAccount: false,
  recurring: { everyMs: 900_000, missed: 'latest' },
  async run() {
    const now = deps.clock.now()
    const wanted = { before: new Date(now.getTime() - dayMs), ahead: aheadOf(now) }
    const { accounts, instance } = await findUnchecked(deps.system, wanted, accountsAtOnce)
    const hour = now.toISOString().slice(0, 13)
    const jobs = [
      ...accounts.map((account) => doctorJob(account, hour, false, now)),
      ...(instance ? [doctorJob(null, hour, false, now)] : []),
    ]
    if (!jobs.length) return { kind: 'done' }
    await deps.system.transaction().execute((trx) => addJobs(trx, { newId: deps.newId, now }, jobs))
    deps.wake.tell('jobs', null)
    return { kind: 'done' }
  },
})
