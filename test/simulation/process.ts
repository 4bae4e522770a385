import { SetCache } from '../../server/automations/setCache.ts'
import { channelOf } from '../../server/channels/channels.ts'
import { lookUp } from '../../server/inbox/lookUp.job.ts'
import { makeReceiver, type Receiver } from '../../server/inbox/receive.ts'
import { ingestCursor } from '../../server/inbox/ingestCursor.ts'
import { ingest } from '../../server/inbox/ingest.ts'
import { NetworkError, type Http, type HttpResponse } from '../../server/model/http.ts'
import { renewLeases, takeBackLost } from '../../server/outbox/leases.queries.ts'
import { nobodyWants } from '../../server/endpoints/wantedEvents.queries.ts'
import { inEnglish } from '../../server/texts.ts'
import { judgeAfterMs, leaseMs, makeSender, type OutboxDeps } from '../../server/outbox/outbox.ts'
import { settleDoubts } from '../../server/outbox/settleDoubts.ts'
import { keepResults } from '../../server/jobResults.ts'
import { makePlanner } from '../../server/jobs/recurring.ts'
import { makeRunner } from '../../server/jobs/runner.ts'
import type { JobsDeps } from '../../server/jobs/settleBatch.ts'
import { takeBackJobs } from '../../server/jobs/takeBackJobs.ts'
import { isPassing, type Db } from '../../server/platform/db.ts'
import { openVault } from '../../server/platform/vault.queries.ts'
import { idMaker } from '../../server/platform/ids.ts'
import type { Log } from '../../server/platform/log.ts'
import { makeMetrics } from '../../server/platform/metrics.ts'
import type { Wake } from '../../server/platform/wake.ts'
import type { Dice } from '../../server/engine/dice.ts'
import type { Answer } from './database.ts'
import { deliverIn } from './deliveries.ts'
import type { ReservedAt } from './records.ts'
import { handlersOf } from './work.ts'
import { makePool, type Moment, type Strike } from './pool.ts'
import type { World } from './world.ts'

/** The recurring tasks of a worker (server/worker.ts); the story decides when they run. */
export const duties = ['read', 'say', 'take back', 'settle doubts', 'do jobs', 'plan', 'renew'] as const
export type Duty = (typeof duties)[number]

/** One process of the product, on simulated time: it ingests, decides and sends with the product's own functions. */
export type SimulatedProcess = {
  name: string
  number: number
  alive(): boolean
  /** Resolves when it runs again; null while it runs. */
  standsStill(): Promise<void> | null
  thaw(): void
  /** Begins a duty unless it is still running. Returns whether it began. */
  begin(duty: Duty): boolean
  atWork(): boolean
  receiver: Receiver
  /** Runs the database work of an API request. */
  asApi<T>(work: (db: Db) => Promise<T>): Promise<T>
  die(): Promise<void>
}

type Hooks = {
  strike(moment: Moment): Strike
  freezeFor(): number
  callFault(what: string): CallFault
  seen(moment: Moment, answer: Answer, values: unknown[]): void
  reservedAt(): ReservedAt
}
export type CallFault =
  | 'none'
  | 'refused connection'
  | 'reset before'
  | 'reset after'
  | 'time-out'
  | 'time-out, done'
  | 'time-out, done late'
  | 'throttled'
  | 'logged out'
  | 'trouble'
  | 'trouble, done'

const metrics = makeMetrics({ machineMs: () => 0 })
const nobody: Wake = { tell() {}, on: () => () => {} }
const callLimitMs = 10_000
/** As set in platform/db.ts: a worker suspended within a transaction keeps its locks no longer than this. */
const idleInTransactionMs = 5_000

