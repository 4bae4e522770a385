import type { Outcome } from '../platform/call.ts'
import { products } from '../products.ts'
import { lacksAtApp } from '../webhooks/queueUpdate.ts'
import { findTarget } from '../webhooks/findTarget.ts'
import { listSubscriptions } from '../webhooks/subscriptions.ts'
import { getAccount } from '../world/accounts.ts'
import type { World } from '../world/world.ts'
import { checkApp } from './login.ts'

/**
 * GET /{app}/subscriptions with the app's own token, `APP|SECRET` (meta-platform.md 1.1): where webhooks of each object go, and its fields.
 * The accounts of one product share an address: that of the account that was subscribed first. Errors: 101.
 */
export function readAppSubscriptions(world: World, given: string): Outcome {
  const [id, secret] = given.split('|')
  checkApp(world, id, secret)
  const subscribed = listSubscriptions(world).map(({ accountId }) => getAccount(world, accountId))
  const data = Object.entries(products).flatMap(([channel, { webhooks }]) => {
    const account = subscribed.find((one) => one.channel === channel)
    const target = account && findTarget(world, account.id, [])
    if (!target || lacksAtApp(world, webhooks.object)) return []
    const fields = webhooks.fields.filter((name) => !lacksAtApp(world, webhooks.object, name)).map((name) => ({ name, version: 'v27.0' }))
    return [{ object: webhooks.object, callback_url: target.url, active: true, fields }]
  })
  return { body: { data } }
}
