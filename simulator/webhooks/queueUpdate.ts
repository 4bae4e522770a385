import type { Product } from '../product.ts'
import { getAccount, type Account } from '../world/accounts.ts'
import { productOf, type World } from '../world/world.ts'
import { phpJson } from './body.ts'
import type { Container, Update } from './envelope.ts'
import { findTarget } from './findTarget.ts'

/**
 * Queues one webhook for the app, in the transaction of its cause: after a kill -9 either both are stored or neither. Sends nothing unless
 * app-level subscription and the account's own field are set (meta-platform.md 1.1, 2.2); echoes are part of `messages` (13.1, row 1.24).
 * Out: the number of its delivery; null when it is held or not sent.
 */
export function queueUpdate(
  world: World,
  account: Account,
  container: Container,
  field: string,
  value: unknown,
  afterMs = 0,
): number | null {
  const carried = account.fields.includes(container === 'standby' ? 'standby' : field) || isPartOfMessages(account, field)
  if (!carried || lacksAtApp(world, productOf(world, account).webhooks.object, field)) return null
  if (!world.store.get('select 1 from subscriptions where accountId = ?', account.id)) return null
  const update: Update = { accountId: account.id, container, field, value, at: world.clock.now() }
  if (!world.settings.current().batch.on) return queueDelivery(world, [update], afterMs)
  world.store.run(
    'insert into held_updates (accountId, container, field, value, at) values (?, ?, ?, ?, ?)',
    update.accountId,
    update.container,
    update.field,
    JSON.stringify(update.value),
    update.at,
  )
  world.store.afterCommit(() => {
    for (const listener of world.onHeld) listener()
  })
  return null
}

/** On Instagram; a Page has a field for them (4.2). */
const isPartOfMessages = ({ channel, fields }: Account, field: string): boolean =>
  channel === 'instagram' && field === 'message_echoes' && fields.includes('messages')

/** Whether the app itself is not subscribed to the object, or to this field of it. */
export function lacksAtApp(world: World, object: string, field?: string): boolean {
  const lacks = world.settings
    .current()
    .appLacks.split(',')
    .map((one) => one.trim())
  return lacks.includes(object) || (field !== undefined && lacks.includes(`${object}.${field}`))
}

/** The webhook payload of these updates, as the platform serializes it; different objects never share one. */
const bodyOf = (world: World, updates: Update[], now: number): unknown =>
  productAt(world, updates[0]!.accountId).webhooks.body(world, updates, now)

const productAt = (world: World, accountId: string): Product => productOf(world, getAccount(world, accountId))

/** Creates one delivery row for one or more updates; its bytes are fixed here and stay the same over retries. */
export function queueDelivery(world: World, updates: Update[], afterMs = 0): number {
  const now = world.clock.now()
  const dueAt = now + afterMs
  const accountId = updates[0]!.accountId
  const { seq } = world.store.run(
    "insert into deliveries (accountId, fields, body, state, nextAt, createdAt) values (?, ?, ?, 'pending', ?, ?)",
    accountId,
    [...new Set(updates.map((update) => update.field))].join(','),
    phpJson(bodyOf(world, updates, now)),
    dueAt,
    now,
  )
  world.store.afterCommit(() => {
    for (const listener of world.onDelivery) listener({ seq, accountId, dueAt })
  })
  return seq
}

/**
 * Releases what batch mode held: updates of accounts with the same address and secret share payloads, at most `max` in each
 * (meta-platform.md 1.4: up to 1000).
 * Out: how many payloads were queued.
 */
export function flushHeld(world: World): { updates: number; bodies: number } {
  return world.store.transaction(() => {
    const { max, reverse } = world.settings.current().batch
    const held = world.store.all<Omit<Update, 'value'> & { value: string }>('select * from held_updates order by seq')
    world.store.run('delete from held_updates')
    if (reverse) held.reverse()
    const targets = new Map<string, Update[]>()
    for (const { value, accountId, container, field, at } of held) {
      const target = findTarget(world, accountId, [field])
      if (!target) continue
      const place = `${target.url} ${target.secret} ${productAt(world, accountId).webhooks.object}`
      const list = targets.get(place) ?? []
      list.push({ accountId, container, field, at, value: JSON.parse(value) as unknown })
      targets.set(place, list)
    }
    let bodies = 0
    for (const list of targets.values()) {
      for (let from = 0; from < list.length; from += max, bodies += 1) queueDelivery(world, list.slice(from, from + max))
    }
    return { updates: held.length, bodies }
  })
}
