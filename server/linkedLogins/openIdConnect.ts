import { createHmac } from 'node:crypto'
import * as client from 'openid-client'
import type { Http, HttpRequest } from '../model/http.ts'
import type { LoginPerson, OidcSettings } from '../model/login.ts'

/** The name of this way to sign in, in addresses and in `providerId`. */
export const oidcName = 'oidc'

/** Under what logins of a provider are stored: a slash at the end of the setting makes no other provider of it. */
export const oidcProviderId = (issuer: string): string => `${oidcName}/${issuer.replace(/\/$/, '')}`

/** Why a login with the provider failed, by the codes that the pages know. */
export class OidcError extends Error {
  override name = 'OidcError'
  readonly code: 'platform_unreachable' | 'app_rejected' | 'code_rejected' | 'login_refused'
  constructor(code: OidcError['code'], cause: unknown) {
    // The name of the claim that is wrong, where it is one; none of its values, which are about a person.
    const { claim } = ((cause as Error | undefined)?.cause ?? {}) as { claim?: unknown }
    super([cause instanceof Error ? cause.message : code, ...(typeof claim === 'string' ? [claim] : [])].join(': '), { cause })
    this.code = code
  }
}

/**
 * A person, as the provider describes them. `address`: an email that it says it has verified; `hasUnverified`: it named one without saying
 * so. `methods`: how they proved who they are (`amr`).
 */
export type OidcPerson = LoginPerson & { address: string | null; hasUnverified: boolean; methods: string[] }

/** What the provider sent back; every part of it is checked again here. */
export type OidcAnswer = { state: string; code: string; iss?: string | undefined; redirectUri: string; browser: string }

export type OpenIdConnect = {
  /** Where a person is sent. In: `browser`: the secret of the browser that begins; the nonce and the PKCE verifier are made of it. */
  consentUrl(question: { redirectUri: string; state: string; browser: string }): Promise<string>
  /** Who the person is. Errors: OidcError. */
  read(answer: OidcAnswer): Promise<OidcPerson>
}

const timeoutMs = 10_000
const documentBytes = 1024 * 1024
/** How long what the provider says about itself is used before it is asked again. Its keys are renewed when one is missing. */
const discoveredForMs = 3_600_000
/** The clocks of both sides may differ by this much. */
const skewSeconds = 60

/** Derived from a secret that only the browser's cookie has, so neither is stored. */
const derived = (browser: string, name: 'nonce' | 'pkce'): string => createHmac('sha256', browser).update(name).digest('base64url')

/**
 * OpenID Connect with one provider: authorization code with PKCE, a nonce, and an ID token whose signature, issuer, audience and times are
 * checked by `openid-client`. In: `nowMs`: the machine's clock, which tokens are checked by as well.
 */
export function openIdConnect(settings: OidcSettings, http: Http, nowMs: () => number): OpenIdConnect {
  let known: { until: number; config: Promise<client.Configuration> } | null = null

  function discovered(): Promise<client.Configuration> {
    if (known && known.until > nowMs()) return known.config
    const config = discover(settings, http).catch((error: unknown) => {
      known = null
      throw toOidcError(error)
    })
    known = { until: nowMs() + discoveredForMs, config }
    return config
  }

  return {
    async consentUrl({ redirectUri, state, browser }) {
      const config = await discovered()
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: settings.scopes,
        state,
        nonce: derived(browser, 'nonce'),
        code_challenge: await client.calculatePKCECodeChallenge(derived(browser, 'pkce')),
        code_challenge_method: 'S256',
      })
      return url.href
    },
    async read({ state, code, iss, redirectUri, browser }) {
      const config = await discovered()
      try {
        const url = new URL(redirectUri)
        for (const [name, value] of Object.entries({ state, code, iss })) if (value !== undefined) url.searchParams.set(name, value)
        const tokens = await client.authorizationCodeGrant(config, url, {
          expectedState: state,
          expectedNonce: derived(browser, 'nonce'),
          pkceCodeVerifier: derived(browser, 'pkce'),
          idTokenExpected: true,
        })
        const claims = tokens.claims()!
        // Some providers name the address only there.
        const asks = claims['email'] === undefined && config.serverMetadata().userinfo_endpoint !== undefined
        const more = asks ? await client.fetchUserInfo(config, tokens.access_token, claims.sub) : {}
        return personIn({ ...more, ...claims })
      } catch (error) {
        throw toOidcError(error)
      }
    },
  }
}

