import type { Job, JobKind } from '../model/job.ts'
import { makeBatchWriter } from '../platform/batchWriter.ts'
import { isPassing } from '../platform/db.ts'
import { scanBudget, type ScanBudget } from '../platform/scanBudget.ts'
import { claimFrom, type MessageQueue } from '../queue/messageQueue.ts'
import { setBlockedAside } from './blockedJobs.queries.ts'
import { claimJobEntries, claimJobs, claimNextOfTurns, type Claim, type ClaimedJob, type Turn } from './claimJobs.queries.ts'
import { kindsOf } from './handler.ts'
import { renewJobs } from './settleJobs.queries.ts'
import { nextLength, seriesOf } from './series.ts'
import { settleBatch, type JobsDeps } from './settleBatch.ts'
import type { JobEnd } from './settlement.ts'

/** A lease is renewed every 8 s as long as its job runs. */
const leaseMs = 30_000
export const renewJobsEveryMs = 8_000
/** A process that was suspended for longer after its claim starts nothing: another may have the job by now. */
const beginWithinMs = 10_000
/** The pause after the database was unavailable to a handler. */
const awayMs = 2_000
const settledAtOnce = 64

export type Runner = {
  /** Claims and starts due jobs, up to the free places. True when there may be more right away. */
  round(): Promise<boolean>
  /** Renews the leases of the jobs it holds. */
  renew(): Promise<void>
  /** Resolves when nothing runs and every outcome is written. `beginsNone`: what is claimed and not begun is left to other workers. */
  settled(options?: { beginsNone: boolean }): Promise<void>
  inHand(): number
}

/**
 * `atOnce`: how many jobs, or series of them, run side by side. `queue`: who brings what is due; absent, rows are claimed where they stand.
 * `kinds`: what it runs; all of them by default. `onFreed`: a turn of a limited kind has a place again; a round would fill it.
 */
export type RunnerOptions = { atOnce?: number; queue?: MessageQueue | null; scans?: ScanBudget; kinds?: JobKind[]; onFreed?: () => void }

/** Jobs that run one after another. `left`: those whose outcome is not written yet; `length`: that of the next series of the turn. */
type Series = { jobs: ClaimedJob[]; left: number; length: number }
type Ended = { job: ClaimedJob; end: JobEnd; series: Series }

/**
 * Runs jobs: claims due ones in batches, runs each by the handler of its kind, and writes their outcomes in batches. A job is held from its
 * claim until its outcome is written; after a kill its lease expires and another worker takes it. Jobs of a slot are run one after another;
 * when one does not end well, or begins too late, those after it wait again.
 */
