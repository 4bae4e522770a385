import { setTimeout as sleep } from 'node:timers/promises'
import type { Place } from '../support/npmStart.ts'
import { openShop, type Shop } from '../support/openShop.ts'

/** A text that no other person wrote, and when it was written (system clock, ms). */
export type Written = { text: string; at: number }

/** People of the simulated platform, created in parallel. In: how many. Out: their ids. */
export async function meetPeople(place: Place, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let made = 0; made < count; made += 50)
    ids.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(50, count - made) }, async (_, index) => {
          const { id } = await place.sim<{ id: string }>('POST', '/simulator/people', { name: `Person ${made + index}`, follows: true })
          return id
        }),
      )),
    )
  return ids
}

/** A shop whose one automation replies with the received text, so that reply and message can be matched in the ledger. */
export async function openEchoingShop(place: Place, on: 'comment' | 'message'): Promise<Shop> {
  const shop = await openShop(place)
  await shop.automate({
    name: 'Price',
    definition: { triggers: [{ on, keywords: ['price'] }], steps: [{ id: 'dm', type: 'message', texts: ['{{text}}'] }] },
  })
  return shop
}

/**
 * Acts at a steady pace, each at its time whether or not the earlier ones are done.
 * In:     how many, over how long, and the act. Out: when the last one is done.
 * Errors: the first act that was refused.
 */
export async function steadily(count: number, overMs: number, act: (number: number) => Promise<unknown>): Promise<void> {
  const started = performance.now()
  const acts: Promise<unknown>[] = []
  for (let number = 0; number < count; number++) {
    const early = started + (number * overMs) / count - performance.now()
    if (early > 1) await sleep(early)
    acts.push(act(number))
  }
  await Promise.all(acts)
}

/** `perSecond` people write to each of the shops in every second. Out: what was written. */
export async function writeToAll(
  place: Place,
  shops: Shop[],
  people: string[],
  seconds: number,
  perSecond: number,
  mark: string,
): Promise<Written[]> {
  const written: Written[] = []
  await steadily(shops.length * perSecond * seconds, seconds * 1000, async (number) => {
    const shop = shops[number % shops.length]!
    const personId = people[Math.floor(number / shops.length) % people.length]!
    const text = `price ${mark} ${number}`
    written.push({ text, at: Date.now() })
    await place.sim('POST', '/simulator/messages', { accountId: shop.accountExternalId, personId, text })
  })
  return written
}
