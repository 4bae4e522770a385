import { GraphError, refuse } from '../platform/errors.ts'
import { checkToken } from '../platform/access.ts'
import type { Outcome } from '../platform/call.ts'
import { names, text, type Params } from '../platform/params.ts'
import { findAccount, getAccount, listAccounts } from '../world/accounts.ts'
import * as ids from '../world/ids.ts'
import { readMeta } from '../world/meta.ts'
import { whyNotRedirect } from '../platform/whyNotRedirect.ts'
import type { ConsentQuestion } from './consentPage.ts'
import { findToken, instagramScopes, issueToken, lifeMs } from '../world/tokens.ts'
import type { World } from '../world/world.ts'

// Instagram Business Login, meta-platform.md 7.2.

const hourMs = 3_600_000
const basic = 'instagram_business_basic'

/** The decision at the consent page; null means that the page asks. Set by POST /simulator/consent. */
export type Consent = { decision: 'grant' | 'deny' | string[]; accountId?: string; targets?: Record<string, string[]>; unlisted?: string[] }

/** The content of the consent page, or the address it redirects to at once. */
export type ConsentStep = { redirect: string } | { ask: ConsentQuestion } | { error: string; hint?: string }

/**
 * GET /www.instagram.com/oauth/authorize
 * In: the address's parameters; `decision` and `account` are the page's own answer, otherwise the decision set beforehand is used.
 */
export function authorize(world: World, params: Params): ConsentStep {
  const redirectUri = text(params, 'redirect_uri') ?? ''
  const clientId = text(params, 'client_id') ?? ''
  if (!clientId) return { error: 'Invalid platform app: client_id is missing' }
  const foreign = whyNotRedirect(world, redirectUri)
  if (foreign) return { error: foreign }
  if (text(params, 'response_type') !== 'code') return { error: 'response_type must be code' }
  const wanted = (text(params, 'scope') ?? '').split(/[,\s]+/).filter(Boolean)
  const unknown = wanted.find((scope) => !instagramScopes.includes(scope))
  if (wanted.length === 0 || unknown) return { error: `Invalid scope: ${unknown ?? 'none was asked for'}` }

  const own = text(params, 'decision')
  const consent: Consent | null = own
    ? { decision: own === 'deny' ? 'deny' : (names(params, 'allow') ?? []), accountId: text(params, 'account') }
    : readMeta<Consent>(world.store, 'consent')
  const accounts = listAccounts(world).filter(({ channel }) => channel === 'instagram')
  if (!consent) {
    const choices = accounts.toReversed().map(({ id, username, name }) => ({ id, title: username, more: name }))
    return { ask: { client: clientId, host: 'Instagram', scopes: wanted, required: [basic], choices } }
  }
  const state = text(params, 'state')
  const back = (answer: Record<string, string>) => {
    const target = new URL(redirectUri)
    for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value)
    if (state !== undefined) target.searchParams.set('state', state)
    return target.href
  }
  if (consent.decision === 'deny') {
    return { redirect: back({ error: 'access_denied', error_reason: 'user_denied', error_description: 'The user denied your request' }) }
  }
  const account = consent.accountId ? findAccount(world, consent.accountId) : accounts.at(-1)
  if (!account)
    return {
      error: 'Invalid request: no account',
      hint: 'there is no simulated account to log in with; POST /simulator/accounts makes one',
    }
  // Without the basic permission there is no login: the page does not let a person decline it.
  const scopes = Array.isArray(consent.decision) ? wanted.filter((scope) => scope === basic || consent.decision.includes(scope)) : wanted
  const code = ids.loginCode(world.dice)
  world.store.run(
    'insert into codes (code, accountId, redirectUri, clientId, scopes, issuedAt) values (?, ?, ?, ?, ?, ?)',
    code,
    account.id,
    redirectUri,
    clientId,
    JSON.stringify(scopes),
    world.clock.now(),
  )
  // The platform appends "#_"; a client that does not strip it has a wrong code.
  return { redirect: `${back({ code })}#_` }
}

/** The error format of the exchange, which is not the Graph envelope. */
export class LoginError extends Error {}

