import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makePlace, type Place } from '../support/npmStart.ts'
import { openShop, type Shop } from '../support/openShop.ts'
import { startOutsidePostgres, type OutsidePostgres } from '../support/outsidePostgres.ts'
import { kill } from '../support/processes.ts'
import { until } from '../support/until.ts'
import { appSecret, keepPosting } from './platformPosts.ts'
import { everyRow } from '../support/ledgers.ts'

// Without PostgreSQL a webhook is answered 503 within a second, and webhooks are accepted again within five seconds of its return. These
// limits are what the product promises, so they are measured, from response to response.

const refusedWithinMs = 1_000
const takenAgainWithinMs = 5_000
const goneForMs = 3_000

let place: Place
let shop: Shop
let posting: ReturnType<typeof keepPosting>
let looking: { seen: { at: number; status: number }[]; end(): Promise<void> }

/** The responses that a load balancer gets meanwhile when it checks whether this process is ready. */
function keepLooking() {
  const seen: { at: number; status: number }[] = []
  const life = { over: false }
  const looks = (async () => {
    while (!life.over) {
      const at = performance.now()
      seen.push({ at, status: (await place.api('GET', '/health/ready')).status })
      await sleep(30)
    }
  })()
  return {
    seen,
    async end() {
      life.over = true
      await looks
    },
  }
}

async function begin(env: Record<string, string>): Promise<void> {
  place = await makePlace({ env: { INSTAGRAM_APP_SECRET: appSecret, ...env } })
  await place.start().ready()
  shop = await openShop(place)
}
const postAndLook = () => {
  posting = keepPosting(place, shop)
  looking = keepLooking()
}
const endAll = () => Promise.all([posting.end(), looking.end()])
const taken = () => posting.posted.filter((one) => one.status === 200)

/** Stops the database while webhooks arrive, starts it again, and records the time of both. */
async function goAndReturn(go: () => Promise<void> | void, comeBack: () => Promise<void> | void): Promise<void> {
  await until('webhooks are taken', () => taken().length > 20, 20_000)
  await go()
  const goneAt = performance.now()
  await sleep(goneForMs)
  const leaveAt = performance.now()
  await comeBack()
  const backAt = performance.now()
  await until('webhooks are taken again', () => taken().some((one) => one.at > leaveAt), 60_000)
  await until('it is ready again', () => looking.seen.at(-1)?.status === 200, 60_000)
  const firstTaken = taken().find((one) => one.at > leaveAt)!
  const during = posting.posted.filter((one) => one.at > goneAt && one.at + one.tookMs < leaveAt)
  console.log(
    `${during.length} webhooks while it was gone: ${[...new Set(during.map((one) => one.status))].join(', ')} after at most ${Math.max(...during.map((one) => one.tookMs)).toFixed(0)} ms; taken again ${(firstTaken.at + firstTaken.tookMs - backAt).toFixed(0)} ms after its return`,
  )
  expect(during.length).toBeGreaterThan(20)
  expect([...new Set(during.map((one) => one.status))]).toEqual([503])
  expect(posting.posted.filter((one) => one.tookMs > refusedWithinMs)).toEqual([])
  expect(firstTaken.at + firstTaken.tookMs - backAt).toBeLessThan(takenAgainWithinMs)
  // Checked from a moment after it was gone until it was back.
  const told = looking.seen.filter((one) => one.at > goneAt && one.at < leaveAt - refusedWithinMs).map((one) => one.status)
  expect(told.length).toBeGreaterThan(0)
  expect([...new Set(told)]).toEqual([503])
}

/** Every webhook that was answered 200 is one event. */
async function expectEverythingHeard(): Promise<void> {
  await endAll()
  const heard = await until(
    'all that was taken is decided',
    async () => {
      const ids = (await everyRow<{ externalId: string }>(place, `/api/events?accountId=${shop.accountId}&kind=comment`)).map(
        (one) => one.externalId,
      )
      const known = new Set(ids)
      const missing = taken().filter((one) => !known.has(one.id))
      if (missing.length) throw new Error(`${missing.length} of ${taken().length} are missing`)
      return ids
    },
    60_000,
  )
  expect(new Set(heard).size).toBe(heard.length)
}

describe('an outside PostgreSQL', () => {
  let outside: OutsidePostgres
  beforeAll(async () => {
    outside = await startOutsidePostgres()
    await begin({ DATABASE_URL: outside.url })
  }, 120_000)
  beforeEach(({ onTestFailed }) => {
    onTestFailed(() => console.error(place?.said()))
    postAndLook()
  })
  afterEach(endAll)
  afterAll(() => {
    place?.remove()
    outside?.remove()
  })

  const ways: [string, () => Promise<void> | void, () => Promise<void> | void][] = [
    ['stopped', () => outside.stop(), () => outside.start()],
    ['killed', () => outside.kill(), () => outside.start()],
    ['frozen', () => outside.freeze(), () => outside.thaw()],
  ]
  test.each(ways)(
    '%s: 503 within a second, not ready, and taken again within five of its return',
    { timeout: 120_000 },
    async (_, go, comeBack) => {
      const server = place.pid('server')
      await goAndReturn(go, comeBack)
      await expectEverythingHeard()
      expect(place.pid('server')).toBe(server)
    },
  )
})

describe('the embedded PostgreSQL', () => {
  beforeAll(() => begin({}), 120_000)
  beforeEach(({ onTestFailed }) => {
    onTestFailed(() => console.error(place?.said()))
    postAndLook()
  })
  afterEach(endAll)
  afterAll(() => place?.remove())

  test('frozen: 503 within a second, not ready, and taken again within five of its return', { timeout: 120_000 }, async () => {
    const family = () => place.processes().filter((one) => one.command.includes('postgres'))
    const all = family().map((one) => one.pid)
    const signal = (name: NodeJS.Signals) => () => {
      for (const pid of all) kill(pid, name)
    }
    await goAndReturn(signal('SIGSTOP'), signal('SIGCONT'))
    await expectEverythingHeard()
  })

  test(
    'killed: it is started again by itself, nobody waits a second for an answer, and webhooks are taken again within five of its return',
    { timeout: 120_000 },
    async () => {
      await until('webhooks are taken', () => taken().length > 20, 20_000)
      const killed = place.pid('postmaster')
      kill(killed)
      const at = performance.now()
      await until('another one takes connections', () => place.pid('postmaster') !== killed && place.databaseStatus() === 'ready', 60_000)
      const backAt = performance.now()
      await until('webhooks are taken again', () => taken().some((one) => one.at > backAt), 60_000)
      const first = taken().find((one) => one.at > backAt)!
      console.log(
        `back ${(backAt - at).toFixed(0)} ms after the kill, taken again ${(first.at + first.tookMs - backAt).toFixed(0)} ms later`,
      )
      expect(first.at + first.tookMs - backAt).toBeLessThan(takenAgainWithinMs)
      await expectEverythingHeard()
      expect(posting.posted.filter((one) => one.tookMs > refusedWithinMs)).toEqual([])
      expect(new Set(posting.posted.map((one) => one.status))).toEqual(new Set([200, 503]))
    },
  )
})