export async function startProcess(world: World, name: string, number: number, dice: Dice, hooks: Hooks): Promise<SimulatedProcess> {
  const { steps, time, ground } = world
  let alive = true
  let forgetIdle = () => {}
  let thawAt: PromiseWithResolvers<void> | null = null
  const clock = time.clockOf(name)
  const log = quietLog((error) => isPassing(error) || world.wrong(`${name} logged an error: ${(error as Error).message}`))
  async function die() {
    if (!alive) return
    alive = false
    world.say(`${name} dies`)
    steps.forget(name)
    time.forget(name)
    forgetIdle()
    await pool.rollBackAll()
    await ground.workerLives(number, false)
  }
  async function freeze() {
    // Already suspended: this is a statement that waited for a lock until now.
    if (thawAt) return thawAt.promise
    world.say(`${name} stands still`)
    thawAt = Promise.withResolvers()
    time.at(time.machineMs() + hooks.freezeFor(), 'thaw', `${name} goes on`, () => self.thaw())
    endIdleSoon()
    return thawAt.promise
  }
  function endIdleSoon() {
    forgetIdle = time.at(time.machineMs() + idleInTransactionMs, 'PostgreSQL', `ends what ${name} left open`, () => {
      endIdleSoon()
      return pool.endIdleTransactions()
    })
  }
  const pool = makePool({ by: name, ground, steps, locks: world.locks, strike: hooks.strike, seen: hooks.seen, die, freeze })
  const http: Http = (request) => callPlatform(world, name, request, hooks)
  const newId = idMaker(
    () => time.machineMs(),
    (size) => Buffer.from(Array.from({ length: size }, () => Math.floor(dice() * 256))),
  )
  const outbox: OutboxDeps = {
    system: pool.db,
    clock,
    log,
    wake: nobody,
    http,
    metrics,
    dice,
    channelOf,
    credentials: { get: async (accountId) => world.credentials(accountId) },
    newId,
    wanted: nobodyWants,
    textOf: inEnglish,
  }
  const vault = openVault(pool.db, ['the secret key of the simulation'])
  const inbox = { ...outbox, vault, sets: new SetCache(), cursor: ingestCursor(clock) }
  const sender = makeSender(outbox, number)
  const delivering = { jobs: pool.db, clock, log, newId, steps, arrivals: world.arrivals, callFault: hooks.callFault }
  const handlers = handlersOf(name, world.work, steps, hooks.callFault, { look_up: lookUp(outbox), deliver: deliverIn(name, delivering) })
  const jobs: JobsDeps = { jobs: pool.db, clock, log, wake: nobody, dice, handlers, keepResults: keepResults({ newId, clock }) }
  const runner = makeRunner(jobs, number)
  const plan = makePlanner({ ...jobs, newId })
  const soon = (ms: number) => new Date(time.machineMs() + ms)
  const work: Record<Duty, () => Promise<unknown>> = {
    read: () => ingest(inbox),
    say: () => sender.round(),
    'take back': async () => {
      await takeBackLost(pool.db, soon(0), soon(judgeAfterMs), clock.now())
      await takeBackJobs(jobs)
    },
    'settle doubts': () => settleDoubts(outbox),
    'do jobs': () => runner.round(),
    plan,
    renew: async () => {
      await renewLeases(pool.db, number, sender.inHand(), soon(leaseMs))
      await runner.renew()
    },
  }
  const atIt = new Set<Duty>()
  const self: SimulatedProcess = {
    name,
    number,
    die,
    alive: () => alive,
    standsStill: () => thawAt?.promise ?? null,
    thaw() {
      thawAt?.resolve()
      thawAt = null
      forgetIdle()
    },
    atWork: () => atIt.size > 0 || sender.inFlight() > 0 || runner.inHand() > 0,
    begin(duty) {
      if (!alive || atIt.has(duty)) return false
      atIt.add(duty)
      void work[duty]()
        .catch((error: unknown) => isPassing(error) || world.wrong(`${name} could not ${duty}: ${(error as Error).stack}`))
        .finally(() => atIt.delete(duty))
      return true
    },
    receiver: makeReceiver({ system: pool.db, clock, onStored() {} }),
    asApi: (request) => request(pool.db),
  }
  await ground.workerLives(number, true)
  return self
}

/** A call on its way to the platform, and its response on the way back: two steps, so that an echo may come between. */
async function callPlatform(
  world: World,
  by: string,
  request: Parameters<Http>[0],
  { callFault, reservedAt }: Hooks,
): Promise<HttpResponse> {
  const { steps, time, platform } = world
  const what = `${request.method} ${new URL(request.url).pathname.split('/').slice(2).join('/')}`
  const startedAt = time.machineMs()
  const reserved = reservedAt()
  const lost = (effect: 'none' | 'unknown', code: string) => new NetworkError(`${what}: ${code}`, effect, code)
  const noAnswer = () =>
    new Promise<never>(
      (_, reject) =>
        void time.at(startedAt + callLimitMs, by, `${what} got no answer in time`, () => reject(lost('unknown', 'TimeoutError'))),
    )
  const answer = await steps.ask<() => Promise<HttpResponse>>(by, what, () => {
    // Abandoned at its time limit before it reached the platform.
    if (time.machineMs() >= startedAt + callLimitMs) return done(noAnswer)
    const fault = callFault(what)
    if (fault !== 'none') world.say(`  ${what}: ${fault}`)
    if (fault === 'refused connection') return done(() => Promise.reject(lost('none', 'ECONNREFUSED')))
    if (fault === 'reset before') return done(() => Promise.reject(lost('unknown', 'ECONNRESET')))
    if (fault === 'time-out') return done(noAnswer)
    if (fault === 'time-out, done late') {
      time.at(startedAt + callLimitMs + 3_000, 'platform', `${what} is done late`, () => void platform.call(request, reserved), {
        strict: true,
      })
      return done(noAnswer)
    }
    if (fault === 'throttled' || fault === 'logged out' || fault === 'trouble') return done(() => Promise.resolve(world.refusals[fault]))
    const response = platform.call(request, reserved)
    if (fault === 'time-out, done') return done(noAnswer)
    if (fault === 'reset after') return done(() => Promise.reject(lost('unknown', 'ECONNRESET')))
    return done(() => Promise.resolve(fault === 'trouble, done' ? world.refusals.trouble : response))
  })
  return steps.ask(by, `answer to ${what}`, () => {
    const result = time.machineMs() < startedAt + callLimitMs ? answer() : noAnswer()
    return { result, over: Promise.resolve() }
  })
}

export const done = <T>(value: T): { result: Promise<T>; over: Promise<void> } => ({
  result: Promise.resolve(value),
  over: Promise.resolve(),
})

function quietLog(onError: (error: unknown) => void): Log {
  const log = { debug() {}, info() {}, warn() {}, error: (fields: { err?: unknown }) => onError(fields.err ?? new Error('unknown')) }
  return log as unknown as Log
}
