import { jobKinds, type Job, type JobKind, type JobOutcome } from '../model/job.ts'

/** Work that is due again and again: at every full multiple of `everyMs` since 1970. `data.at` of such a job is the time it stands for, whenever it is tried. */
export type Recurring = {
  everyMs: number
  /** What was missed while nothing ran: only the `latest` is done, or `each` of them. */
  missed: 'latest' | 'each'
}

/** What a kind of job does and how it may be tried. */
export type JobHandler = {
  /** Pauses after the first, second, … try that failed, each lengthened by up to a fifth. Used up: it is given up. */
  backoffMs: readonly number[]
  /** A try that lasts longer counts as one whose outcome nobody learned; `signal` tells it to end. */
  timeLimitMs: number
  /** Whether doing it twice is doing it once. If not, a try whose outcome was never learned is not repeated: a person has to look. */
  repeatable: boolean
  /** Whether it waits while its account cannot be spoken for. */
  waitsForAccount: boolean
  recurring?: Recurring
  /** Tries once. What it throws counts as a failure by a fault of ours, or as nothing at all when the database was away. */
  run(job: Job, signal: AbortSignal): Promise<JobOutcome>
  /**
   * What is told to whoever waits for a result when there will be none. With it nobody has to look: such a job ends as done, with the code.
   * In: why: the code of the last try, `too_late`, `quarantined` (three workers died over it) or `outcome_unknown`.
   */
  gaveUp?(job: Job, code: string): unknown
}
export type JobHandlers = Record<JobKind, JobHandler>

/** Errors: an Error that says what to do, when a kind has no handler. Types say it earlier; a start says it whatever was compiled. */
export function checkHandlers(handlers: Partial<JobHandlers>, kinds: readonly string[] = jobKinds): void {
  const missing = kinds.filter((kind) => !Object.hasOwn(handlers, kind))
  if (missing.length)
    throw new Error(
      `No handler for the job kind ${missing.join(', ')}: add it in server/jobHandlers.ts, or remove the kind from server/model/job.ts.`,
    )
}

/** The kinds that these handlers can do, and those of them that wait for their account, as claims name them. */
export function kindsOf(handlers: JobHandlers): { kinds: JobKind[]; patient: JobKind[] } {
  const kinds = Object.keys(handlers) as JobKind[]
  return { kinds, patient: kinds.filter((kind) => handlers[kind].waitsForAccount) }
}
