import { cpuSeconds, family, hasProc } from './host.ts'
import { startProduct, type Product } from './product.ts'
import { startRedis } from './redis.ts'
import { median, type Measured } from './report.ts'
import { inRounds } from './rounds.ts'
import type { Stage } from './stage.ts'
import { goWholeWay, isRecorded } from './wholeWay.ts'

const calls = 50
const answersAfterMs = 200
/** The maximum rate of one worker: each of its requests takes the platform's response time. */
const boundPerWorker = (calls * 1000) / answersAfterMs
/** A fifth above that, so that every worker always has messages to send. */
const offeredPerWorker = boundPerWorker * 1.2
const accounts = 20
const many = 4

/**
 * Measures G9: how many messages a second four workers on Redis send compared with one, when the platform responds slowly. One database and
 * one Redis; a web process, a scheduler and one worker stay, three more come and go. The load is a little more than the requests in flight
 * can carry, so the result shows whether anything else limits them: the relay, Redis, claiming, the ingest lock, or the machine itself.
 * In: the stage, the Redis program. Errors: when a comment was lost or replied to twice.
 */
export async function measureScaling(stage: Stage, redisProgram: string): Promise<Measured> {
  const seconds = stage.quick ? 4 : 20
  const redis = await startRedis(stage, redisProgram)
  const databaseUrl = await stage.database('g9')
  const start = (roles: string) =>
    startProduct(stage, databaseUrl, { roles, settings: { REDIS_URL: redis.url, WORKER_CALLS: String(calls) } })
  const web = await start('web')
  await web.openShops(accounts)
  const scheduler = await start('scheduler')
  const first = await start('worker')

  const say = (workers: Product[], forSeconds = seconds) => {
    const perSecond = offeredPerWorker * workers.length
    return goWholeWay(stage, web.port, { accounts, count: perSecond * forSeconds, perSecond }, () => isRecorded(web))
  }
  /** A round with its cost: the CPU time of each part in microseconds for one message. */
  async function round(workers: Product[]) {
    const partsNow = () => ({
      web: cpuSeconds([web.pid]),
      scheduler: cpuSeconds([scheduler.pid]),
      workers: cpuSeconds(workers.map((one) => one.pid)),
      Redis: cpuSeconds([redis.pid]),
      database: cpuSeconds(family(stage.postmaster)),
    })
    const messages = offeredPerWorker * workers.length * seconds
    const before = hasProc() ? partsNow() : null
    const { saidPerSecond } = await say(workers)
    const after = before && partsNow()
    return {
      perSecond: saidPerSecond,
      parts:
        after &&
        Object.entries(after).map(([part, used]) => [part, ((used - before[part as keyof typeof before]) * 1e6) / messages] as const),
    }
  }

  type Round = Awaited<ReturnType<typeof round>>
  const taken = { one: [] as Round[], four: [] as Round[] }
  await stage.receiver.ask({ what: 'think', forMs: answersAfterMs })
  try {
    await say([first], 1)
    await inRounds(stage, { rounds: stage.quick ? 2 : 3, quickMs: 12_000 }, async () => {
      taken.one.push(await round([first]))
      const more = await Promise.all(Array.from({ length: many - 1 }, () => start('worker')))
      taken.four.push(await round([first, ...more]))
      await Promise.all(more.map((worker) => worker.stop()))
    })
  } finally {
    await stage.receiver.ask({ what: 'think', forMs: 0 })
    for (const part of [first, scheduler, web]) await part.stop()
  }
  const speed = (which: Round[]) => median(which.map((one) => one.perSecond))
  const costs = (which: Round[]) => {
    const parts = which.at(-1)!.parts
    const shares = parts?.map(([part, microseconds]) => `${part} ${microseconds.toFixed(0)}`).join(', ')
    return parts ? `${parts.reduce((sum, [, each]) => sum + each, 0).toFixed(0)} µs (${shares})` : 'not known here'
  }
  const ratio = speed(taken.four) / speed(taken.one)
  const rounded = (which: Round[]) => which.map((one) => Math.round(one.perSecond)).join(', ')
  return {
    value: speed(taken.four),
    unit: '/s',
    floor: speed(taken.one),
    ratio,
    reached: [ratio],
    notes: [
      `${calls} calls in flight each, the platform answers after ${answersAfterMs} ms: at best ${boundPerWorker}/s a worker; offered ${offeredPerWorker}/s a worker; each comment answered once; "floor" is one worker`,
      `rounds: one ${rounded(taken.one)}; four ${rounded(taken.four)}`,
      `processor time of a message, in the last round: with one worker ${costs(taken.one)}; with four ${costs(taken.four)}`,
    ],
  }
}
