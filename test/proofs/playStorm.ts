import { setTimeout as sleep } from 'node:timers/promises'
import { drained } from '../support/backlog.ts'
import { startFleet, type Fleet } from '../support/fleet.ts'
import { acknowledgedWords, callsSince, everyRow, letAllBeDelivered, type Call, type Said } from '../support/ledgers.ts'
import { channels, openChannel, type ChannelShop } from '../support/openEveryChannel.ts'
import { letReportsEnd } from '../support/settleReports.ts'
import { until } from '../support/until.ts'

export type StormSize = {
  /** This many people do one thing each: every other one writes a message, the others comment, where the channel has comments. */
  webhooks: number
  /** The channels take turns: Instagram, Messenger, WhatsApp. */
  accounts: number
  workers: number
  kills: { worker: number; postgres: number; redis: number }
}
type Kill = { what: keyof StormSize['kills']; at: number }

/** The three ledgers after the storm, and the faults that occurred. */
export type Storm = {
  acknowledged: string[]
  calls: Call[]
  heard: string[]
  said: Said[]
  kills: Kill[]
  faults: { on: string; kind: string; fired: number }[]
  endedByThemselves: string[]
}

export const answerTo = (words: string): string => `You wrote: ${words}`
const wordsOf = (person: number, { channel }: ChannelShop): string => `price please, I am number ${person} on ${channel}`

/** Some calls get a late response, so that every kill finds calls with an effect and without a response. */
export const slowMs = 300
const faults = [
  { on: '/graph.', kind: 'reset_after_effect', rate: 0.01 },
  // Of the calls that get no response half had their effect.
  { on: '/graph.', kind: 'timeout', rate: 0.0025 },
  { on: '/graph.', kind: 'timeout', effect: true, rate: 0.0025 },
  { on: 'webhooks/message_echoes', kind: 'drop', rate: 0.02 },
  { on: '/messages', kind: 'delay', delayMs: slowMs, rate: 0.3 },
]

/** This many may wait for a reply: enough to keep all workers busy, and few enough that the last kills still find messages in flight. */
const openAtMost = ({ webhooks }: StormSize): number => Math.min(600, Math.max(60, webhooks / 20))
const writersAtOnce = 8

/**
 * People write while workers, PostgreSQL and Redis are killed again and again; then everything is left to settle.
 * Out:    the ledgers, for the caller to check.
 * Errors: rejects when something does not come to rest within its limit.
 */
export async function playStorm(size: StormSize, say: (line: string) => void): Promise<Storm> {
  const fleet = await startFleet({ webs: 1, workers: size.workers })
  const startedAt = performance.now()
  const tell = (line: string) => say(`${((performance.now() - startedAt) / 1000).toFixed(0).padStart(5)} s  ${line}`)
  try {
    const { acts, whatsappIds } = await fillWorld(fleet, size)
    for (const fault of faults) await fleet.sim('POST', '/simulator/faults', fault)
    tell(`${size.webhooks} people on ${size.accounts} accounts begin to write`)
    const crowd = letAllWrite(fleet, acts, openAtMost(size))
    const kills = await killAgainAndAgain(fleet, size, crowd, tell)
    await crowd.done
    tell('all have written')
    const deliveries = await letAllBeDelivered(fleet)
    tell('every webhook is acknowledged or dropped')
    await letReportsEnd(fleet, whatsappIds, 300_000)
    await drained(fleet, 300_000)
    await crowd.stop()
    tell('nothing waits any more')
    const events = [
      ...(await everyRow<Heard>(fleet, '/api/events?kind=message')),
      ...(await everyRow<Heard>(fleet, '/api/events?kind=comment')),
    ]
    return {
      acknowledged: acknowledgedWords(deliveries),
      calls: await callsSince(fleet, 0),
      heard: events.map((one) => one.text),
      said: await everyRow<Said>(fleet, '/api/messages?direction=out'),
      kills,
      faults: (await fleet.sim<{ data: Storm['faults'] }>('GET', '/simulator/faults')).data,
      endedByThemselves: fleet.endedByThemselves(),
    }
  } catch (error) {
    say(fleet.said())
    throw error
  } finally {
    await fleet.stop()
  }
}

