import { request } from 'undici'
import { setFields, type Account } from '../world/accounts.ts'
import { productOf, type World } from '../world/world.ts'

/** Where an account's webhooks go, and what they are signed with. */
export type Subscription = { accountId: string; url: string; verifyToken: string; secret: string; secondSecret: string | null }

export const findSubscription = (world: World, accountId: string): Subscription | null =>
  world.store.get<Subscription>('select * from subscriptions where accountId = ?', accountId) ?? null

export const listSubscriptions = (world: World): Subscription[] =>
  world.store.all<Subscription>('select * from subscriptions order by accountId')

/**
 * Sets (or replaces) where an account's webhooks go: what is done once in the app's dashboard. An account that no call has subscribed yet
 * is opened for all fields; one that was is left as it was, so that a program which subscribes wrongly stays as deaf as it would be out
 * there.
 */
export function saveSubscription(world: World, account: Account, wish: Subscription): void {
  world.store.run(
    `insert into subscriptions (accountId, url, verifyToken, secret, secondSecret) values (?, ?, ?, ?, ?)
     on conflict (accountId) do update set url = excluded.url, verifyToken = excluded.verifyToken, secret = excluded.secret,
       secondSecret = excluded.secondSecret`,
    account.id,
    wish.url,
    wish.verifyToken,
    wish.secret,
    wish.secondSecret,
  )
  if (account.fields.length > 0) return
  const { own, page } = productOf(world, account).webhooks.firstFields(account)
  setFields(world, account.id, own, page)
}

/**
 * Asks the address whether it wants the webhooks (meta-platform.md 1.2): dotted parameters, an integer challenge, and
 * nothing but status 200 with exactly that integer as the body will do. Redirects are not followed.
 * Out: null when it agreed, otherwise one sentence that says what came instead.
 */
export async function whyHandshakeFails(world: World, url: string, verifyToken: string): Promise<string | null> {
  const challenge = world.store.transaction(() => String(1_000_000_000 + Math.floor(world.dice.roll() * 1_000_000_000)))
  const query = `hub.mode=subscribe&hub.challenge=${challenge}&hub.verify_token=${encodeURIComponent(verifyToken)}`
  try {
    const answer = await request(`${url}${url.includes('?') ? '&' : '?'}${query}`, {
      method: 'GET',
      headers: { accept: '*/*', 'user-agent': 'facebookplatform/1.0 (+http://developers.facebook.com)' },
      headersTimeout: 5_000,
      bodyTimeout: 5_000,
    })
    const body = await answer.body.text()
    if (answer.statusCode !== 200) return `${url} answered the handshake with ${answer.statusCode} instead of 200`
    if (body !== challenge)
      return `${url} answered the handshake with ${JSON.stringify(body.slice(0, 80))} instead of the challenge ${challenge}`
    return null
  } catch (error) {
    return `${url} could not be reached for the handshake: ${(error as Error).message || (error as { code?: string }).code}`
  }
}
