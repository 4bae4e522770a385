import type { World } from '../world/world.ts'
import { findNumber } from '../whatsapp/numbers.ts'
import { findSubscription, type Subscription } from './subscriptions.ts'

/** Where the `messages` of one number, or of all numbers of a business account, go instead of the app's address. */
export type Override = { targetId: string; url: string; verifyToken: string }

/** meta-platform.md 13.1, row 1.23 */
export const maxOverrideChars = 200

export const findOverride = (world: World, targetId: string): Override | null =>
  world.store.get<Override>('select * from overrides where targetId = ?', targetId) ?? null

/** Sets one, or takes it away with null. In: the id of a number or of a business account. */
export function setOverride(world: World, targetId: string, wish: { url: string; verifyToken: string } | null): void {
  world.store.run('delete from overrides where targetId = ?', targetId)
  if (wish) world.store.run('insert into overrides (targetId, url, verifyToken) values (?, ?, ?)', targetId, wish.url, wish.verifyToken)
}

/**
 * Where the webhooks of an account go: to the app, but `messages` of WhatsApp first to the number's own address, then to that of its
 * business account (13.1, row 1.23). All are signed with the app's secret.
 * In:  the account, and the fields that one body gathers.
 * Out: null when nobody listens.
 */
export function findTarget(world: World, accountId: string, fields: string[]): Subscription | null {
  const subscription = findSubscription(world, accountId)
  if (!subscription || fields.some((field) => field !== 'messages')) return subscription
  const number = findNumber(world, accountId)
  const override = number && (findOverride(world, accountId) ?? findOverride(world, number.wabaId))
  return override ? { ...subscription, url: override.url } : subscription
}
