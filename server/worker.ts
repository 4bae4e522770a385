import pg from 'pg'
import type { Deps } from './deps.ts'
import { ingestCursor } from './inbox/ingestCursor.ts'
import { ingest, type InboxDeps } from './inbox/ingest.ts'
import { renewLeases, takeBackLost } from './outbox/leases.queries.ts'
import { nextWorkerNumber } from './queue/workers.queries.ts'
import { judgeAfterMs, leaseMs, makeSender, renewEveryMs, type OutboxDeps, type Sender } from './outbox/outbox.ts'
import { tellStatus } from './accounts/tellStatus.queries.ts'
import { jobHandlers, kindsOfQueue, type JobQueueName } from './jobHandlers.ts'
import { keepResults } from './jobResults.ts'
import { makeRunner, renewJobsEveryMs, type Runner } from './jobs/runner.ts'
import type { JobsDeps } from './jobs/settleBatch.ts'
import { takeBackJobs } from './jobs/takeBackJobs.ts'
import { settleDoubts } from './outbox/settleDoubts.ts'
import { releaseForgottenReplies } from './outbox/waitForDm.queries.ts'
import { advisoryLockClasses } from './platform/advisoryLocks.ts'
import { runLoop } from './platform/loop.ts'
import { scanBudget } from './platform/scanBudget.ts'
import type { MessageQueue } from './queue/messageQueue.ts'
import type { QueueName } from './queue/redisQueue.ts'

export type Worker = { stop(): Promise<void> }

const inboxDeps = (deps: Deps, cursor = ingestCursor(deps.clock)): InboxDeps => ({
  system: deps.databases.system,
  clock: deps.clock,
  log: deps.log,
  newId: deps.newId,
  sets: deps.sets,
  wake: deps.wake,
  vault: deps.vault,
  metrics: deps.metrics,
  wanted: deps.wanted,
  textOf: deps.textOf,
  transcribes: deps.transcriber !== null,
  cursor,
})
export const outboxDeps = (deps: Deps): OutboxDeps => ({
  system: deps.databases.system,
  clock: deps.clock,
  log: deps.log,
  wake: deps.wake,
  http: deps.http,
  metrics: deps.metrics,
  dice: deps.dice,
  channelOf: deps.channelOf,
  credentials: deps.credentials,
  newId: deps.newId,
  wanted: deps.wanted,
  textOf: deps.textOf,
})

const tellDeps = (deps: Deps) => ({ ...deps, system: deps.databases.system })

/** How many jobs of each queue a worker runs in parallel. */
const jobsAtOnce: Record<JobQueueName, number> = { jobs: 16, deliveries: 64 }

export const jobsDeps = (deps: Deps): JobsDeps => ({
  jobs: deps.databases.jobQueue,
  clock: deps.clock,
  log: deps.log,
  wake: deps.wake,
  dice: deps.dice,
  handlers: jobHandlers(deps),
  keepResults: keepResults(deps),
})

/**
 * Starts a worker: ingests webhooks, sends messages, runs jobs, reclaims rows of dead workers, resolves messages in doubt. Each is a loop
 * over rows; all state is in the database.
 */
export async function startWorker(deps: Deps, databaseUrl: string): Promise<Worker> {
  const jobs = jobsDeps(deps)
  const number = await nextWorkerNumber(deps.databases.system)
  const lock = await holdWorkerLock(databaseUrl, number, deps)
  const outbox = outboxDeps(deps)
  const queue = await redisQueue(deps, 'messages', deps.config.workerCalls)
  const scans = scanBudget(deps.clock)
  const sender = makeSender(outbox, number, { queue, callsInFlight: deps.config.workerCalls, scans })
  const inbox = inboxDeps(deps, { ...ingestCursor(deps.clock), trouble: '' })
  const reading = runLoop('reader', async () => (await ingest(inbox)) || inbox.cursor.fullScan.skippedScanDueInMs(), deps)
  const saying = runLoop('sender', async () => (await sender.round()) || scans.skippedScanDueInMs(), deps)
  const working = await Promise.all((Object.keys(kindsOfQueue) as JobQueueName[]).map((name) => startRunner(deps, jobs, number, name)))
  // A dead holder is noticed within ten seconds, however long a sweep takes.
  const sweeps = scanBudget(deps.clock, { share: 10, restAtMostMs: 10_000 })
  const sweeping = runLoop(
    'sweeper',
    async () => sweeps.isDue() && (await sweeps.run(() => sweep(deps, jobs)).then(() => false)),
    deps,
    1_000,
  )
  const telling = runLoop('statuses', () => tellStatus(tellDeps(deps)), deps, 5_000)
  const doubting = runLoop('doubts', () => settleDoubts(outbox).then(() => false), deps, 1_000)
  const forgotten = runLoop(
    'replies',
    () => releaseForgottenReplies(deps.databases.system, deps.clock.now()).then(() => false),
    deps,
    30_000,
  )
  const renewing = runLoop(
    'leases',
    () => renewLeases(deps.databases.system, number, sender.inHand(), leaseEnd(deps)).then(() => false),
    deps,
    renewEveryMs,
  )
  const off = deps.wake.on((topic) => {
    if (topic === 'occurrences') inbox.cursor.occurrencesAt = -Infinity
    if (topic === 'bodies' || topic === 'occurrences') reading.nudge()
    if (topic === 'outbox') saying.nudge()
    if (topic === 'accounts') telling.nudge()
    if (topic === 'jobs') for (const one of working) one.nudge()
  })
  queue?.onOffer(() => saying.nudge())
  deps.clock.onMove(() => {
    inbox.cursor.occurrencesAt = -Infinity
    reading.nudge()
    saying.nudge()
    for (const one of working) one.nudge()
  })
  return {
    async stop() {
      off()
      await Promise.all([reading.stop(), saying.stop(), sweeping.stop(), doubting.stop(), forgotten.stop(), telling.stop()])
      await Promise.all([sender.settled(), ...working.map((one) => one.stop())])
      await queue?.close()
      await renewing.stop()
      await lock.release()
    },
  }
}

