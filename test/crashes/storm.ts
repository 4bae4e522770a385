import { setTimeout as sleep } from 'node:timers/promises'
import type { Place } from '../support/npmStart.ts'
import { until } from '../support/until.ts'

/** What one person writes, and the answer that the automation gives: each names the person, so that no two are the same. */
export const wordsOf = (person: number): string => `price please, I am number ${person}`
export const answerTo = (words: string): string => `You wrote: ${words}`

type Crowd = {
  /** How many have written, as far as they know. */
  written(): number
  /** Resolves when each has written exactly once. */
  done: Promise<void>
}

const perSecond = 30

/**
 * People who write one message each, thirty a second. One whose message got no answer looks into the thread whether it is there,
 * and writes it (again) when it is not, as people do: so everybody has written once, whatever was killed meanwhile.
 */
export function letThemWrite(place: Place, accountExternalId: string, people: string[]): Crowd {
  let written = 0
  async function writeOnce(personId: string, text: string) {
    for (let unsure = false; ; unsure = true) {
      try {
        const there =
          unsure &&
          (
            await place.sim<{ data: { text: string }[] }>('GET', `/simulator/people/${personId}/inbox?accountId=${accountExternalId}`)
          ).data.some((one) => one.text === text)
        if (!there) await place.sim('POST', '/simulator/messages', { accountId: accountExternalId, personId, text })
        written++
        return
      } catch {
        await sleep(100)
      }
    }
  }
  async function writeAll() {
    const writing: Promise<void>[] = []
    for (const [index, personId] of people.entries()) {
      await simulatorIsThere(place)
      writing.push(writeOnce(personId, wordsOf(index)))
      await sleep(1000 / perSecond)
    }
    await Promise.all(writing)
  }
  return { written: () => written, done: writeAll() }
}

/** While everything lies dead nobody can write; the crowd waits and goes on at its pace. */
const simulatorIsThere = (place: Place) => until('the simulator is up', () => place.sim('GET', '/simulator/clock'), 60_000)

export type Delivery = {
  seq: number
  state: 'pending' | 'delivered' | 'dropped'
  nextAt: string | null
  attempts: { status: number | null; fault?: string }[]
  body: string
}

/** Moves the clock to wherever a webhook waits to be repeated, until none does: each is delivered, or dropped by a fault. */
export async function letAllBeDelivered(place: Place): Promise<Delivery[]> {
  return until(
    'every webhook is delivered or dropped',
    async () => {
      const all = await deliveriesOf(place)
      const waiting = all.filter((one) => one.state === 'pending')
      if (!waiting.length) return all
      const { now } = await place.sim<{ now: string }>('GET', '/simulator/clock')
      const next = Math.min(...waiting.map((one) => Date.parse(one.nextAt!)))
      if (next > Date.parse(now)) await place.sim('POST', '/simulator/clock', { advanceMs: next - Date.parse(now) })
      return null
    },
    60_000,
  )
}

async function deliveriesOf(place: Place): Promise<Delivery[]> {
  const all: Delivery[] = []
  for (let since = 0; ; since = all.at(-1)!.seq) {
    const { data } = await place.sim<{ data: Delivery[] }>('GET', `/simulator/deliveries?since=${since}&limit=500`)
    all.push(...data)
    if (data.length < 500) return all
  }
}

/** What people wrote whose webhook the product answered with 200: from then on it owes them an answer. */
export const acknowledgedWords = (all: Delivery[]) =>
  wordsIn(all.filter((one) => one.state === 'delivered' && one.attempts.at(-1)!.status === 200))

/** What people wrote whose webhook never came, by a fault. */
export const droppedWords = (all: Delivery[]) => wordsIn(all.filter((one) => one.attempts.at(-1)?.fault === 'drop'))

type Update = { entry: { messaging?: { message?: { text?: string; is_echo?: boolean } }[] }[] }

function wordsIn(deliveries: Delivery[]): string[] {
  const told = deliveries.flatMap((one) => (JSON.parse(one.body) as Update).entry.flatMap((entry) => entry.messaging ?? []))
  return told.flatMap(({ message }) => (message?.text !== undefined && !message.is_echo ? [message.text] : []))
}

export type Said = { id: string; text: string; status: string; channelMessageId: string | null; attempts: { httpStatus: number | null }[] }

/** Every row of a list of the product's, over all of its pages. */
export async function everyRow<T>(place: Place, address: string): Promise<T[]> {
  const rows: T[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const { status, body }: { status: number; body: { data: T[]; nextCursor: string | null } } = await place.api(
      'GET',
      `${address}&limit=200${cursor && `&cursor=${cursor}`}`,
    )
    if (status !== 200) throw new Error(`${address} answered ${status}: ${JSON.stringify(body)}`)
    rows.push(...body.data)
    cursor = body.nextCursor
  }
  return rows
}

export type Effect = { kind: string; id: string; text: string }

/** What the platform did because the product called it: the judge's own ledger. */
export async function effectsOf(place: Place): Promise<Effect[]> {
  const { data } = await place.sim<{ data: { effect?: Effect }[] }>('GET', '/simulator/calls')
  return data.flatMap((call) => (call.effect?.kind === 'message' ? [call.effect] : []))
}
