import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { nextWorkerNumber } from '../../server/queue/workers.queries.ts'
import { makeSender, type OutboxDeps } from '../../server/outbox/outbox.ts'
import { unlimitedScans } from '../../server/platform/scanBudget.ts'
import { holdWorkerLock, outboxDeps } from '../../server/worker.ts'
import { answer, openShop, type Shop, type Trace } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

type Queue = {
  waiting: number
  data: { accountId: string; emptyAt: string | null; why: { code: string; text: string; until: string | null } | null }[]
  breakers: { accountId: string; code: string; text: string; until: string | null; openedAt: string }[]
  troubles: { channel: string; code: string; text: string; since: string }[]
}

describe('when the way to the platform is broken', () => {
  let house: House
  beforeAll(async () => void (house = await startHouse()))
  beforeEach(async () => {
    house.unplug(false)
    await house.sim('DELETE', '/simulator/faults')
  })
  afterAll(() => house?.stop())
  const queueOf = async (shop: Shop) => {
    const { body } = await house.api<Queue>('GET', '/api/queue')
    const of = <T extends { accountId: string }>(list: T[]) => list.filter((one) => one.accountId === shop.accountId)
    return { lanes: of(body.data), breakers: of(body.breakers) }
  }
  const tries = async (shop: Shop) => (await shop.messages()).flatMap((message) => message.attempts)
  const status = async (shop: Shop) => (await house.api<{ status: string }>('GET', `/api/accounts/${shop.accountId}`)).body.status
  async function greetedBy(people: number): Promise<{ shop: Shop; guests: string[] }> {
    const shop = await openShop(house)
    await shop.automate(answer('message', [], 'Hello {{text}}'))
    const guests = await Promise.all(Array.from({ length: people }, (_, i) => shop.meet({ username: `guest${i}`, name: `Guest ${i}` })))
    return { shop, guests }
  }
  const minutes = async (count: number) => {
    for (let i = 0; i < count; i++) {
      await house.moveClock(61_000)
      await house.drain()
    }
  }

  test('nothing goes out for a minute, then one call finds out, and when it works everything follows; no try is used up', async () => {
    const { shop, guests } = await greetedBy(6)
    house.unplug(true)
    for (const guest of guests.slice(0, 2)) await shop.write('A', guest)
    await house.drain()
    expect((await tries(shop)).map((one) => one.outcome)).toEqual(['later', 'later'])
    for (const guest of guests.slice(2)) await shop.write('B', guest)
    await house.drain()
    await house.moveClock(30_000)
    await house.drain()
    expect(await tries(shop)).toHaveLength(2)
    // A minute each, five times: far more than the three tries that a message has.
    await minutes(5)
    expect(await tries(shop)).toHaveLength(7)
    expect((await shop.messages()).every((message) => message.status === 'pending')).toBe(true)
    expect(await status(shop)).toBe('active')
    house.unplug(false)
    await minutes(1)
    expect(await Promise.all(guests.map((guest) => shop.said(guest)))).toEqual([
      ['Hello A'],
      ['Hello A'],
      ...Array.from({ length: 4 }, () => ['Hello B']),
    ])
    expect((await queueOf(shop)).breakers).toEqual([])
  })

  /** A worker of its own, held before it looks at what it claimed, and before its calls are made. */
  async function heldWorker(calls: string[], claimed: Promise<void>, answered: Promise<void>, behindMs = 0) {
    const { deps } = house
    const number = await nextWorkerNumber(deps.databases.system)
    const lock = await holdWorkerLock(house.databaseUrl, number, deps)
    const inHand = Promise.withResolvers<void>()
    const own: Partial<OutboxDeps> = {
      clock: { ...deps.clock, now: () => new Date(deps.clock.now().getTime() - behindMs) },
      credentials: { get: (id) => (inHand.resolve(), claimed.then(() => deps.credentials.get(id))) },
      http: (request) => (calls.push(request.url), answered.then(() => deps.http(request))),
    }
    return {
      sender: makeSender({ ...outboxDeps(deps), ...own }, number, { perAccount: 2, scans: unlimitedScans }),
      lock,
      inHand: inHand.promise,
    }
  }

  test('several workers that have messages in hand at the same time make one call together to find out', async () => {
    const { shop, guests } = await greetedBy(8)
    house.unplug(true)
    await shop.write('A', guests[0])
    await house.drain()
    for (const guest of guests.slice(1)) await shop.write('B', guest)
    await house.drain()
    await house.moveClock(61_000)
    const [calls, claimed, answered] = [[] as string[], Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const workers = []
    const rounds = []
    for (let i = 0; i < 4; i++) {
      const worker = await heldWorker(calls, claimed.promise, answered.promise)
      rounds.push(worker.sender.round())
      await worker.inHand
      workers.push(worker)
    }
    claimed.resolve()
    await Promise.all(rounds)
    for (const { sender } of workers) await sender.round()
    expect(calls).toHaveLength(1)
    answered.resolve()
    for (const { sender } of workers) await sender.settled()
    for (const { sender } of workers) await sender.round()
    expect(calls).toHaveLength(1)
    house.unplug(false)
    await minutes(1)
    expect((await shop.messages()).map((message) => message.status)).toEqual(Array(8).fill('sent'))
    await Promise.all(workers.map(({ lock }) => lock.release()))
  })

  test('a worker whose clock is two seconds behind takes what was just opened for open', async () => {
    const { shop, guests } = await greetedBy(30)
    house.unplug(true)
    await shop.write('A', guests[0])
    await house.drain()
    for (const guest of guests.slice(1)) await shop.write('B', guest)
    await house.drain()
    // One finds out that nothing has changed; of so many that a round does not take them all, some have been due for a minute.
    await minutes(1)
    const calls: string[] = []
    const { sender, lock } = await heldWorker(calls, Promise.resolve(), Promise.resolve(), 2_000)
    await sender.round()
    await sender.settled()
    expect(calls).toEqual([])
    await lock.release()
  })

  test('a platform in trouble is left alone after five calls in a row, and what it may have done is looked for before it is said again', async () => {
    const { shop, guests } = await greetedBy(9)
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'status', status: 503 })
    for (const guest of guests.slice(0, 5)) await shop.write('A', guest)
    await house.drain()
    for (const guest of guests.slice(5)) await shop.write('B', guest)
    await house.drain()
    expect(await tries(shop)).toHaveLength(5)
    expect((await queueOf(shop)).breakers).toMatchObject([{ code: 'circuit_open' }])
    await house.sim('DELETE', '/simulator/faults')
    await minutes(7)
    expect(await Promise.all(guests.map((guest) => shop.said(guest)))).toEqual([
      ...Array.from({ length: 5 }, () => ['Hello A']),
      ...Array.from({ length: 4 }, () => ['Hello B']),
    ])
    expect(await shop.effects()).toHaveLength(9)
  })

  test('an answer in between shows that the line is good: the count begins anew', async () => {
    const { shop, guests } = await greetedBy(10)
    for (const five of [guests.slice(0, 5), guests.slice(5)]) {
      await house.sim('POST', '/simulator/faults', {
        on: '/messages',
        kind: 'status',
        status: 503,
        times: 4,
      })
      for (const guest of five.slice(0, 4)) await shop.write('A', guest)
      await house.drain()
      await shop.write('fine', five[4])
      await house.drain()
    }
    expect((await queueOf(shop)).breakers).toEqual([])
  })

  test('a doubt is not looked into while the line is broken, however long, and is settled afterwards', async () => {
    const { shop, guests } = await greetedBy(1)
    await shop.write('A', guests[0])
    await house.webhooksAreHere()
    await house.sim('POST', '/simulator/faults', {
      on: '/messages',
      kind: 'reset_after_effect',
      times: 1,
    })
    await house.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'drop' })
    house.unplug(true, 1)
    await house.drain()
    expect(await shop.effects()).toHaveLength(1)
    // A look that is used up puts the next off by seconds of the machine, which no test moves.
    await minutes(4)
    expect(await shop.messages()).toMatchObject([{ status: 'in_doubt' }])
    house.unplug(false)
    await minutes(1)
    expect(await shop.messages()).toMatchObject([{ status: 'sent', channelMessageId: expect.any(String) }])
    expect(await shop.said(guests[0])).toEqual(['Hello A'])
    await house.sim('DELETE', '/simulator/faults')
  })

  test('the queue, the trace and the metric say why it waits and until when', async () => {
    const { shop, guests } = await greetedBy(2)
    house.unplug(true)
    await shop.write('A', guests[0])
    await house.drain()
    await shop.write('B', guests[1])
    await house.drain()
    const now = house.deps.clock.now().getTime()
    const { lanes, breakers } = await queueOf(shop)
    expect(lanes).toMatchObject([{ emptyAt: null, why: { code: 'circuit_open', text: expect.stringContaining('could not be reached') } }])
    expect(breakers).toMatchObject([{ code: 'circuit_open', text: expect.stringContaining('one request tests the connection') }])
    const until = new Date(breakers[0]!.until!).getTime()
    expect(until).toBeGreaterThan(now)
    expect(until).toBeLessThanOrEqual(now + 60_000)
    const trace = (await shop.trace({ text: 'B' })) as Trace & { messages: { waiting: object | null }[] }
    expect(trace.messages).toMatchObject([{ status: 'pending', waiting: { code: 'circuit_open', until: breakers[0]!.until } }])
    expect(trace.steps.at(-1)).toMatchObject({ stage: 'waiting', text: expect.stringContaining('The platform could not be reached') })
    // Doubts of the stories before may be looked into just now, and find the line broken as well.
    expect(await (await fetch(`${house.url}/metrics`)).text()).toMatch(/^autodm_breakers_open [1-9]/m)
    house.unplug(false)
    await minutes(1)
    expect((await shop.trace({ text: 'B' })) as object).toMatchObject({ messages: [{ status: 'sent', waiting: null }] })
  })

  test('the same error of several accounts is told as trouble of the platform', async () => {
    const troubles = async () => (await house.api<Queue>('GET', '/api/queue')).body.troubles
    expect(await troubles()).toEqual([])
    const shops = [await greetedBy(5), await greetedBy(5), await greetedBy(5)]
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'status', status: 503 })
    for (const [n, { shop, guests }] of shops.entries()) {
      for (const guest of guests) await shop.write('A', guest)
      await house.drain()
      expect(await troubles()).toHaveLength(n === 2 ? 1 : 0)
    }
    expect(await troubles()).toEqual([
      {
        channel: 'instagram',
        code: 'platform_trouble',
        text: expect.stringContaining('the cause is the platform'),
        since: expect.any(String),
      },
    ])
    expect(await (await fetch(`${house.url}/metrics`)).text()).toMatch(
      /^autodm_platform_trouble\{channel="instagram",code="platform_trouble"\} 1/m,
    )
    await house.sim('DELETE', '/simulator/faults')
    await minutes(3)
    expect(await troubles()).toEqual([])
    expect(await (await fetch(`${house.url}/metrics`)).text()).not.toMatch(/^autodm_platform_trouble\{/m)
  })

  test('an owner closes it by hand, and it is written down who did', async () => {
    const { shop, guests } = await greetedBy(1)
    house.unplug(true)
    await shop.write('A', guests[0])
    await house.drain()
    house.unplug(false)
    await house.moveClock(5_000)
    await house.drain()
    expect(await shop.said(guests[0])).toEqual([])
    const close = () => house.api<{ closed: boolean }>('POST', `/api/queue/breakers/${shop.accountId}/close`)
    expect((await close()).body).toEqual({ closed: true })
    expect((await close()).body).toEqual({ closed: false })
    await house.drain()
    expect(await shop.said(guests[0])).toEqual(['Hello A'])
    const rows = await house.deps.databases.system
      .selectFrom('audit')
      .select(['actor', 'action', 'subject_id'])
      .where('action', '=', 'close_breaker')
      .execute()
    expect(rows).toEqual([{ actor: 'key:bootstrap', action: 'close_breaker', subject_id: shop.accountId }])
    expect((await house.api('POST', '/api/queue/breakers/0193b8a0-0000-7000-8000-000000000000/close')).status).toBe(404)
  })
})
