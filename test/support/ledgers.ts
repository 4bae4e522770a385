import type { Place } from './npmStart.ts'
import { until } from './until.ts'

// Three ledgers record what happened: the simulator's deliveries (what was acknowledged), its calls (what the platform did), and the
// product's own lists.

/** What the ledgers are read from: a place where the product runs, or a fleet. */
export type Asked = Pick<Place, 'api' | 'sim'>

export type Delivery = {
  seq: number
  state: 'pending' | 'delivered' | 'dropped'
  nextAt: string | null
  attempts: { status: number | null; fault?: string }[]
  body: string
}

/** Moves the clock to the time of each retry of a webhook, until none is pending: each is delivered, or dropped by a fault. */
export async function letAllBeDelivered(place: Asked): Promise<Delivery[]> {
  await until(
    'every webhook is delivered or dropped',
    async () => {
      const waiting = await everyDelivery(place, '&state=pending')
      if (!waiting.length) return true
      const { now } = await place.sim<{ now: string }>('GET', '/simulator/clock')
      const next = Math.max(...waiting.map((one) => Date.parse(one.nextAt!)))
      if (next > Date.parse(now)) await place.sim('POST', '/simulator/clock', { advanceMs: next - Date.parse(now) })
      return false
    },
    60_000,
  )
  return everyDelivery(place)
}

const perPage = 1_000

async function everyDelivery(place: Asked, more = ''): Promise<Delivery[]> {
  const all: Delivery[] = []
  for (let since = 0; ; since = all.at(-1)!.seq) {
    const { data } = await place.sim<{ data: Delivery[] }>('GET', `/simulator/deliveries?since=${since}&limit=${perPage}${more}`)
    all.push(...data)
    if (data.length < perPage) return all
  }
}

/** Texts of people whose webhook the product answered with 200: from then on it owes them a reply. */
export const acknowledgedWords = (all: Delivery[]) =>
  wordsIn(all.filter((one) => one.state === 'delivered' && one.attempts.at(-1)!.status === 200))

/** Texts of people whose webhook was never delivered, because of a fault. */
export const droppedWords = (all: Delivery[]) => wordsIn(all.filter((one) => one.attempts.at(-1)?.fault === 'drop'))

/** Ids of WhatsApp messages of which no status update was delivered, because of faults. */
export function unreportedIds(all: Delivery[]): Set<string> {
  const idsOf = (some: Delivery[]) =>
    some.flatMap((one) =>
      (JSON.parse(one.body) as Update).entry.flatMap(({ changes = [] }) => changes.flatMap(({ value }) => value.statuses ?? [])),
    )
  const told = new Set(idsOf(all.filter((one) => one.state === 'delivered')).map(({ id }) => id))
  return new Set(idsOf(all).flatMap(({ id }) => (told.has(id) ? [] : [id])))
}

type Update = {
  entry: {
    id: string
    messaging?: { message?: { text?: string; is_echo?: boolean } }[]
    changes?: {
      field: string
      value: {
        text?: string
        message?: string
        item?: string
        from?: { id: string }
        messages?: { text?: { body: string } }[]
        statuses?: { id: string; status: string }[]
      }
    }[]
  }[]
}

/** Messages and comments of people, without echoes and the account's own comments. */
function wordsIn(deliveries: Delivery[]): string[] {
  const entries = deliveries.flatMap((one) => (JSON.parse(one.body) as Update).entry)
  return entries.flatMap(({ id, messaging = [], changes = [] }) => [
    ...messaging.flatMap(({ message }) => (message?.text !== undefined && !message.is_echo ? [message.text] : [])),
    ...changes.flatMap(({ field, value }) => {
      // Of Instagram, a Page and a WhatsApp number.
      if (field === 'comments') return value.text !== undefined && value.from?.id !== id ? [value.text] : []
      if (field === 'feed') return value.item === 'comment' && value.message !== undefined && value.from?.id !== id ? [value.message] : []
      return field === 'messages' ? (value.messages ?? []).flatMap(({ text }) => (text ? [text.body] : [])) : []
    }),
  ])
}

export type Said = {
  id: string
  accountId: string
  kind: string
  text: string
  status: string
  error: { code: string; text: string } | null
  channelMessageId: string | null
  attempts: { outcome: string; httpStatus: number | null }[]
}

/** Every row of one of the product's lists, over all of its pages. */
export async function everyRow<T>(place: Asked, address: string): Promise<T[]> {
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

export type Effect = { kind: string; id: string; text: string; personId: string; accountId: string }
/** One call that the platform received. `status` null: it got no response. */
export type Call = { seq: number; at: string; method: string; path: string; status: number | null; fault?: string; effect?: Effect }

/** The calls that the platform received, after a number. */
export async function callsSince(place: Asked, since: number): Promise<Call[]> {
  const all: Call[] = []
  for (let last = since; ; last = all.at(-1)!.seq) {
    const { data } = await place.sim<{ data: Call[] }>('GET', `/simulator/calls?since=${last}&limit=${perPage}`)
    all.push(...data)
    if (data.length < perPage) return all
  }
}

/** Messages that reached people. */
export const messagesIn = (calls: Call[]): Effect[] => calls.flatMap(({ effect }) => (effect?.kind === 'message' ? [effect] : []))

/** The effects of the product's calls on the platform: the checker's own ledger. */
export const effectsOf = async (place: Asked): Promise<Effect[]> => messagesIn(await callsSince(place, 0))