export function makeRunner(deps: JobsDeps, worker: number, options: RunnerOptions = {}): Runner {
  const atOnce = options.atOnce ?? 16
  const queue = options.queue ?? null
  const scans = options.scans ?? scanBudget(deps.clock)
  const can = kindsOf(deps.handlers, options.kinds)
  /** Not their ids: a worker that stood still may hold a job a second time while its first attempt still runs. */
  const inHand = new Set<ClaimedJob>()
  let running = 0
  /** Turns of limited kinds in which a series ended: the next of them is claimed at once, whoever brings the rest. */
  const freed = new Map<string, Turn & { length: number }>()
  let [isWaitingForPlace, beginsNone] = [false, false]
  let idle: (() => void)[] = []

  function leave({ job, series }: Ended) {
    inHand.delete(job)
    queue?.done(job.id)
    if (--series.left === 0) {
      running--
      if (job.series !== null) {
        const { priority, kind, turn } = job
        freed.set(`${priority}/${kind}/${turn}`, { priority, kind, turn, length: series.length })
        options.onFreed?.()
      }
      if (isWaitingForPlace) deps.wake.tell('jobs', null)
    }
    if (!inHand.size) for (const resolve of idle.splice(0)) resolve()
  }

  /** Notifies open pages, once per workspace. */
  function announce(jobs: Job[]) {
    for (const [workspaceId, ended] of Map.groupBy(jobs, (job) => job.workspaceId)) {
      if (workspaceId)
        deps.wake.tell(
          'jobs',
          workspaceId,
          ended.flatMap(({ accountId }) => accountId ?? []),
        )
    }
  }

  const outcomes = makeBatchWriter<Ended>({
    ...deps,
    atOnce: settledAtOnce,
    async write(batch) {
      const results = await deps.jobs.transaction().execute((trx) => settleBatch(trx, deps, batch))
      if (results) deps.wake.tell('occurrences', null)
      announce(batch.map(({ job }) => job))
    },
    onWritten: leave,
    // A job whose result cannot be stored is settled without it, and a person has to look. If even that fails, its lease runs out.
    instead({ job, end, series }, error) {
      deps.log.error({ err: error, job: job.id, kind: job.kind }, 'the outcome of a job cannot be written')
      return end.kind === 'not_kept' ? null : { job, end: { kind: 'not_kept' }, series }
    },
  })

  async function claimWhereTheyAre(lease: Claim, free: number) {
    const { claimed, stuck } = await scans.run(() => claimJobs(deps.jobs, lease, free))
    if (stuck && (await setBlockedAside(deps.jobs, lease.now))) deps.wake.tell('jobs', null)
    return claimed
  }

  const leaseNow = (): Claim => ({
    worker,
    now: deps.clock.now(),
    leaseUntil: new Date(deps.clock.machineMs() + leaseMs),
    series: [...freed.values()],
    ...can,
  })

  async function claim(free: number): Promise<ClaimedJob[]> {
    const lease = leaseNow()
    if (queue) return (await claimFrom(queue, free, (entries) => claimJobEntries(deps.jobs, entries, lease))) ?? []
    return scans.isDue() ? claimWhereTheyAre(lease, free) : []
  }

  async function claimNext(free: number): Promise<ClaimedJob[]> {
    const lease = leaseNow()
    freed.clear()
    return (await claimNextOfTurns(deps.jobs, lease, free, lease.series!)).claimed
  }

  /** Starts what a claim takes. Out: how many; null: another worker was quicker, and the claim is to be repeated. */
  async function start(claim: (free: number) => Promise<ClaimedJob[]>): Promise<number | null> {
    const beginBy = deps.clock.machineMs() + beginWithinMs
    const claimed = await claim(atOnce - running).catch((error: { code?: string; constraint?: string }) => {
      // Two workers claimed two jobs of one lane or one slot at the same moment, and the index allowed one: the other scans again.
      if (error.code === '23505' && /^jobs_(one_of_lane|slot)$/.test(error.constraint ?? '')) return null
      throw error
    })
    if (!claimed) return null
    const all = seriesOf(claimed).map((jobs): Series => ({ jobs, left: jobs.length, length: jobs.length }))
    for (const series of all) for (const job of series.jobs) inHand.add(job)
    running += all.length
    for (const [kind, jobs] of Map.groupBy(claimed, (job) => job.kind)) deps.handlers[kind].prepare?.(jobs)
    for (const series of all) void run(series, beginBy)
    return claimed.length
  }

  async function run(series: Series, beginBy: number) {
    const { jobs, length } = series
    const begunAt = deps.clock.machineMs()
    let endedWell = 0
    for (const [n, job] of jobs.entries()) {
      const begins = n === 0 || (endedWell === n && !beginsNone)
      const end = begins && deps.clock.machineMs() <= beginBy ? await tryOnce(deps, job) : ({ kind: 'put_off', afterMs: 0 } as const)
      if (end.kind === 'done') endedWell++
      if (n === length - 1) series.length = nextLength({ length, endedWell, tookMs: deps.clock.machineMs() - begunAt })
      outcomes.add({ job, end, series })
    }
  }

  return {
    async round() {
      isWaitingForPlace = running >= atOnce
      if (isWaitingForPlace) return false
      // Everything first: turns that run already must not take every place from others.
      const claimed = await start(claim)
      const next = freed.size && running < atOnce ? await start(claimNext) : 0
      return claimed !== 0 || next !== 0
    },
    renew: () =>
      renewJobs(
        deps.jobs,
        worker,
        Array.from(inHand, ({ id }) => id),
        new Date(deps.clock.machineMs() + leaseMs),
      ),
    settled(of = { beginsNone: false }) {
      beginsNone ||= of.beginsNone
      return inHand.size ? new Promise((resolve) => idle.push(resolve)) : Promise.resolve()
    },
    inHand: () => inHand.size,
  }
}

/** Without a reason an error with its stack would be made for each job. */
const isOver = 'over'

/** Runs one attempt within its time limit. Out: its outcome; never rejects. */
async function tryOnce(deps: JobsDeps, job: Job): Promise<JobEnd> {
  const handler = deps.handlers[job.kind]
  const over = new AbortController()
  const limit = new AbortController()
  const timedOut = deps.clock.wait(handler.timeLimitMs, over.signal).then((): JobEnd => {
    limit.abort()
    return { kind: 'in_doubt', code: 'timed_out' }
  })
  try {
    return await Promise.race([handler.run(job, limit.signal), timedOut])
  } catch (error) {
    // The database says nothing about the job's effect elsewhere: only the handler knows that, and reports it.
    if (isPassing(error) && handler.repeatable) return { kind: 'put_off', afterMs: awayMs }
    deps.log.error({ err: error, job: job.id, kind: job.kind }, 'a job failed by a fault of ours')
    return handler.repeatable ? { kind: 'later', code: 'fault', counts: true } : { kind: 'in_doubt', code: 'fault' }
  } finally {
    over.abort(isOver)
  }
}
