import { strike } from '../world/faults.ts'
import type { World } from '../world/world.ts'
import { attemptsOf, dueDeliveries, findDelivery, nextDueAfter, postpone, settle, type Attempt, type Delivery } from './deliveries.ts'
import { signature } from './body.ts'
import { makePoster, type Poster } from './post.ts'
import { flushHeld } from './queueUpdate.ts'
import { findTarget } from './findTarget.ts'
import type { Subscription } from './subscriptions.ts'

const inFlightPerAccount = 32
/** How long a webhook that is to be overtaken waits for another one to do so, in real time. */
const swapWaitMs = 400

type Lane = { waiting: number[]; head: number; inFlight: number; held: number | null }

/**
 * Delivers queued webhooks to the product. The states of a delivery: pending → (attempted) → delivered | pending again, later | dropped;
 * each step is stored first. Deliveries of one account start in the order they were queued, up to 32 at a time.
 */
export type Engine = { poster: Poster; wake(): void; stop(): Promise<void> }

/** The headers of one delivery, signed according to the settings (meta-platform.md 1.3). */
export function deliveryHeaders(world: World, subscription: Subscription, body: string | Buffer): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': 'application/json', accept: '*/*', 'user-agent': 'facebookexternalua' }
  const { signWith, signWithSha1 } = world.settings.current()
  if (signWith === 'none') return headers
  const secret =
    signWith === 'wrong'
      ? `not ${subscription.secret}`
      : signWith === 'second'
        ? (subscription.secondSecret ?? `${subscription.secret}-2`)
        : subscription.secret
  const sha1: Record<string, string> = signWithSha1 ? { 'x-hub-signature': signature(body, secret, 'sha1') } : {}
  return { ...headers, ...sha1, 'x-hub-signature-256': signature(body, secret) }
}

/** Starts the engine and continues with the deliveries that an earlier process left pending. */
export function startEngine(world: World): Engine {
  const poster = makePoster()
  const lanes = new Map<string, Lane>()
  const known = new Set<number>()
  let timer: NodeJS.Timeout | undefined
  let flushTimer: NodeJS.Timeout | undefined
  const life = { over: false }
  // Up to when everything that is due was looked for. The next one is sought from here: one that became due since, while another timer was
  // still set for it, would be missed from now on.
  let lookedUpTo = 0
  let armedFor: number | null = null

  function enqueue({ seq, accountId }: { seq: number; accountId: string }): void {
    if (known.has(seq)) return
    known.add(seq)
    let lane = lanes.get(accountId)
    if (!lane) lanes.set(accountId, (lane = { waiting: [], head: 0, inFlight: 0, held: null }))
    lane.waiting.push(seq)
    pump(lane)
  }

  function pump(lane: Lane): void {
    while (!life.over && lane.inFlight < inFlightPerAccount && lane.head < lane.waiting.length) {
      const seq = lane.waiting[lane.head]!
      lane.head += 1
      lane.inFlight += 1
      void bring(lane, seq).finally(() => {
        lane.inFlight -= 1
        pump(lane)
      })
    }
    if (lane.head === lane.waiting.length) {
      lane.waiting = []
      lane.head = 0
    }
  }

  async function bring(lane: Lane, seq: number): Promise<void> {
    const delivery = findDelivery(world, seq)
    if (delivery?.state !== 'pending') return void known.delete(seq)
    const startedAt = world.clock.now()
    const subscription = findTarget(world, delivery.accountId, delivery.fields.split(','))
    if (!subscription) {
      known.delete(seq)
      return void settle(world, delivery, [attempt({ status: null, error: 'no app is subscribed', ms: 0 })], startedAt, 'dropped')
    }
    // A delivery that was already postponed is not postponed again.
    const fault = attemptsOf(delivery).at(-1)?.fault === 'delay' ? null : strike(world, `webhooks/${delivery.fields}`, delivery.accountId)
    if (fault?.kind === 'drop') {
      known.delete(seq)
      return void settle(world, delivery, [attempt({ status: null, fault: 'drop', ms: 0 })], startedAt, 'dropped')
    }
    if (fault?.kind === 'delay') {
      known.delete(seq)
      postpone(world, delivery, startedAt + (fault.options.delayMs ?? 1_000))
      return arm()
    }
    if (fault?.kind === 'reorder' && lane.held === null) {
      // Postponed until the next delivery of this account was made (or none came), then delivered.
      lane.held = seq
      await waitUntil(() => lane.held !== seq, swapWaitMs)
      lane.held = null
    }
    if (life.over) return
    const copies = fault?.kind === 'duplicate' ? 2 : 1
    const results = await Promise.all(Array.from({ length: copies }, () => send(delivery, subscription)))
    if (lane.held !== null && lane.held !== seq) lane.held = null
    if (life.over) return
    // These kinds reach the product, but its response is lost on the way back: the platform must treat it as failed.
    const lost = fault && ['status', 'graph', 'timeout', 'reset_after_effect'].includes(fault.kind)
    const attempts = results.map((result) => {
      if (!lost) return attempt({ ...result, ...(fault && { fault: fault.kind }) })
      return attempt({ ...result, status: fault.options.status ?? (fault.kind === 'status' ? 500 : null), fault: `lost: ${fault.kind}` })
    })
    const next = await world.store.grouped(() => settle(world, delivery, attempts, startedAt))
    if (life.over) return
    known.delete(seq)
    if (next === null) return
    if (next <= world.clock.now()) enqueue(delivery)
    else arm()
  }

  const attempt = (result: Omit<Attempt, 'at'>): Attempt => ({ at: new Date(world.clock.now()).toISOString(), ...result })

  const send = (delivery: Delivery, subscription: Subscription) =>
    poster.post(subscription.url, delivery.body, deliveryHeaders(world, subscription, delivery.body))

  const real = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms).unref())

  async function waitUntil(done: () => boolean, limitMs: number): Promise<void> {
    for (let waited = 0; waited < limitMs && !done() && !life.over; waited += 5) await real(5)
  }

  // One timer for the next retry; a moved clock wakes the engine. A timer for the same time stays, or a stream of calls would put it off.
  function arm(): void {
    const at = nextDueAfter(world, lookedUpTo)
    if (at === armedFor) return
    clearTimeout(timer)
    armedFor = life.over ? null : at
    if (armedFor === null || at === null) return
    timer = setTimeout(wake, Math.min(Math.max(at - world.clock.now(), 10), 2 ** 31 - 1))
    timer.unref()
  }

  function wake(): void {
    if (life.over) return
    lookedUpTo = world.clock.now()
    armedFor = null
    for (const due of dueDeliveries(world, lookedUpTo)) enqueue(due)
    arm()
    armFlush()
  }

  /** A new delivery: made at once, or when its time has come (a status that takes a while). */
  function onQueued({ seq, accountId, dueAt }: { seq: number; accountId: string; dueAt: number }): void {
    if (dueAt > world.clock.now()) arm()
    else enqueue({ seq, accountId })
  }

  function armFlush(): void {
    const { holdMs } = world.settings.current().batch
    if (holdMs === null || flushTimer) return
    flushTimer = setTimeout(() => {
      flushTimer = undefined
      if (!life.over) flushHeld(world)
    }, holdMs)
    flushTimer.unref()
  }

  world.onDelivery.add(onQueued)
  world.onHeld.add(armFlush)

  return {
    poster,
    wake,
    async stop() {
      life.over = true
      clearTimeout(timer)
      clearTimeout(flushTimer)
      world.onDelivery.delete(onQueued)
      world.onHeld.delete(armFlush)
      await poster.close()
    },
  }
}