type Heard = { text: string }
type Act = () => Promise<unknown>

/** Accounts that reply to messages and comments, and people who write them. Out: also the product's ids of the WhatsApp numbers. */
async function fillWorld(fleet: Fleet, { accounts, webhooks }: StormSize): Promise<{ acts: Act[]; whatsappIds: Set<string> }> {
  const shops: ChannelShop[] = []
  for (let number = 0; number < accounts; number++) {
    const shop = await openChannel(fleet, channels[number % channels.length]!)
    for (const on of shop.comment ? ['message', 'comment'] : ['message'])
      await shop.automate({
        name: on,
        definition: { triggers: [{ on, keywords: ['price'] }], steps: [{ id: 'say', type: 'message', texts: [answerTo('{{text}}')] }] },
      })
    shops.push(shop)
  }
  const acts = Array.from({ length: webhooks }, (_, number) => async () => {
    const shop = shops[(number >> 1) % accounts]!
    const person = await shop.meet({ name: `Person ${number}` })
    const words = wordsOf(number, shop)
    await (number % 2 && shop.comment ? shop.comment(words, person) : shop.write(words, person))
  })
  return { acts, whatsappIds: new Set(shops.filter(({ channel }) => channel === 'whatsapp').map(({ accountId }) => accountId)) }
}

type Crowd = { written(): number; answered(): number; done: Promise<unknown>; stop(): Promise<void> }

/** Each person writes as soon as fewer than `open` wait for a reply. Replies are counted on the platform's side. */
function letAllWrite(fleet: Fleet, acts: Act[], open: number): Crowd {
  const count = { written: 0, answered: 0, over: false }
  const counting = (async () => {
    for (let since = 0; !count.over; await sleep(100)) {
      const calls = await callsSince(fleet, since)
      since = calls.at(-1)?.seq ?? since
      count.answered += calls.filter((call) => call.effect?.kind === 'message').length
    }
  })()
  const waiting = acts.values()
  const writers = Array.from({ length: writersAtOnce }, async () => {
    for (const act of waiting) {
      while (count.written - count.answered >= open) await sleep(5)
      await act()
      count.written++
    }
  })
  const done = Promise.race([Promise.all(writers), counting.then(() => Promise.reject(new Error('counting ended')))])
  done.catch(() => {})
  return {
    written: () => count.written,
    answered: () => count.answered,
    done,
    stop: () => ((count.over = true), counting),
  }
}

/** The order of the kills: each kind is spread over the whole storm. */
function orderOf(kills: StormSize['kills']): Kill['what'][] {
  const all = Object.entries(kills) as [Kill['what'], number][]
  return all
    .flatMap(([what, count]) => Array.from({ length: count }, (_, index) => ({ what, place: (index + 0.5) / count })))
    .toSorted((a, b) => a.place - b.place)
    .map(({ what }) => what)
}

async function killAgainAndAgain(fleet: Fleet, size: StormSize, crowd: Crowd, tell: (line: string) => void): Promise<Kill[]> {
  const order = orderOf(size.kills)
  const kills: Kill[] = []
  let worker = 0
  let redisKills = 0
  for (const [index, what] of order.entries()) {
    // This many replies, and then this many ms later: spread, so that kills hit webhooks, decisions, calls and their outcomes alike.
    const goal = Math.round(((index + 1) / (order.length + 1)) * size.webhooks)
    await until(`${goal} are answered`, () => crowd.answered() >= goal, 300_000)
    await sleep((index * 67) % 170)
    // A worker that is just starting holds no messages.
    const victim = fleet.workers[worker % size.workers]!
    if (what === 'worker') await victim.ready()
    kills.push({ what, at: Date.now() })
    if (what === 'worker') {
      victim.kill()
      worker++
    } else if (what === 'postgres') await fleet.postgres.kill()
    // A restarted Redis may have all its data, old data, or none.
    else await fleet.redis.kill(redisKills++ % 2 ? 'empty' : 'as it was')
    tell(`kill -9 of ${what === 'worker' ? victim.name : what}; ${crowd.written()} have written, ${crowd.answered()} are answered`)
  }
  return kills
}
