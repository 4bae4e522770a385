import { removeOldDeliveries } from '../endpoints/oldDeliveries.queries.ts'
import type { JobHandler } from '../jobs/handler.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db } from '../platform/db.ts'
import { removeOldAddresses, removeOldLeads } from './oldLeads.queries.ts'

/** Deletes archived leads, finished deliveries, and addresses of people who sent a form, that their workspace keeps no longer. */
export const oldLeads = ({ jobs, clock }: { jobs: Db; clock: Clock }): JobHandler => ({
  backoffMs: [60_000],
  timeLimitMs: 600_000,
  repeatable: true,
  waitsForAccount: false,
  recurring: { everyMs: 24 * 3_600_000, missed: 'latest' },
  async run(_, signal) {
    while (!signal.aborted && (await removeOldLeads(jobs, clock.now())));
    while (!signal.aborted && (await removeOldAddresses(jobs, clock.now())));
    while (!signal.aborted && (await removeOldDeliveries(jobs, clock.now())));
    return { kind: 'done' }
  },
})
