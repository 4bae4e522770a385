import { ChannelError } from '../../model/channel.ts'
import { type Http, type HttpResponse, NetworkError, textIn } from '../../model/http.ts'
import type { GrantTarget, LoginSite } from '../../model/login.ts'
import { idOf, type JsonObject, isTrue, listOf, objectOf, textOf } from './fields.ts'
import { readLoginAnswer } from './login/askLogin.ts'
import { grantTargetsIn } from './login/grantTargets.ts'
import { sentence } from './sentences.ts'

// What an app can be asked about itself, with its own token: its id and its secret (meta-platform.md 1.1, 7.1).

const timeoutMs = 10_000

/** One object of the app's webhooks: where they are sent, and of which fields. */
export type AppSubscription = { object: string; callbackUrl: string; isActive: boolean; fields: string[] }

/** What is known of a token. `why`: the platform's words for one that is not valid. */
export type TokenState = {
  isValid: boolean
  why: string | null
  scopes: string[]
  targets: GrantTarget[]
  expiresAt: Date | null
  dataAccessExpiresAt: Date | null
}

/**
 * Reads the app's subscriptions, which its secret must allow, and what the platform's clock showed.
 * Errors: ChannelError: `app_rejected` when id or secret are wrong.
 */
export async function readAppSubscriptions(
  http: Http,
  site: LoginSite,
): Promise<{ subscriptions: AppSubscription[]; platformTime: Date | null }> {
  const { json, answer } = await ask(http, site, `${encodeURIComponent(site.app.id)}/subscriptions`, {})
  const subscriptions = listOf(json.data).flatMap((item) => {
    const one = objectOf(item)
    const object = textOf(one?.object)
    if (!one || object === null) return []
    const fields = listOf(one.fields).flatMap((field) => textOf(field) ?? textOf(objectOf(field)?.name) ?? [])
    return [{ object, callbackUrl: textOf(one.callback_url) ?? '', isActive: one.active === undefined || isTrue(one.active), fields }]
  })
  const at = Date.parse(answer.headers.date ?? '')
  return { subscriptions, platformTime: Number.isFinite(at) ? new Date(at) : null }
}

/** Reads what the platform says about a token of the app. Errors: ChannelError. */
export async function readTokenState(http: Http, site: LoginSite, token: string): Promise<TokenState> {
  const { json } = await ask(http, site, 'debug_token', { input_token: token })
  const told = objectOf(json.data) ?? {}
  const time = (value: unknown) => {
    const seconds = Number(idOf(value) ?? 0)
    return seconds > 0 ? new Date(seconds * 1_000) : null
  }
  return {
    isValid: isTrue(told.is_valid),
    why: textOf(objectOf(told.error)?.message),
    scopes: listOf(told.scopes).flatMap((scope) => textOf(scope) ?? []),
    targets: grantTargetsIn(told),
    expiresAt: time(told.expires_at),
    dataAccessExpiresAt: time(told.data_access_expires_at),
  }
}

async function ask(
  http: Http,
  { app, hosts, graphVersion }: LoginSite,
  path: string,
  given: Record<string, string>,
): Promise<{ json: JsonObject; answer: HttpResponse }> {
  const query = new URLSearchParams(given)
  // In a header: no logged address contains the secret.
  const headers = { accept: 'application/json', authorization: `Bearer ${app.id}|${app.secret}` }
  const url = `${hosts.facebook}/${graphVersion}/${path}${query.size ? `?${query}` : ''}`
  const answer = await http({ method: 'GET', url, headers, timeoutMs }).catch((error: unknown) => {
    const line = error instanceof NetworkError && error.effect === 'none' ? 'down' : 'shaky'
    throw new ChannelError('unreachable', sentence('meta.read.unreachable'), 'retry', null, line)
  })
  return { json: readLoginAnswer({ status: answer.status, text: textIn(answer) }), answer }
}

/** Pages of the platform's dashboard where an app is set up. */
export const dashboard = {
  basic: (appId: string) => `https://developers.facebook.com/apps/${encodeURIComponent(appId)}/settings/basic/`,
  webhooks: (appId: string) => `https://developers.facebook.com/apps/${encodeURIComponent(appId)}/webhooks/`,
  roles: (appId: string) => `https://developers.facebook.com/apps/${encodeURIComponent(appId)}/roles/roles/`,
  review: (appId: string) => `https://developers.facebook.com/apps/${encodeURIComponent(appId)}/app-review/permissions/`,
  apps: 'https://developers.facebook.com/apps/',
  leadTerms: 'https://www.facebook.com/legal/leadgen/tos',
  leadAccess: 'https://business.facebook.com/settings/leads-accesses',
  numbers: 'https://business.facebook.com/wa/manage/phone-numbers/',
  businessApps: 'https://www.facebook.com/settings/?tab=business_tools',
  pageAccess: 'https://www.facebook.com/settings/?tab=profile_access',
}
