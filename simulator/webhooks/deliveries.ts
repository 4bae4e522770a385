import { findAccount, setFields } from '../world/accounts.ts'
import { announce, productOf, type World } from '../world/world.ts'
import { nextTryAt } from './schedule.ts'

/** One attempt: what the platform saw, and which fault interfered. */
export type Attempt = { at: string; status: number | null; error?: string; fault?: string; ms: number }

export type Delivery = {
  seq: number
  accountId: string
  fields: string
  body: string
  state: 'pending' | 'delivered' | 'dropped'
  firstAt: number | null
  nextAt: number
  attempts: string
  createdAt: number
}

export const findDelivery = (world: World, seq: number): Delivery | undefined =>
  world.store.get<Delivery>('select * from deliveries where seq = ?', seq)

/** The payloads about an account that its app has not accepted yet, with those that are held for a batch. */
export const undelivered = (world: World, accountId: string): string[] =>
  world.store
    .all<{ body: string }>(
      "select body from deliveries where accountId = ? and state <> 'delivered' union all select value from held_updates where accountId = ?",
      accountId,
      accountId,
    )
    .map(({ body }) => body)

/** Pending deliveries whose time has come, in the order they were queued. */
export const dueDeliveries = (world: World, now: number): { seq: number; accountId: string }[] =>
  world.store.all("select seq, accountId from deliveries where state = 'pending' and nextAt <= ? order by seq", now)

/** When the next pending delivery after a time is due, on the product clock; null when none is pending. */
export const nextDueAfter = (world: World, time: number): number | null =>
  world.store.get<{ at: number | null }>("select min(nextAt) as at from deliveries where state = 'pending' and nextAt > ?", time)?.at ??
  null

/** The attempts so far. */
export const attemptsOf = (delivery: Delivery): Attempt[] => JSON.parse(delivery.attempts) as Attempt[]

/** Postpones a delivery to a later time of the product clock (a fault that delays); recorded as a note, not as an attempt. */
export function postpone(world: World, delivery: Delivery, until: number): void {
  const note: Attempt = { at: new Date(world.clock.now()).toISOString(), status: null, fault: 'delay', ms: 0 }
  world.store.run(
    'update deliveries set nextAt = ?, attempts = ? where seq = ?',
    until,
    JSON.stringify([...attemptsOf(delivery), note]),
    delivery.seq,
  )
}

/**
 * Records the result of one attempt.
 * In:  when the attempt began; `end` forces an end (a fault that drops it, an account without a subscription any more).
 * Out: when it is retried (product clock), or null when this was the last attempt.
 */
export function settle(
  world: World,
  delivery: Delivery,
  attempts: Attempt[],
  startedAt: number,
  end?: 'delivered' | 'dropped',
): number | null {
  const now = world.clock.now()
  const all = [...attemptsOf(delivery), ...attempts]
  const firstAt = delivery.firstAt ?? startedAt
  const tries = all.filter((attempt) => attempt.fault !== 'delay').length
  const delivered = end === undefined && attempts.some((attempt) => attempt.status === 200 && !attempt.fault?.startsWith('lost'))
  const account = findAccount(world, delivery.accountId)
  const schedule = account ? productOf(world, account).webhooks.retryMinutes : undefined
  const next = end || delivered ? null : nextTryAt(firstAt, tries, now, schedule)
  const state = end ?? (delivered ? 'delivered' : next === null ? 'dropped' : 'pending')
  world.store.run(
    'update deliveries set state = ?, firstAt = ?, nextAt = ?, attempts = ? where seq = ?',
    state,
    firstAt,
    next ?? now,
    JSON.stringify(all),
    delivery.seq,
  )
  announce(world, { kind: 'message', accountId: delivery.accountId })
  if (!delivered && end === undefined) switchOffAfterHours(world, delivery.accountId, now - firstAt)
  return next
}

// The platform unsubscribes an app whose webhooks have failed for too long (meta-platform.md 1.5); off unless set.
function switchOffAfterHours(world: World, accountId: string, failingMs: number): void {
  const { unsubscribeAfterHours } = world.settings.current()
  if (unsubscribeAfterHours !== null && failingMs >= unsubscribeAfterHours * 3_600_000) setFields(world, accountId, [], [])
}

export const deliveryStates = ['pending', 'delivered', 'dropped'] as const satisfies Delivery['state'][]

/** For people and tests: each delivery with its attempts, oldest first; of one state when it is given. */
export function readDeliveries(
  world: World,
  since: number,
  limit: number,
  state: Delivery['state'] | null = null,
): Record<string, unknown>[] {
  const rows = world.store.all<Delivery>(
    `select * from deliveries where seq > ? ${state === null ? '' : 'and state = ?'} order by seq limit ?`,
    ...(state === null ? [since, limit] : [since, state, limit]),
  )
  return rows.map((row) => ({
    seq: row.seq,
    at: new Date(row.createdAt).toISOString(),
    accountId: row.accountId,
    fields: row.fields.split(','),
    state: row.state,
    attempts: JSON.parse(row.attempts) as Attempt[],
    nextAt: row.state === 'pending' ? new Date(row.nextAt).toISOString() : null,
    body: row.body,
  }))
}
