import { lockLostJobs, lockOverdueJobs } from './settleJobs.queries.ts'
import { settleBatch, type JobsDeps } from './settleBatch.ts'

/**
 * Reclaims jobs whose worker died or whose lease expired, and ends waiting ones that are too late. A repeatable job waits again, or is
 * given up the third time; one that is not repeatable is given up with an unknown outcome. Out: how many there were.
 */
export async function takeBackJobs(deps: JobsDeps): Promise<number> {
  const kinds = Object.keys(deps.handlers)
  const taken = await deps.jobs.transaction().execute(async (trx) => {
    const lost = await lockLostJobs(trx, new Date(deps.clock.machineMs()), kinds)
    const overdue = await lockOverdueJobs(trx, deps.clock.now(), kinds)
    const ends = [
      ...lost.map((job) => ({ job, end: { kind: 'lost' as const } })),
      ...overdue.map((job) => ({ job, end: { kind: 'too_late' as const } })),
    ]
    if (ends.length) await settleBatch(trx, deps, ends)
    return ends.length
  })
  if (taken) deps.wake.tell('jobs', null)
  return taken
}
