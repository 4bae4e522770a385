import { readServiceAccount } from './destinations/googleToken.ts'
import type { AuthInput } from './endpoints.schemas.ts'

/** How a request to an endpoint is authenticated: what may be shown, and what is sealed. */
export type ShownAuth = { type: AuthInput['type']; username?: string; header?: string; headers?: string[]; email?: string }

/** Divides it. Out: `secret` null when there is none. */
export function divideAuth(auth: AuthInput): { shown: ShownAuth; secret: string | null } {
  switch (auth.type) {
    case 'NONE':
      return { shown: { type: 'NONE' }, secret: null }
    case 'BASIC':
      return { shown: { type: 'BASIC', username: auth.username }, secret: auth.password }
    case 'BEARER':
      return { shown: { type: 'BEARER' }, secret: auth.token }
    case 'API_KEY':
      return { shown: { type: 'API_KEY', header: auth.header }, secret: auth.value }
    case 'CUSTOM':
      return { shown: { type: 'CUSTOM', headers: Object.keys(auth.headers) }, secret: JSON.stringify(auth.headers) }
    case 'GOOGLE_SERVICE_ACCOUNT':
      return { shown: { type: auth.type, email: readServiceAccount(auth.key)!.client_email }, secret: auth.key }
  }
}

/** The headers of a request. In: what is shown, and the secret in clear. */
export function authHeaders(shown: ShownAuth, secret: string | null): Record<string, string> {
  switch (shown.type) {
    case 'NONE':
    case 'GOOGLE_SERVICE_ACCOUNT':
      return {}
    case 'BASIC':
      return { authorization: `Basic ${Buffer.from(`${shown.username ?? ''}:${secret ?? ''}`).toString('base64')}` }
    case 'BEARER':
      return { authorization: `Bearer ${secret ?? ''}` }
    case 'API_KEY':
      return { [(shown.header ?? '').toLowerCase()]: secret ?? '' }
    case 'CUSTOM':
      return lowerCase(JSON.parse(secret ?? '{}') as Record<string, string>)
  }
}

/** Names of headers have no case: the later of two is the one. */
export const lowerCase = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
