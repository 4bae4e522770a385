import { jobKinds, type Job, type JobKind, type JobOutcome } from '../model/job.ts'
import type { Trx } from '../platform/db.ts'
import type { ClaimedKinds } from './claimJobs.queries.ts'
import type { JobSettlement } from './settleJobs.queries.ts'

/**
 * Work that is due again and again: at every full multiple of `everyMs` since 1970. `data.at` of such a job is the time it stands for,
 * whenever it is tried.
 */
export type Recurring = {
  everyMs: number
  /** For times missed while nothing ran: only the `latest` is done, or `each` of them. */
  missed: 'latest' | 'each'
}

/** A job of which an attempt or a wait ended, with what its row is now. */
export type SettledJob = { job: Job; row: JobSettlement }

/** What a kind of job does and how it may be retried. */
export type JobHandler = {
  /** The backoff after the first, second, … failed attempt, each lengthened by up to a fifth. After the last one the job is given up. */
  backoffMs: readonly number[]
  /** An attempt that lasts longer counts as one with an unknown outcome; `signal` tells it to stop. */
  timeLimitMs: number
  /**
   * Whether doing it twice has the effect of doing it once. If not, an attempt with an unknown outcome is not repeated: a person has to
   * decide.
   */
  repeatable: boolean
  /** Whether it waits while its account cannot send. */
  waitsForAccount: boolean
  recurring?: Recurring
  /** How many of one turn (an account, an endpoint) may run at once, over all workers. */
  atOncePerTurn?: number
  /** Is given the jobs that a claim took, before the first of them is run: what they need may be read with one statement. */
  prepare?(jobs: Job[]): void
  /** Runs one attempt. An exception counts as a failure by a bug of ours, or as no attempt when the database was unavailable. */
  run(job: Job, signal: AbortSignal): Promise<JobOutcome>
  /**
   * The result for the event that waits for it when there will be no other. With it no person has to decide: the job ends as done, with the
   * code; null: it ends as done, and nothing waits. In: the code of the last attempt, `too_late`, `quarantined` (three workers died while
   * they held it) or `outcome_unknown`.
   */
  gaveUp?(job: Job, code: string): unknown
  /** Runs in the transaction that settles jobs of this kind, once for each batch: what they are about changes with them. */
  settled?(trx: Trx, ended: SettledJob[]): Promise<void>
}
export type JobHandlers = Record<JobKind, JobHandler>

/**
 * Checks that every kind has a handler. Errors: an Error that says what to do. Types check it earlier; this also holds for code that was
 * not type-checked.
 */
export function checkHandlers(handlers: Partial<JobHandlers>, kinds: readonly string[] = jobKinds): void {
  const missing = kinds.filter((kind) => !Object.hasOwn(handlers, kind))
  if (missing.length)
    throw new Error(
      `No handler for the job kind ${missing.join(', ')}: add it in server/jobHandlers.ts, or remove the kind from server/model/job.ts.`,
    )
}

/** The kinds that these handlers can run, or those of them that are named, as claims name them. */
export function kindsOf(handlers: JobHandlers, named = Object.keys(handlers) as JobKind[]): ClaimedKinds {
  return {
    kinds: named,
    patient: named.filter((kind) => handlers[kind].waitsForAccount),
    limited: Object.fromEntries(named.flatMap((kind) => (handlers[kind].atOncePerTurn ? [[kind, handlers[kind].atOncePerTurn]] : []))),
  }
}
