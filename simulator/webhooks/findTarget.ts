import { findAccount } from '../world/accounts.ts'
import { productOf, type World } from '../world/world.ts'
import { findSubscription, type Subscription } from './subscriptions.ts'

/**
 * Where the webhooks of an account go: to the app, unless its product sends these elsewhere. All are signed with the app's secret.
 * In:  the account, and the fields that one body gathers.
 * Out: null when nobody listens.
 */
export function findTarget(world: World, accountId: string, fields: string[]): Subscription | null {
  const subscription = findSubscription(world, accountId)
  const account = subscription && findAccount(world, accountId)
  const url = account && productOf(world, account).webhooks.otherUrl?.(world, account, fields)
  return url ? { ...subscription, url } : subscription
}
