import { afterAll, beforeAll, expect, test } from 'vitest'
import { missedEventsOf } from '../support/missedEvents.ts'
import type { ShownEvent } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

// Five hundred people comment and write while no webhook arrives for two hours. Afterwards each is answered once; those whom the platform
// lets nobody answer any more are listed with why.

let house: House
beforeAll(async () => void (house = await startHouse()))
afterAll(() => house?.stop())

const people = 500
const hourMs = 3_600_000

test(`${people} comments and messages lost in an outage of two hours are answered once, the rest is listed`, async () => {
  const { openAnswering, dropWebhooks, passAndCheck, checksOf } = missedEventsOf(house)
  const shop = await openAnswering()
  const posts = await Promise.all(Array.from({ length: 10 }, () => shop.post({})))
  await dropWebhooks()
  const write = async (from: number, to: number, minutes: number) => {
    const met: string[] = []
    for (let n = from; n < to; n++) {
      const personId = await shop.meet({ username: `lost.${n}` })
      met.push(personId)
      if (n % 2) await house.sim('POST', '/simulator/comments', { mediaId: posts[n % posts.length], personId, text: 'price?' })
      else await shop.write('price?', personId)
      if (n % 10 === 0) await house.moveClock((minutes * 60_000 * 10) / (to - from))
    }
    await house.drain()
    return met
  }
  // The webhooks of a day before were lost too: a message of then may no longer be answered, a comment may.
  const before = await write(0, 20, 1)
  await house.moveClock(24 * hourMs)
  const during = await write(20, people, 120)
  expect(await shop.events()).toEqual([])
  await house.sim('DELETE', '/simulator/faults')
  const begun = performance.now()
  await passAndCheck(shop, 1 / 60, 3_600)
  // What the platform's limits leave for later is sent in the hours after.
  for (let hours = 0; hours < 6; hours++) {
    await house.moveClock(hourMs)
    await house.drain()
  }
  const replies = async (of: string[]) => (await Promise.all(of.map((person) => shop.said(person)))).map((said) => said.length)
  const [late, answered] = [await replies(before), await replies(during)]
  const rows: ShownEvent[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const path: string = `/api/events?accountId=${shop.accountId}&missed=true&limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`
    const { body } = await house.api<{ data: ShownEvent[]; nextCursor: string | null }>('GET', path)
    rows.push(...body.data)
    cursor = body.nextCursor
  }
  const outcomes = Map.groupBy(rows, ({ kind, outcome, outcomeReason }) => [kind, outcome, outcomeReason ?? ''].join(' '))
  console.log(
    `${rows.length} of ${people} events read back in ${((performance.now() - begun) / 1_000).toFixed(0)} s:`,
    Object.fromEntries([...outcomes].map(([key, all]) => [key, all.length])),
  )
  expect(rows).toHaveLength(people)
  expect(answered).toEqual(during.map(() => 1))
  // Of those of the day before, the ten who wrote a message are too late, the ten who commented are not.
  expect(late).toEqual(before.map((_, n) => n % 2))
  expect(rows.filter((row) => row.outcome === 'skipped').map((row) => row.outcomeReason)).toEqual(Array(10).fill('too_old'))
  expect((await checksOf(shop)).missed).toBe(people)
  await passAndCheck(shop, 1)
  expect(await replies(during)).toEqual(answered)
})
