import type { Credentials } from '../../model/channel.ts'
import { type Http, type HttpRequest, NetworkError } from '../../model/http.ts'

/**
 * For tests: a network that returns prepared responses in turn and records the requests. An object is returned as JSON, text and bytes as
 * they are, an Error is thrown.
 */
export type Scripted = { status?: number; headers?: Record<string, string>; json?: unknown; body?: string | Uint8Array } | Error

export function scriptedHttp(...script: Scripted[]): { http: Http; calls: HttpRequest[] } {
  const calls: HttpRequest[] = []
  const http: Http = async (request) => {
    calls.push(request)
    const next = script.shift()
    if (!next) throw new Error(`no answer was prepared for ${request.method} ${request.url}`)
    if (next instanceof Error) throw next
    const body = next.body ?? JSON.stringify(next.json ?? {})
    return { status: next.status ?? 200, headers: next.headers ?? {}, body: typeof body === 'string' ? Buffer.from(body) : body }
  }
  return { http, calls }
}

export const refusedConnection = new NetworkError('connect ECONNREFUSED', 'none', 'ECONNREFUSED')
export const lostAnswer = new NetworkError('socket hang up', 'unknown', 'ECONNRESET')

/** The platform's error envelope (meta-platform.md 8.1). */
export const graphError = (code: number, subcode?: number, message = `(#${code}) refused`): { error: Record<string, unknown> } => ({
  error: {
    message,
    type: 'OAuthException',
    code,
    ...(subcode === undefined ? {} : { error_subcode: subcode }),
    fbtrace_id: 'A7OjVVCXwSdfpIERKqntSKo',
  },
})

export const byInstagram: Credentials = {
  channel: 'instagram',
  externalId: '17841405309211844',
  pageId: null,
  loginType: 'instagram',
  accessToken: 'IGAAtest',
  graphUrl: 'https://graph.instagram.com',
  graphVersion: 'v27.0',
}

export const byFacebook: Credentials = {
  ...byInstagram,
  pageId: '1000000000000001',
  loginType: 'facebook',
  accessToken: 'EAABtest',
  graphUrl: 'https://graph.facebook.com',
}
