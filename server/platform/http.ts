import { Agent, type Dispatcher, request } from 'undici'
import { NetworkError, type Http } from '../model/channel.ts'

const tooLate = 'TOO_LATE'
// Codes after which the request certainly reached nobody: the connection was never made, or nothing was written to it.
const neverSent = new Set([tooLate, 'ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT'])

/**
 * Nothing of a call is written after its time limit: by then others judge whether it had an effect. The limit's own timer cannot see to
 * that. When a process stood still while it waited for connections and goes on, it hears of all that were made meanwhile, and writes to
 * them, before any timer has its turn. Looked at last thing before the first byte.
 */
const neverLate: Dispatcher.DispatcherComposeInterceptor = (dispatch) => (options, handler) => {
  // Both clocks: one may be set back, the other may not count the time that a machine slept.
  const [asked, askedAt] = [performance.now(), Date.now()]
  const start = handler.onRequestStart?.bind(handler)
  handler.onRequestStart = (controller, context) => {
    start?.(controller, context)
    if (Math.max(performance.now() - asked, Date.now() - askedAt) < (options.headersTimeout ?? Infinity)) return
    controller.abort(Object.assign(new Error('the time limit was over before the call began'), { code: tooLate }))
  }
  return dispatch(options, handler)
}

/**
 * The network for calls to the platforms: kept-alive connections, one time limit for the whole call, no redirects.
 * The address is an operator's setting, so private addresses are allowed here; user-given addresses go another way.
 */
export function platformHttp(): { http: Http; close(): Promise<void> } {
  const agent = new Agent({ connections: 128, pipelining: 1, keepAliveTimeout: 30_000, connect: { timeout: 5_000 } }).compose(neverLate)
  const http: Http = async ({ method, url, headers, body, timeoutMs }) => {
    try {
      const answer = await request(url, {
        method,
        headers,
        body: body ?? null,
        dispatcher: agent,
        signal: AbortSignal.timeout(timeoutMs),
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
    }
  }
  return { http, close: () => agent.close() }
}
