import { findAccount } from '../world/accounts.ts'
import { productOf, type World } from '../world/world.ts'
import { findSubscription, type Subscription } from './subscriptions.ts'

/**
 * Returns the address for an account's webhooks: the app's, unless its product sends these elsewhere. All are signed with the app's secret.
 * In:  the account, and the fields that one payload gathers.
 * Out: null when there is no subscription.
 */
export function findTarget(world: World, accountId: string, fields: string[]): Subscription | null {
  const own = findSubscription(world, accountId)
  const elsewhere = world.settings.current().appCallbackUrl
  const subscription = own && elsewhere ? { ...own, url: elsewhere } : own
  const account = subscription && findAccount(world, accountId)
  const url = account && productOf(world, account).webhooks.otherUrl?.(world, account, fields)
  return url ? { ...subscription, url } : subscription
}
