import type { Job } from '../model/job.ts'
import type { Clock } from '../platform/clock.ts'
import type { Db, Trx } from '../platform/db.ts'
import type { Log } from '../platform/log.ts'
import type { Wake } from '../platform/wake.ts'
import type { JobHandlers } from './handler.ts'
import { settleJobs } from './settleJobs.queries.ts'
import { settlementOf, type JobEnd } from './settlement.ts'

/** The result of a job. */
export type JobResult = { job: Job; result: unknown }

export type JobsDeps = {
  jobs: Db
  clock: Clock
  log: Log
  wake: Wake
  dice: () => number
  handlers: JobHandlers
  /** Stores results, in the transaction that settles their jobs. */
  keepResults(trx: Trx, results: JobResult[]): Promise<void>
}

/**
 * Settles ended jobs with their attempts and results in one transaction; a job that was settled otherwise meanwhile gets no result here.
 * Out: the number of results.
 */
export async function settleBatch(trx: Trx, deps: JobsDeps, ends: { job: Job; end: JobEnd }[]): Promise<number> {
  const now = deps.clock.now()
  const settled = ends.map(({ job, end }) => ({ job, ...settlementOf(job, end, deps.handlers[job.kind], now, deps.dice) }))
  const ours = await settleJobs(
    trx,
    settled.map((one) => one.row),
  )
  const written = settled.filter(({ row }) => ours.has(row))
  for (const { job, row } of written)
    if (row.code !== null && row.state !== 'waiting')
      deps.log.warn({ job: job.id, kind: job.kind, state: row.state, code: row.code }, 'a job was given up')
  for (const [kind, ended] of Map.groupBy(written, ({ job }) => job.kind)) await deps.handlers[kind].settled?.(trx, ended)
  const results = written.filter((one) => one.result !== undefined)
  if (results.length) await deps.keepResults(trx, results)
  return results.length
}
