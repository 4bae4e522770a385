import { request } from 'undici'
import { setFields, type Account } from '../world/accounts.ts'
import { productOf, type World } from '../world/world.ts'

/** The address for an account's webhooks, and the secrets that sign them. */
export type Subscription = { accountId: string; url: string; verifyToken: string; secret: string; secondSecret: string | null }

export const findSubscription = (world: World, accountId: string): Subscription | null =>
  world.store.get<Subscription>('select * from subscriptions where accountId = ?', accountId) ?? null

export const listSubscriptions = (world: World): Subscription[] =>
  world.store.all<Subscription>('select * from subscriptions order by accountId')

/**
 * Sets (or replaces) the address for an account's webhooks, as is done once in the app's dashboard. An account that no call has subscribed
 * yet is subscribed to all fields; one that was subscribed is left unchanged, so that a program with a wrong subscription receives as
 * little as it would from the real platform.
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
 * Makes the handshake with an address (meta-platform.md 1.2): dotted parameters, an integer challenge; only status 200 with exactly that
 * integer as the body is accepted. Redirects are not followed.
 * Out: null on success, otherwise one sentence that describes the actual response.
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
