import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { backlogOf, drained } from '../support/backlog.ts'
import { startFleet, type Fleet } from '../support/fleet.ts'
import { effectsOf, everyRow, type Delivery, type Effect, type Said } from '../support/ledgers.ts'
import { openShop, type Shop } from '../support/openShop.ts'
import { until } from '../support/until.ts'
import { testLivePages } from './livePages.ts'

export type WorkersSize = {
  workers: number
  /** The program whose clock is wrong, and by how many milliseconds. */
  clocks: Record<string, number>
  /** This many people write twenty numbered messages each, all at once. */
  counting: number
  pairs: number
  standsStillMs: number
}

const numbers = Array.from({ length: 20 }, (_, index) => String(index + 1))
const restLimitMs = 180_000
const flushes = 2
/** The maximum number of messages held by one worker (server/worker.ts). */
const inHands = 64

/** Several workers on Redis behind two web processes, one process with a wrong clock: what must hold (requirements C8, F5). */
export function describeWorkers(size: WorkersSize): void {
  const wrong = Object.entries(size.clocks)
    .map(([name, ms]) => `the clock of ${name} ${Math.abs(ms)} ms ${ms > 0 ? 'ahead' : 'behind'}`)
    .join(', ')

  describe(`${size.workers} workers on Redis and two web processes, ${wrong}`, () => {
    let fleet: Fleet
    let shop: Shop

    beforeAll(async () => {
      fleet = await startFleet({ webs: 2, workers: size.workers, clocks: size.clocks })
      // Rate limits are tested elsewhere. On a busy machine, or with a wrong clock, a second of the product is not quite one of the
      // platform's: one call too many in it, and all messages of this kind would wait for a minute.
      await fleet.sim('PATCH', '/simulator/settings', { limits: { textPerSecond: null } })
    }, 180_000)
    afterAll(() => fleet?.stop(), 60_000)
    beforeEach(async ({ onTestFailed }) => {
      onTestFailed(() => console.error(fleet?.said()))
      shop = await openShop(fleet)
      await fleet.deliverInTurn(shop.accountExternalId)
      // Slow responses of different lengths: a worker that breaks the order is detected.
      await fleet.sim('DELETE', '/simulator/faults')
      await fleet.sim('POST', '/simulator/faults', { on: '/messages', kind: 'delay', delayMs: 200, rate: 0.3 })
    })

    const repeat = { triggers: [{ on: 'message' }], steps: [{ id: 'say', type: 'message', texts: ['{{text}}'] }] }
    const meet = (count: number) => Promise.all(Array.from({ length: count }, (_, index) => shop.meet({ name: `Person ${index}` })))
    const saidTo = async () => {
      const effects = (await effectsOf(fleet)).filter((one) => one.accountId === shop.accountExternalId)
      return (personId: string) => effects.filter((one) => one.personId === personId).map((one) => one.text)
    }

    test(
      'numbered messages of one person, each written as soon as the one before was acknowledged, are answered in their order',
      { timeout: 300_000 },
      async () => {
        await shop.automate({ name: 'Repeats', definition: repeat })
        const before = fleet.webhooksPerWeb().slice()
        const people = await meet(size.counting)
        const { nextSince } = await fleet.sim<{ nextSince: number }>('GET', '/simulator/deliveries?limit=50000')
        await Promise.all(
          people.map(async (person) => {
            let since = nextSince
            for (const number of numbers) since = await acknowledged(fleet, since, await shop.write(number, person))
          }),
        )
        await drained(fleet, restLimitMs)
        const answers = await saidTo()
        expect(people.map(answers)).toEqual(people.map(() => numbers))
        const shares = fleet.webhooksPerWeb().map((count, index) => count - (before[index] ?? 0))
        console.log(
          `${size.counting} people were answered ${numbers.length} times each, in order; webhooks by web process: ${shares.join(' and ')}`,
        )
        expect(shares).toHaveLength(2)
        expect(Math.min(...shares)).toBeGreaterThan(size.counting * numbers.length * 0.4)
      },
    )

    // The meaning of "one run" for two equal messages: the second must see that the first has started one, though it came through the other
    // web process a moment later. Half of the pairs are separated by a cooldown, half by a run that waits for an answer and takes the
    // second message as that answer.
    test(`${size.pairs} pairs of equal messages, a millisecond apart, start ${size.pairs} runs`, { timeout: 300_000 }, async () => {
      await shop.automate({
        name: 'Price',
        definition: {
          triggers: [{ on: 'message', keywords: ['price'] }],
          cooldownMinutes: 60,
          steps: [{ id: 'say', type: 'message', texts: ['It is 20.'] }],
        },
      })
      await shop.automate({
        name: 'Guide',
        definition: {
          triggers: [{ on: 'message', keywords: ['guide'] }],
          steps: [{ id: 'ask', type: 'ask', answer: 'email', texts: ['Where to?'], retryText: 'That is no address.' }],
        },
      })
      const people = await meet(size.pairs)
      const words = people.map((_, index) => (index % 2 ? 'guide please' : 'price please'))
      for (const [index, person] of people.entries()) {
        // Sent without a pause: the time between them is that of the way to the platform, whose clock shows how long it was.
        await Promise.all([shop.write(words[index]!, person), shop.write(words[index]!, person)])
      }
      await allTaken(fleet)
      await drained(fleet, restLimitMs)
      const answers = await saidTo()
      expect(people.map(answers)).toEqual(
        words.map((word) => (word === 'guide please' ? ['Where to?', 'That is no address.'] : ['It is 20.'])),
      )
      const { data } = (
        await fleet.api<{ data: { accountId: string; stats: { total_triggers: number } }[] }>('GET', '/api/automations?limit=200')
      ).body
      const runs = data.filter((one) => one.accountId === shop.accountId).map((one) => one.stats.total_triggers)
      const events = await everyRow<{ sender: { id: string }; occurredAt: string }>(
        fleet,
        `/api/events?accountId=${shop.accountId}&kind=message`,
      )
      const times = Map.groupBy(events, (one) => one.sender.id)
      const gaps = [...times.values()].map((pair) => Math.abs(Date.parse(pair[0]!.occurredAt) - Date.parse(pair.at(-1)!.occurredAt)))
      const within = gaps.filter((ms) => ms <= 1).length
      console.log(`${size.pairs} pairs, ${within} of them at most a millisecond apart, started ${runs.join(' + ')} runs`)
      expect(runs).toEqual([size.pairs / 2, size.pairs / 2])
      expect([...times.values()].map((pair) => pair.length)).toEqual(people.map(() => 2))
    })

    test('nothing is lost and nothing said twice when Redis is emptied again and again', { timeout: 300_000 }, async () => {
      await shop.automate({ name: 'Repeats', definition: repeat })
      // Calls so slow that each worker holds its maximum: all further messages wait in Redis, and are lost with it.
      await fleet.sim('DELETE', '/simulator/faults')
      await fleet.sim('POST', '/simulator/faults', { on: '/messages', kind: 'delay', delayMs: 4_000, rate: 1 })
      const perFlush = inHands * size.workers + 60
      const people = await meet(flushes * perFlush)
      const waitedAt: number[] = []
      const writing: Promise<unknown>[] = []
      for (let round = 0; round < flushes; round++) {
        for (let index = round * perFlush; index < (round + 1) * perFlush; index++)
          writing.push(shop.write(`hello ${index}`, people[index]))
        const inRedis = async () => Number((await fleet.redis.command('LLEN', 'bull:autodm-messages:wait')).replace(':', ''))
        const enough = (count: number) => (count >= 20 ? count : null)
        waitedAt.push(await until('messages wait in Redis', async () => enough(await inRedis()), restLimitMs))
        await fleet.redis.command('FLUSHALL')
      }
      await Promise.all(writing)
      await allTaken(fleet)
      await drained(fleet, restLimitMs)
      const answers = await saidTo()
      console.log(`${people.length} people wrote; Redis was emptied while ${waitedAt.join(' and ')} messages waited there`)
      expect(people.map(answers)).toEqual(people.map((_, index) => [`hello ${index}`]))
    })

    test(
      `a worker that stands still for ${size.standsStillMs / 1000} s and goes on says nothing twice`,
      { timeout: size.standsStillMs + 300_000 },
      async () => {
        await shop.automate({ name: 'Repeats', definition: repeat })
        await fleet.sim('DELETE', '/simulator/faults')
        // No answer is there when it goes on: it learns nothing of its calls, whatever its kernel wakes it with first.
        const delayMs = size.standsStillMs + 30_000
        await fleet.sim('POST', '/simulator/faults', { on: '/messages', kind: 'delay', delayMs, rate: 1 })
        const [stopped, ...others] = fleet.workers
        const people = await meet(100)
        // While it is the only one that is not suspended, every call in flight is its own.
        for (const other of others) other.kill('SIGSTOP')
        const writing = Promise.all(people.map((person, index) => shop.write(`hello ${index}`, person)))
        await until('calls are under way', async () => ((await backlogOf(fleet))['sending'] ?? 0) >= 20, restLimitMs)
        stopped!.kill('SIGSTOP')
        await fleet.sim('DELETE', '/simulator/faults')
        for (const other of others) other.kill('SIGCONT')
        const goesOnAt = performance.now() + size.standsStillMs
        await writing
        // The others keep working meanwhile, and do not wait for the suspended one.
        for (let index = people.length; performance.now() < goesOnAt; index++) {
          const person = await shop.meet({ name: `Person ${index}` })
          people.push(person)
          await shop.write(`hello ${index}`, person)
          await sleep(200)
        }
        stopped!.kill('SIGCONT')
        await allTaken(fleet)
        await drained(fleet, restLimitMs)
        const answers = await saidTo()
        expect(people.map(answers)).toEqual(people.map((_, index) => [`hello ${index}`]))
        const said = await everyRow<Said>(fleet, `/api/messages?accountId=${shop.accountId}&direction=out`)
        expect(said.filter((one) => !['sent', 'delivered', 'read'].includes(one.status))).toEqual([])
        const inHand = said.filter((one) => one.attempts.some((attempt) => attempt.httpStatus === null)).length
        console.log(`${people.length} people wrote; the worker that stood still had ${inHand} of their answers in its hands`)
        expect(inHand).toBeGreaterThanOrEqual(20)
        expect(stopped!.isReady()).toBe(true)
      },
    )

    testLivePages(() => ({ fleet, shop }))

    test('over all of it nothing was said twice, and no program ended by itself', async () => {
      const effects = await effectsOf(fleet)
      const ids = (all: Effect[]) => all.map((one) => `${one.accountId} ${one.personId} ${one.text}`)
      expect(ids(effects).length).toBe(new Set(ids(effects)).size)
      expect(effects.length).toBeGreaterThan(0)
      expect(fleet.endedByThemselves()).toEqual([])
    })
  })
}

/**
 * Waits until the webhook of one message was answered 200, and not a moment longer. In: the delivery after which it comes. Out: its
 * delivery.
 */
async function acknowledged(fleet: Fleet, since: number, mid: string): Promise<number> {
  for (const end = performance.now() + 30_000; performance.now() < end;) {
    const { data } = await fleet.sim<{ data: Delivery[] }>('GET', `/simulator/deliveries?since=${since}&state=delivered&limit=50000`)
    const found = data.find((one) => one.body.includes(mid))
    if (found) return found.seq
  }
  throw new Error(`the webhook of ${mid} was not taken`)
}

const allTaken = (fleet: Fleet) =>
  until(
    'every webhook is taken',
    async () => (await fleet.sim<{ data: Delivery[] }>('GET', '/simulator/deliveries?state=pending&limit=1')).data.length === 0,
    restLimitMs,
  )