async function discover(settings: OidcSettings, http: Http): Promise<client.Configuration> {
  const config = await discoverAs(new URL(settings.issuer), settings, http).catch((error: unknown) => {
    const other = sameButSlash(settings.issuer, error)
    if (other) return discoverAs(other, settings, http)
    throw error
  })
  if (config.serverMetadata().code_challenge_methods_supported?.includes('S256') === false)
    throw new Error('the provider does not support PKCE with S256')
  return config
}

/** What the provider calls itself, where that differs from the setting by a slash at the end alone; null otherwise. */
function sameButSlash(given: string, error: unknown): URL | null {
  const { attribute, body } = ((error as Error).cause ?? {}) as { attribute?: unknown; body?: { issuer?: unknown } }
  const named = attribute === 'issuer' ? body?.issuer : null
  return named === `${given}/` || (typeof named === 'string' && `${named}/` === given) ? new URL(named) : null
}

function discoverAs(issuer: URL, settings: OidcSettings, http: Http): Promise<client.Configuration> {
  return client.discovery(
    issuer,
    settings.clientId,
    { [client.clockTolerance]: skewSeconds, ...(settings.secret ? { client_secret: settings.secret } : {}) },
    settings.secret ? clientSecret(settings.secret) : client.None(),
    {
      [client.customFetch]: fetchBy(http),
      timeout: timeoutMs / 1000,
      // Signatures are checked in any case, also of what came over TLS. Settings allow http on this machine alone.
      execute: [client.enableNonRepudiationChecks, ...(issuer.protocol === 'http:' ? [client.allowInsecureRequests] : [])],
    },
  )
}

/** Sends the secret in the way that the provider says it supports; without a word from it, as the standard says. */
const clientSecret =
  (secret: string): client.ClientAuth =>
  (server, ...given) => {
    const way = server.token_endpoint_auth_methods_supported?.includes('client_secret_post')
      ? client.ClientSecretPost(secret)
      : client.ClientSecretBasic(secret)
    way(server, ...given)
  }

/** The hub's HTTP client for addresses that the operator sets: one time limit, no redirects, a limit for the size. */
const fetchBy =
  (http: Http): client.CustomFetch =>
  async (url, { method, headers, body }) => {
    const answer = await http({
      method: method as HttpRequest['method'],
      url,
      headers: Object.fromEntries(new Headers(headers)),
      ...(body ? { body: body instanceof URLSearchParams ? body.toString() : (body as string) } : {}),
      timeoutMs,
      maxAnswerBytes: documentBytes,
    })
    const text = answer.status === 204 ? null : Buffer.from(answer.body)
    return new Response(text, { status: answer.status, headers: answer.headers })
  }

function toOidcError(error: unknown): OidcError {
  if (error instanceof OidcError) return error
  if (error instanceof client.ResponseBodyError) {
    if (['invalid_client', 'unauthorized_client'].includes(error.error)) return new OidcError('app_rejected', error)
    if (error.error === 'invalid_grant') return new OidcError('code_rejected', error)
    return new OidcError('login_refused', error)
  }
  if (error instanceof client.WWWAuthenticateChallengeError) return new OidcError('app_rejected', error)
  const names = [error, (error as Error).cause].map((one) => (one instanceof Error ? one.name : ''))
  return new OidcError(names.includes('NetworkError') ? 'platform_unreachable' : 'login_refused', error)
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value.trim() ? value.trim() : null)

/** In: the claims about a person. An address counts as verified only if the provider says so. */
function personIn(claims: Record<string, unknown> & { sub: string }): OidcPerson {
  const email = textOf(claims['email'])?.toLowerCase() ?? null
  const isVerified = claims['email_verified'] === true || claims['email_verified'] === 'true'
  const amr = claims['amr']
  return {
    id: claims.sub,
    name: (textOf(claims['name']) ?? textOf(claims['preferred_username']))?.slice(0, 100) ?? null,
    // Pages load no pictures from hosts that nobody named to them.
    pictureUrl: null,
    address: isVerified ? email : null,
    hasUnverified: email !== null && !isVerified,
    methods: Array.isArray(amr) ? amr.filter((one) => typeof one === 'string') : [],
  }
}
