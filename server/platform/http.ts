import { Agent, buildConnector, request } from 'undici'
import { NetworkError, type Http } from '../model/channel.ts'

/**
 * Connects, and remembers which errors came before there was a connection: no name, nobody there, no trust (TLS). After those a request
 * certainly reached nobody, whatever their codes are called; there are dozens for certificates alone.
 */
function rememberingConnector(timeout: number) {
  const connect = buildConnector({ timeout })
  const before = new WeakSet<Error>()
  const connector: buildConnector.connector = (options, callback) =>
    connect(options, (...[error, socket]) => {
      if (!error) return callback(null, socket)
      before.add(error)
      callback(error, null)
    })
  return { connector, wasBefore: (error: unknown) => error instanceof Error && before.has(error) }
}

/**
 * The network for calls to the platforms: kept-alive connections, one time limit for the whole call, no redirects.
 * The address is an operator's setting, so private addresses are allowed here; user-given addresses go another way.
 */
export function platformHttp(): { http: Http; close(): Promise<void> } {
  const { connector, wasBefore } = rememberingConnector(5_000)
  const agent = new Agent({ connections: 128, pipelining: 1, keepAliveTimeout: 30_000, connect: connector })
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
      throw new NetworkError(`${method} ${new URL(url).origin}: ${(error as Error).message}`, wasBefore(error) ? 'none' : 'unknown', code)
    }
  }
  return { http, close: () => agent.close() }
}
