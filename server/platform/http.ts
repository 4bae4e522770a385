import { Readable } from 'node:stream'
import { Agent, buildConnector, type Dispatcher } from 'undici'
import {
  answerTooLong,
  bytesNotTaken,
  NetworkError,
  usualAnswerBytes,
  type Http,
  type HttpRequest,
  type HttpResponse,
} from '../model/http.ts'

type Code = { code?: string }

/**
 * Connects, and remembers errors from before the connection: unknown host, refused, untrusted certificate. After those a request certainly
 * reached no server, whatever the code; there are dozens for certificates alone.
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
 * The HTTP client for the platforms: keep-alive connections, one time limit for the whole request, a size limit on the response, no
 * redirects. The address is an operator's setting, so private addresses are allowed here; addresses given by users must go another way.
 * In:     how many requests to one platform may run at once; one more waits, and its wait counts against its time limit.
 */
export function platformHttp(connections: number): { http: Http; close(): Promise<void> } {
  const { connector, wasBefore } = rememberingConnector(5_000)
  const agent = new Agent({ connections, pipelining: 1, keepAliveTimeout: 30_000, connect: connector })
  const inMemory: Http = ({ method, url, headers, body, timeoutMs, maxAnswerBytes = usualAnswerBytes }) =>
    new Promise((resolve, reject) => {
      const { origin, pathname, search } = new URL(url)
      let under: Dispatcher.DispatchController | null = null
      let answer: Omit<HttpResponse, 'body'> = { status: 0, headers: {} }
      const parts: Buffer[] = []
      let size = 0
      let over = false
      const fail = (error: Error & Code) => {
        clearTimeout(limit)
        const code = error.code ?? error.name
        reject(
          new NetworkError(`${method} ${origin}: ${error.message}`, code === 'NEVER_BEGUN' || wasBefore(error) ? 'none' : 'unknown', code),
        )
      }
      // Two clocks: one may be set back, the other may not count the time a machine was asleep.
      const [asked, askedAt] = [performance.now(), Date.now()]
      const isOverdue = () => over || Math.max(performance.now() - asked, Date.now() - askedAt) >= timeoutMs
      // One limit from here to the last byte. A request that still waits for a connection is never sent.
      const limit = setTimeout(() => {
        over = true
        if (under) under.abort(overdue('no answer in time', 'TIMEOUT'))
        else fail(overdue('no connection became free in time', 'NEVER_BEGUN'))
      }, timeoutMs)
      // By `dispatch` and not by `request`: its streams and signals cost as much as the rest of the call.
      agent.dispatch(
        { origin, path: pathname + search, method, headers, body: bodyFor(body), headersTimeout: timeoutMs, bodyTimeout: timeoutMs },
        {
          onRequestStart(controller) {
            under = controller
            // The last check before the first byte: after the time limit another worker may already judge whether the call had an effect,
            // so nothing may be written any more. The timer cannot ensure that: a process that was suspended while it waited for a
            // connection gets the connection, and writes, before any timer fires.
            if (isOverdue()) controller.abort(overdue('the time limit was over before the call began', 'NEVER_BEGUN'))
          },
          onResponseStart(controller, status, given) {
            answer = { status, headers: flat(given) }
            if (Number(answer.headers['content-length']) > maxAnswerBytes) controller.abort(tooLong(maxAnswerBytes))
          },
          onResponseData(controller, bytes) {
            size += bytes.length
            if (size > maxAnswerBytes) return controller.abort(tooLong(maxAnswerBytes))
            parts.push(bytes)
          },
          onResponseEnd() {
            clearTimeout(limit)
            resolve({ ...answer, body: parts.length === 1 ? parts[0]! : Buffer.concat(parts) })
          },
          onResponseError: (_, error) => fail(error),
        },
      )
    })
  /** By `request`: its stream is read no faster than its bytes are taken. */
  async function inPieces(request: HttpRequest & { take: NonNullable<HttpRequest['take']> }): Promise<HttpResponse> {
    const { method, url, headers, timeoutMs, maxAnswerBytes = usualAnswerBytes, take } = request
    const { origin, pathname, search } = new URL(url)
    const failed = (error: Error & Code, effect: 'none' | 'unknown', code = error.code ?? error.name) =>
      new NetworkError(`${method} ${origin}: ${error.message}`, effect, code)
    const signal = AbortSignal.timeout(timeoutMs)
    const limits = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs }
    const answer = await agent.request({ origin, path: pathname + search, method, headers, signal, ...limits }).catch((error: Error) => {
      throw failed(error, wasBefore(error) ? 'none' : 'unknown')
    })
    const parts: Buffer[] = []
    let size = 0
    try {
      for await (const bytes of answer.body as AsyncIterable<Buffer>) {
        size += bytes.length
        if (size > maxAnswerBytes) throw tooLong(maxAnswerBytes)
        if (answer.statusCode !== 200) parts.push(bytes)
        else await take(bytes).catch((error: Error) => Promise.reject(Object.assign(error, { code: bytesNotTaken })))
      }
    } catch (error) {
      answer.body.on('error', () => {}).destroy()
      throw failed(error as Error, 'unknown')
    }
    return { status: answer.statusCode, headers: flat(answer.headers), body: Buffer.concat(parts) }
  }
  const http: Http = (request) => (request.take ? inPieces({ ...request, take: request.take }) : inMemory(request))
  return { http, close: () => agent.close() }
}

const bodyFor = (body: HttpRequest['body']) =>
  body === undefined ? null : typeof body === 'string' || body instanceof Uint8Array ? body : Readable.from(body, { objectMode: false })

const overdue = (words: string, code: string): Error & Code => Object.assign(new Error(words), { code })
const tooLong = (most: number): Error & Code =>
  Object.assign(new Error(`the answer is longer than ${most} bytes and was not read to its end`), { code: answerTooLong })

function flat(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const those: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) those[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
  return those
}
