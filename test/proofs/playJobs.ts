import { setTimeout as sleep } from 'node:timers/promises'
import { startFleet, type Fleet } from '../support/fleet.ts'
import { callsSince, everyRow, letAllBeDelivered, type Call } from '../support/ledgers.ts'
import { openShop, type Shop } from '../support/openShop.ts'
import { until } from '../support/until.ts'

export type JobsSize = {
  queue: 'embedded' | 'redis'
  /** This many people write for the first time: reading each name is a job, and a call that the platform counts. */
  jobs: number
  accounts: number
  workers: number
  kills: number
  /** How often Redis loses all its data. */
  flushes: number
}

export type Job = { id: string; state: string; reason: { code: string } | null; attempts: number }
export type JobWithTries = Job & { tries: { number: number; outcome: string; reason: { code: string } | null }[] }

/** The calls that the platform received, the product's own record, and when workers were killed. */
export type JobsLedgers = {
  asked: Call[]
  jobs: Job[]
  /** Jobs with more than one attempt, with their attempts. */
  triedAgain: JobWithTries[]
  /** The results stored by the product, one for each person. */
  names: (string | null)[]
  kills: { at: number; worker: string }[]
  flushes: number
  endedByThemselves: string[]
  seconds: number
}

export const nameOf = (person: number): string => `Person ${person}`
/** Most calls take this long, so that every kill finds some in flight. */
export const slowMs = 200
const slowShare = 0.7
const writersAtOnce = 8
/** This many may have written without a request for their name so far: enough for both workers at any time. */
const openAtMost = 400
const restLimitMs = 300_000
/** A profile is read at the person's own address; nothing else is read here. */
const isProfile = (call: Call): boolean => call.method === 'GET' && /\/\d+$/.test(call.path)

/**
 * People write, and jobs request their names. Meanwhile workers are killed with -9 and Redis is emptied; then everything is left to settle.
 * Out:    the ledgers, for judgeJobs.
 * Errors: rejects when something does not come to rest within its limit.
 */
export async function playJobs(size: JobsSize, say: (line: string) => void): Promise<JobsLedgers> {
  const fleet = await startFleet({ webs: 1, workers: size.workers, queue: size.queue })
  try {
    const shops: Shop[] = []
    for (let number = 0; number < size.accounts; number++) shops.push(await openShop(fleet))
    const { nextSince } = await fleet.sim<{ nextSince: number }>('GET', '/simulator/calls?limit=1')
    await fleet.sim('POST', '/simulator/faults', { on: '/graph.instagram.com/', kind: 'delay', delayMs: slowMs, rate: slowShare })
    const startedAt = performance.now()
    const progress = countAsked(fleet, nextSince)
    const writing = letAllWrite(size.jobs, shops, progress.asked)
    const struck = await strike(fleet, size, progress.asked, (line) =>
      say(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(5)} s  ${line}`),
    )
    await writing
    await letAllBeDelivered(fleet)
    await until('no job waits or runs', async () => (await openJobs(fleet)) === 0, restLimitMs)
    await until('every name is there', async () => (await everyName(fleet)).filter(Boolean).length >= size.jobs, 30_000)
    const seconds = (performance.now() - startedAt) / 1000
    await progress.stop()
    const jobs = await everyRow<Job>(fleet, '/api/jobs?kind=look_up')
    const again = jobs.filter((job) => job.attempts !== 1)
    const triedAgain = await Promise.all(again.map(async ({ id }) => (await fleet.api<JobWithTries>('GET', `/api/jobs/${id}`)).body))
    const asked = (await callsSince(fleet, nextSince)).filter(isProfile)
    return { asked, jobs, triedAgain, names: await everyName(fleet), ...struck, endedByThemselves: fleet.endedByThemselves(), seconds }
  } catch (error) {
    say(fleet.said())
    throw error
  } finally {
    await fleet.stop()
  }
}

const everyName = async (fleet: Fleet): Promise<(string | null)[]> =>
  (await everyRow<{ name: string | null }>(fleet, '/api/contacts?')).map((one) => one.name)

async function openJobs(fleet: Fleet): Promise<number> {
  const { status, body } = await fleet.api<string>('GET', '/metrics')
  if (status !== 200) throw new Error(`the metrics answered ${status}`)
  const counts = body.matchAll(/^autodm_jobs\{kind="look_up",state="(?:waiting|running)"\} (\d+)$/gm)
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0)
}

/** Counts the calls on the platform's side, ten times a second. */
function countAsked(fleet: Fleet, from: number): { asked(): number; stop(): Promise<void> } {
  const count = { asked: 0, over: false }
  const counting = (async () => {
    for (let since = from; !count.over; await sleep(100)) {
      const calls = await callsSince(fleet, since)
      since = calls.at(-1)?.seq ?? since
      count.asked += calls.filter(isProfile).length
    }
  })()
  counting.catch(() => {})
  return { asked: () => count.asked, stop: () => ((count.over = true), counting) }
}

function letAllWrite(people: number, shops: Shop[], asked: () => number): Promise<unknown> {
  const waiting = Array.from({ length: people }, (_, number) => number).values()
  let written = 0
  const done = Promise.all(
    Array.from({ length: writersAtOnce }, async () => {
      for (const number of waiting) {
        while (written - asked() >= openAtMost) await sleep(5)
        const shop = shops[number % shops.length]!
        await shop.write('hello', await shop.meet({ name: nameOf(number) }))
        written++
      }
    }),
  )
  done.catch(() => {}) // reported when it is awaited
  return done
}

/** Kills of one worker after another and flushes of Redis, spread over the whole run and over all stages of a call. */
async function strike(
  fleet: Fleet,
  { jobs, kills, flushes }: JobsSize,
  asked: () => number,
  tell: (line: string) => void,
): Promise<Pick<JobsLedgers, 'kills' | 'flushes'>> {
  const struck: Pick<JobsLedgers, 'kills' | 'flushes'> = { kills: [], flushes: 0 }
  const places = (count: number, what: 'kill' | 'flush') =>
    Array.from({ length: count }, (_, index) => ({ what, place: (index + (what === 'kill' ? 0.5 : 0.8)) / count }))
  const order = [...places(kills, 'kill'), ...places(flushes, 'flush')].toSorted((a, b) => a.place - b.place)
  for (const [index, { what, place }] of order.entries()) {
    const goal = Math.round(place * jobs * 0.95)
    await until(`${goal} are asked for`, () => asked() >= goal, restLimitMs)
    const victim = fleet.workers[struck.kills.length % fleet.workers.length]!
    // A worker that is just starting holds no jobs.
    if (what === 'kill') await victim.ready()
    await sleep((index * 67) % 170)
    if (what === 'kill') {
      struck.kills.push({ at: Date.now(), worker: victim.name })
      victim.kill()
    } else {
      struck.flushes++
      await fleet.redis.command('FLUSHALL')
    }
    tell(`${what === 'kill' ? `kill -9 of ${victim.name}` : 'Redis is emptied'} after ${asked()} calls`)
  }
  return struck
}
