import { createHmac } from 'node:crypto'
import { request } from 'undici'
import { revokeTokens } from '../world/tokens.ts'
import { findSubscription } from '../webhooks/subscriptions.ts'
import { ControlError } from './errors.ts'
import { maybeText, needAccount, needText, type Control } from './request.ts'

const expiresAfterS = 3_600

/**
 * POST /simulator/withdrawals {accountId, kind: "deauthorize"|"data_deletion", url, userId?}: a person removes the app in the platform's
 * settings, or has their data deleted, and the platform calls the app's address for it with a `signed_request` (meta-platform.md 7.4).
 * `userId`: the person; by default whoever connected the account, whose tokens end with it (190/458). The secret is that of the account's
 * subscription, and `url` is an address of the same server.
 */
export const withdraw: Control = async ({ world, body }) => {
  const account = needAccount(world, needText(body, 'accountId'))
  const kind = needText(body, 'kind')
  if (kind !== 'deauthorize' && kind !== 'data_deletion')
    throw new ControlError(400, 'bad_value', '"kind" is "deauthorize" or "data_deletion"')
  const url = needText(body, 'url')
  const subscription = findSubscription(world, account.id)
  if (!subscription)
    throw new ControlError(409, 'no_subscription', 'the account has no subscription, so no secret; POST /simulator/subscriptions')
  if (!URL.canParse(url) || new URL(url).origin !== new URL(subscription.url).origin)
    throw new ControlError(400, 'bad_value', `"url" must be an address of ${new URL(subscription.url).origin}`)
  const userId = maybeText(body, 'userId') ?? account.id
  if (userId === account.id) world.store.transaction(() => revokeTokens(world, account.id, 458))
  const issuedAt = Math.floor(world.clock.now() / 1000)
  const payload = Buffer.from(
    JSON.stringify({ algorithm: 'HMAC-SHA256', expires: issuedAt + expiresAfterS, issued_at: issuedAt, user_id: userId }),
  ).toString('base64url')
  const signedRequest = `${createHmac('sha256', subscription.secret).update(payload).digest('base64url')}.${payload}`
  try {
    const answer = await request(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': 'facebookplatform/1.0 (+http://developers.facebook.com)',
      },
      body: new URLSearchParams({ signed_request: signedRequest }).toString(),
      headersTimeout: 5_000,
      bodyTimeout: 5_000,
    })
    return { body: { status: answer.statusCode, answer: (await answer.body.text()).slice(0, 2_000), signedRequest } }
  } catch (error) {
    return { body: { status: null, error: (error as Error).message, signedRequest } }
  }
}