type Code = {
  code: string
  accountId: string
  redirectUri: string
  clientId: string
  scopes: string
  issuedAt: number
  usedAt: number | null
  host: string
}

/** POST /api.instagram.com/oauth/access_token. Errors: LoginError. */
export function exchangeCode(world: World, params: Params): Outcome {
  const { app, tokenAnswer } = world.settings.current()
  for (const name of ['client_id', 'client_secret', 'grant_type', 'redirect_uri', 'code']) {
    if (!text(params, name)) throw new LoginError(`Missing required field ${name}`)
  }
  if (text(params, 'grant_type') !== 'authorization_code') throw new LoginError('Invalid grant_type')
  if (app.secret !== null && text(params, 'client_secret') !== app.secret) throw new LoginError('Error validating client secret.')
  const code = world.store.get<Code>('select * from codes where code = ?', text(params, 'code')!)
  if (code?.host !== 'www.instagram.com' || code.usedAt !== null || world.clock.now() - code.issuedAt > hourMs)
    throw new LoginError('Matching code was not found or was already used')
  if (code.clientId !== text(params, 'client_id')) throw new LoginError('The code was issued to another app')
  if (code.redirectUri !== text(params, 'redirect_uri'))
    throw new LoginError(
      'Error validating verification code. Please make sure your redirect_uri is identical to the one you used in the OAuth dialog request',
    )
  world.store.run('update codes set usedAt = ? where code = ?', world.clock.now(), code.code)
  const scopes = JSON.parse(code.scopes) as string[]
  const token = issueToken(world, getAccount(world, code.accountId), 'short', scopes)
  const flat = { access_token: token.token, user_id: code.accountId, permissions: scopes }
  return {
    body: tokenAnswer === 'wrapped' ? { data: [{ ...flat, permissions: scopes.join(',') }] } : flat,
    effect: { kind: 'token', accountId: code.accountId, life: 'short' },
  }
}

/** GET /access_token?grant_type=ig_exchange_token: exchanges a short-lived token for a long-lived one. Errors: 100, 190. */
export function exchangeShortToken(world: World, params: Params, given: string | null): Outcome {
  if (text(params, 'grant_type') !== 'ig_exchange_token') throw refuse.invalid('Param grant_type must be ig_exchange_token')
  const { secret } = world.settings.current().app
  const clientSecret = text(params, 'client_secret')
  if (!clientSecret || (secret !== null && clientSecret !== secret))
    throw new GraphError(101, 'Error validating client secret.', { bare: true })
  const token = tokenFor(world, given)
  if (token.life !== 'short') throw refuse.invalid('The access token is not a short-lived one')
  return longToken(world, token.accountId, token.scopes)
}

/** GET /refresh_access_token: sixty more days, for a token that is at least a day old. Errors: 100, 190. */
export function refreshToken(world: World, params: Params, given: string | null): Outcome {
  if (text(params, 'grant_type') !== 'ig_refresh_token') throw refuse.invalid('Param grant_type must be ig_refresh_token')
  const token = tokenFor(world, given)
  if (token.life !== 'long') throw refuse.invalid('Only a long-lived access token can be refreshed')
  if (!token.scopes.includes('instagram_business_basic')) throw refuse.missingPermission('instagram_business_basic')
  if (world.clock.now() - token.issuedAt < 24 * hourMs) {
    throw new GraphError(Number(world.settings.current().youngTokenAs), 'The access token must be at least 24 hours old to be refreshed')
  }
  return longToken(world, token.accountId, token.scopes)
}

function tokenFor(world: World, given: string | null) {
  if (!given) throw refuse.noToken()
  const token = findToken(world, given)
  if (token?.host !== 'graph.instagram.com') throw refuse.badToken()
  checkToken(world, token)
  return token
}

function longToken(world: World, accountId: string, scopes: string[]): Outcome {
  const token = issueToken(world, getAccount(world, accountId), 'long', scopes)
  return {
    body: { access_token: token.token, token_type: 'bearer', expires_in: Math.floor(lifeMs.long! / 1000), permissions: scopes.join(',') },
    effect: { kind: 'token', accountId, life: 'long' },
  }
}
