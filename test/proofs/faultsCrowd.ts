import { expect } from 'vitest'
import { everyRow, letAllBeDelivered, type Said } from '../support/ledgers.ts'
import type { Place } from '../support/npmStart.ts'
import type { Shop } from '../support/openShop.ts'
import { until } from '../support/until.ts'
import { meetPeople, steadily } from './viralCrowds.ts'

/** People who write numbered messages to a shop that replies to each with the message's own text. */
export type Crowd = {
  /** How many messages have been written so far. */
  written(): number
  /** Resolves when all messages are written. */
  done: Promise<void>
}

type Heard = { text: string; outcome: string; outcomeText: string }

const textOf = (person: number, number: number) => `price ${person} ${String(number).padStart(3, '0')}`

/** In: how many people, how many messages of each, over how long. */
export async function letThemTalk(
  place: Place,
  shop: Shop,
  people: number,
  each: number,
  overMs: number,
): Promise<Crowd & { ids: string[]; each: number }> {
  const ids = await meetPeople(place, people)
  let written = 0
  const done = steadily(people * each, overMs, async (turn) => {
    await shop.write(textOf(turn % people, Math.floor(turn / people)), ids[turn % people])
    written++
  })
  return { ids, each, written: () => written, done }
}

/**
 * Checks the invariants at the end: every message was ingested once and got one reply, each person got the replies in the order of the
 * messages, and ledger and platform agree. Waits for this, since late messages still arrive.
 * In: ms to wait at most; `order`: that of writing, or, when webhooks were refused and thus delivered in another order, that of arrival.
 */
export async function expectAllAnswered(
  place: Place,
  shop: Shop,
  crowd: { ids: string[]; each: number },
  limitMs: number,
  order: 'written' | 'arrived' = 'written',
): Promise<void> {
  await letAllBeDelivered(place)
  const list = `/api/messages?direction=out&accountId=${shop.accountId}`
  const count = crowd.ids.length * crowd.each
  await until(
    'everything is said',
    async () => {
      const open = (await Promise.all(['pending', 'in_doubt'].map((status) => everyRow<Said>(place, `${list}&status=${status}`)))).flat()
      const said = await everyRow<Said>(place, list)
      if (!open.length && said.length >= count) return true
      const texts = new Set(said.map((one) => one.text))
      const missing = crowd.ids
        .flatMap((_, person) => Array.from({ length: crowd.each }, (__, number) => textOf(person, number)))
        .filter((text) => !texts.has(text))
      const events = (await everyRow<Heard>(place, `/api/events?accountId=${shop.accountId}&kind=message`)).filter((one) =>
        missing.includes(one.text),
      )
      throw new Error(
        `${open.length} are open, such as ${JSON.stringify(open[0])}; not answered: ${missing.join(', ')}; heard of them: ${events.map((one) => `${one.text}: ${one.outcome} ${one.outcomeText}`).join(', ')}`,
      )
    },
    limitMs,
  )
  const said = await everyRow<Said>(place, list)
  expect(said.filter((one) => one.status !== 'sent')).toEqual([])
  expect(said.length).toBe(count)
  const arrived =
    order === 'arrived' ? (await everyRow<Heard>(place, `/api/events?accountId=${shop.accountId}&kind=message`)).toReversed() : []
  for (const [person, id] of crowd.ids.entries()) {
    const written = Array.from({ length: crowd.each }, (_, number) => textOf(person, number))
    const heard = arrived.map(({ text }) => text).filter((text) => written.includes(text))
    if (order === 'arrived') expect(heard.toSorted()).toEqual(written)
    expect(await shop.said(id)).toEqual(order === 'arrived' ? heard : written)
  }
}