/** Runs the jobs of one queue in a loop, and renews their leases. */
async function startRunner(deps: Deps, jobs: JobsDeps, worker: number, name: JobQueueName) {
  const queue = await redisQueue(deps, name, jobsAtOnce[name])
  // A job waits for the next scan at most as long as the last one took 25 times; by chance two in a row are slow on a busy machine.
  const scans = scanBudget(deps.clock, { fastestOf: 8, share: 25 })
  const runner: Runner = makeRunner(jobs, worker, {
    queue,
    scans,
    atOnce: jobsAtOnce[name],
    kinds: kindsOfQueue[name],
    onFreed: () => running.nudge(),
  })
  const running = runLoop(name, async () => (await runner.round()) || scans.skippedScanDueInMs(), deps, 500)
  const renewing = runLoop(`${name} leases`, () => runner.renew().then(() => false), deps, renewJobsEveryMs)
  queue?.onOffer(() => running.nudge())
  return {
    nudge: () => running.nudge(),
    async stop() {
      await running.stop()
      await runner.settled({ beginsNone: true })
      await queue?.close()
      await renewing.stop()
    },
  }
}

/** Loaded only when configured, since BullMQ costs memory and start time. */
async function redisQueue(deps: Deps, queue: QueueName, atOnce: number): Promise<MessageQueue | null> {
  if (!deps.config.redisUrl) return null
  const { makeRedisQueue } = await import('./queue/redisQueue.ts')
  return makeRedisQueue(deps.config.redisUrl, deps.log, { queue, atOnce })
}

const leaseEnd = (deps: Deps) => new Date(deps.clock.machineMs() + leaseMs)

async function sweep(deps: Deps, jobs: JobsDeps): Promise<void> {
  await takeBackJobs(jobs)
  const machineNow = deps.clock.machineMs()
  const lost = await takeBackLost(deps.databases.system, new Date(machineNow), new Date(machineNow + judgeAfterMs), deps.clock.now())
  for (const row of lost) deps.log.warn({ message: row.id, state: row.state }, 'taken back from a worker that is gone')
  if (lost.length) deps.wake.tell('outbox', null)
}

/** A database that hangs, or an address without a server, must not delay the next attempt for longer. */
const lockConnectLimitMs = 5_000
const lockAgainMs = 250

/**
 * Takes the worker's advisory lock, by which every process sees that it is alive, on a connection of its own; a lost connection is made
 * again.
 * In:     the database, the worker's number.
 * Out:    once the lock is held.
 * Errors: rejects when it cannot be taken at first; later it is retried until it is held or released.
 */
export async function holdWorkerLock(
  url: string,
  number: number,
  deps: Pick<Deps, 'clock' | 'log'>,
): Promise<{ release(): Promise<void> }> {
  let client: pg.Client | null = null
  const state = { released: false }
  async function take() {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: `autodm worker ${number}`,
      keepAlive: true,
      connectionTimeoutMillis: lockConnectLimitMs,
    })
    fresh.on('error', (error) => deps.log.warn({ err: error }, 'the worker lock was lost'))
    try {
      await fresh.connect()
      await fresh.query('select pg_advisory_lock($1, $2)', [advisoryLockClasses.workers, number])
    } catch (error) {
      await fresh.end().catch(() => {})
      throw error
    }
    client = fresh
    // Only now: a failed attempt ends the connection as well, and would start a second series of attempts.
    fresh.once('end', () => {
      client = null
      if (!state.released) void takeAgain()
    })
    if (state.released) await fresh.end().catch(() => {})
  }
  async function takeAgain() {
    for (;;) {
      await deps.clock.wait(lockAgainMs)
      if (state.released) return
      try {
        return await take()
      } catch {
        // The database is still unavailable; until then only leases and epochs protect what this worker holds.
      }
    }
  }
  await take()
  return {
    async release() {
      state.released = true
      await client?.end().catch(() => {})
    },
  }
}

/** For tests: does everything that is due at this time of the clock, and nothing in the background. */
export async function drain(deps: Deps, sender: Pick<Sender, 'round' | 'settled'>, runner: Runner): Promise<void> {
  for (;;) {
    while (await ingest(inboxDeps(deps)));
    const sent = await sender.round()
    await sender.settled()
    if (sent) continue
    if (await settleDoubts(outboxDeps(deps))) continue
    if (await tellStatus(tellDeps(deps))) continue
    const ran = await runner.round()
    await runner.settled()
    if (ran) continue
    // Once more: an echo may have arrived during the last request.
    if (!(await ingest(inboxDeps(deps)))) return
  }
}
