import type { Job, JobKind } from '../model/job.ts'
import { makeBatchWriter } from '../platform/batchWriter.ts'
import { isPassing } from '../platform/db.ts'
import { scanBudget, type ScanBudget } from '../platform/scanBudget.ts'
import { claimFrom, type MessageQueue } from '../queue/messageQueue.ts'
import { setBlockedAside } from './blockedJobs.queries.ts'
import { claimJobEntries, claimJobs, claimNextOfTurns, type Claim, type ClaimedJob, type Turn } from './claimJobs.queries.ts'
import { kindsOf } from './handler.ts'
import { renewJobs } from './settleJobs.queries.ts'
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
  /** Resolves when nothing runs and every outcome is written. */
  settled(): Promise<void>
  inHand(): number
}

/** `atOnce`: how many jobs run side by side. `queue`: who brings what is due; absent, rows are claimed where they stand.
 * `kinds`: what it runs; all of them by default. `onFreed`: a turn of a limited kind has a place again; a round would fill it. */
export type RunnerOptions = { atOnce?: number; queue?: MessageQueue | null; scans?: ScanBudget; kinds?: JobKind[]; onFreed?: () => void }

/**
 * Runs jobs: claims due ones in batches, runs each by the handler of its kind, and writes their outcomes in batches. A job is held from its
 * claim until its outcome is written; after a kill its lease expires and another worker takes it.
 */
export function makeRunner(deps: JobsDeps, worker: number, options: RunnerOptions = {}): Runner {
  const atOnce = options.atOnce ?? 16
  const queue = options.queue ?? null
  const scans = options.scans ?? scanBudget(deps.clock)
  const can = kindsOf(deps.handlers, options.kinds)
  const inHand = new Set<string>()
  /** Turns of limited kinds in which a job ended: the next of them is claimed at once, whoever brings the rest. */
  const freed = new Map<string, Turn>()
  let isWaitingForPlace = false
  let idle: (() => void)[] = []

  function leave(job: ClaimedJob) {
    inHand.delete(job.id)
    queue?.done(job.id)
    if (can.limited[job.kind] !== undefined) {
      freed.set(`${job.priority}/${job.kind}/${job.turn}`, job)
      options.onFreed?.()
    }
    if (isWaitingForPlace) deps.wake.tell('jobs', null)
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

  const outcomes = makeBatchWriter<{ job: ClaimedJob; end: JobEnd }>({
    ...deps,
    atOnce: settledAtOnce,
    async write(batch) {
      const results = await deps.jobs.transaction().execute((trx) => settleBatch(trx, deps, batch))
      if (results) deps.wake.tell('occurrences', null)
      announce(batch.map(({ job }) => job))
    },
    onWritten: ({ job }) => leave(job),
    // A job whose result cannot be stored is settled without it, and a person has to look. If even that fails, its lease runs out.
    instead({ job, end }, error) {
      deps.log.error({ err: error, job: job.id, kind: job.kind }, 'the outcome of a job cannot be written')
      return end.kind === 'not_kept' ? null : { job, end: { kind: 'not_kept' } }
    },
  })

  async function claimWhereTheyAre(lease: Claim, free: number) {
    const { claimed, stuck } = await scans.run(() => claimJobs(deps.jobs, lease, free))
    if (stuck && (await setBlockedAside(deps.jobs, lease.now))) deps.wake.tell('jobs', null)
    return claimed
  }

  const leaseNow = (): Claim => ({ worker, now: deps.clock.now(), leaseUntil: new Date(deps.clock.machineMs() + leaseMs), ...can })

  async function claim(free: number): Promise<ClaimedJob[]> {
    const lease = leaseNow()
    if (queue) return (await claimFrom(queue, free, (entries) => claimJobEntries(deps.jobs, entries, lease))) ?? []
    return scans.isDue() ? claimWhereTheyAre(lease, free) : []
  }

  async function claimNext(free: number): Promise<ClaimedJob[]> {
    const turns = [...freed.values()]
    freed.clear()
    return (await claimNextOfTurns(deps.jobs, leaseNow(), free, turns)).claimed
  }

  /** Starts what a claim takes. Out: how many; null: another worker was quicker, and the claim is to be repeated. */
  async function start(claim: (free: number) => Promise<ClaimedJob[]>): Promise<number | null> {
    const beginBy = deps.clock.machineMs() + beginWithinMs
    const claimed = await claim(atOnce - inHand.size).catch((error: { code?: string; constraint?: string }) => {
      // Two workers claimed two jobs of one lane or one slot at the same moment, and the index allowed one: the other scans again.
      if (error.code === '23505' && /^jobs_(one_of_lane|slot)$/.test(error.constraint ?? '')) return null
      throw error
    })
    for (const { id } of claimed ?? []) inHand.add(id)
    for (const job of claimed ?? []) void run(job, beginBy)
    return claimed && claimed.length
  }

  async function run(job: ClaimedJob, beginBy: number) {
    const end = deps.clock.machineMs() > beginBy ? ({ kind: 'put_off', afterMs: 0 } as const) : await tryOnce(deps, job)
    outcomes.add({ job, end })
  }

  return {
    async round() {
      isWaitingForPlace = inHand.size >= atOnce
      if (isWaitingForPlace) return false
      // Everything first: turns that run already must not take every place from others.
      const claimed = await start(claim)
      const next = freed.size && inHand.size < atOnce ? await start(claimNext) : 0
      return claimed !== 0 || next !== 0
    },
    renew: () => renewJobs(deps.jobs, worker, [...inHand], new Date(deps.clock.machineMs() + leaseMs)),
    settled: () => (inHand.size ? new Promise((resolve) => idle.push(resolve)) : Promise.resolve()),
    inHand: () => inHand.size,
  }
}

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
    deps.log.error({ err: error as Error, job: job.id, kind: job.kind }, 'a job failed by a fault of ours')
    return handler.repeatable ? { kind: 'later', code: 'fault', counts: true } : { kind: 'in_doubt', code: 'fault' }
  } finally {
    over.abort()
  }
}
