import { Agent, request } from 'undici'
import { NetworkError, type Http } from '../model/channel.ts'

// Codes after which the request certainly reached nobody: the connection was never made.
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

/**
 * The network for calls to the platforms: kept-alive connections, one time limit for the whole call, no redirects.
 * The address is an operator's setting, so private addresses are allowed here; user-given addresses go another way.
 * In: how many calls to one platform may be under way at once; one more waits, and its waiting counts against its time limit.
 */
export function platformHttp(connections: number): { http: Http; close(): Promise<void> } {
  const agent = new Agent({ connections, pipelining: 1, keepAliveTimeout: 30_000, connect: { timeout: 5_000 } })
  const http: Http = async ({ method, url, headers, body, timeoutMs }) => {
    // AbortSignal.timeout goes off for calls that were answered long ago, too, each time with an error and its stack; here the timer ends with the call.
    const tooLong = new AbortController()
    const timer = setTimeout(() => tooLong.abort(new DOMException(`no answer within ${timeoutMs} ms`, 'TimeoutError')), timeoutMs)
    try {
      const answer = await request(url, {
        method,
        headers,
        body: body ?? null,
        dispatcher: agent,
        signal: tooLong.signal,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
      })
      const text = await answer.body.text()
      const flat: Record<string, string> = {}
      for (const [name, value] of Object.entries(answer.headers)) flat[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
      return { status: answer.statusCode, headers: flat, body: text }
    } catch (error) {
      const code = (error as { code?: string }).code ?? (error as Error).name
      throw new NetworkError(
        `${method} ${new URL(url).origin}: ${(error as Error).message}`,
        neverSent.has(code) ? 'none' : 'unknown',
        code,
      )
    } finally {
      clearTimeout(timer)
    }
  }
  return { http, close: () => agent.close() }
}
