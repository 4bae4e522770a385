import type { Job, JobOutcome } from '../model/job.ts'
import type { JobHandler } from './handler.ts'
import type { JobSettlement } from './settleJobs.queries.ts'

/** How an attempt or a wait ended: the handler's outcome, or `lost`, `too_late`, `not_kept` (its result cannot be stored). */
export type JobEnd = JobOutcome | { kind: 'lost' } | { kind: 'too_late' } | { kind: 'not_kept' }

/** A job whose workers died more often may have killed them. */
const lossesAllowed = 2
const jitter = 0.2

/** The next state of the row, and the result to store (undefined: none yet). */
export type JobSettled = { row: JobSettlement; result: unknown }

/** The next state after an attempt. Pure but for the time and the random numbers handed in. */
export function settlementOf(job: Job, end: JobEnd, handler: JobHandler, now: Date, dice: () => number): JobSettled {
  const base: JobSettlement = {
    id: job.id,
    epoch: job.epoch,
    state: 'waiting',
    run_at: null,
    failures: job.failures,
    lease_losses: 0,
    code: null,
    detail: null,
    finished_at: null,
    outcome: null,
    attempt_code: null,
    ended_at: now,
  }
  const again = (afterMs: number, more: Partial<JobSettlement>): JobSettled => ({
    row: { ...base, run_at: new Date(now.getTime() + afterMs), ...more },
    result: undefined,
  })
  const givenUp = (code: string, more: Partial<JobSettlement>): JobSettled => {
    const told = handler.gaveUp?.(job, code)
    return {
      row: { ...base, state: told === undefined ? 'parked' : 'done', code, finished_at: now, ...more },
      result: told,
    }
  }
  /** Retries after the next backoff of the kind, or gives up. */
  const afterPause = (code: string, more: Partial<JobSettlement>, afterMs?: number, attemptsAtMost = Infinity): JobSettled => {
    const pause = handler.backoffMs[job.failures]
    if (pause === undefined || job.failures + 1 >= attemptsAtMost) return givenUp(code, more)
    return again(afterMs ?? pause * (1 + jitter * dice()), { ...more, failures: job.failures + 1, code })
  }
  if (end.kind === 'done')
    return { row: { ...base, state: 'done', finished_at: now, outcome: 'done', detail: end.detail ?? null }, result: end.result }
  if (end.kind === 'put_off') return again(end.afterMs, { lease_losses: job.leaseLosses })
  if (end.kind === 'too_late') return givenUp('too_late', {})
  if (end.kind === 'not_kept')
    return {
      row: { ...base, state: 'parked', code: 'result_not_kept', finished_at: now, outcome: 'failed', attempt_code: 'result_not_kept' },
      result: undefined,
    }
  if (end.kind === 'lost') {
    if (!handler.repeatable) return givenUp('outcome_unknown', { outcome: 'in_doubt', attempt_code: 'worker_lost' })
    const lost = { outcome: 'lost', attempt_code: 'worker_lost', lease_losses: job.leaseLosses + 1 } as const
    return job.leaseLosses >= lossesAllowed ? givenUp('quarantined', lost) : again(0, { ...lost, code: 'worker_lost' })
  }
  const tried = { outcome: end.kind, attempt_code: end.code, detail: end.detail ?? null }
  if (end.kind === 'failed') return givenUp(end.code, tried)
  if (end.kind === 'in_doubt') return handler.repeatable ? afterPause(end.code, tried) : givenUp('outcome_unknown', tried)
  return end.counts
    ? afterPause(end.code, tried, end.afterMs, end.attemptsAtMost)
    : again(end.afterMs ?? handler.backoffMs[0] ?? 1_000, { ...tried, code: end.code })
}
