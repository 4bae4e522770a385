import { AsyncLocalStorage } from 'node:async_hooks'
import type { LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, buildConnector, type Dispatcher } from 'undici'
import { boundedResolve, type OwnedResolve } from './boundedResolve.ts'
import { isPublic, networksOf } from './reachable.ts'

const resolveBySystem = boundedResolve((host) => lookup(host, { all: true, verbatim: true }))

/**
 * An address that may not be called: `address_refused` (it leads inside), `https_needed`, `address_unknown` (no such host), `login_in_url`
 * (it has a user or a password).
 */
export class RefusedAddressError extends Error {
  override name = 'RefusedAddressError'
  readonly code: 'address_refused' | 'https_needed' | 'address_unknown' | 'login_in_url'
  constructor(code: RefusedAddressError['code'], host: string) {
    super(`${code}: ${host}`)
    this.code = code
  }
}

export type GuardedRequest = {
  method: string
  url: string
  /** Whose request it is (a workspace): its slow hosts hold up no others. */
  owner?: string
  headers: Record<string, string>
  body?: string
  timeoutMs: number
  /** Aborted: the request ends at once. */
  signal?: AbortSignal
  /** Bytes of the answer that are read; 4 kB unless said. */
  readAtMost?: number
}
/** `body`: the beginning of it. */
export type GuardedResponse = { status: number; headers: Record<string, string>; body: string }

export type GuardedHttp = {
  /**
   * Makes one request to an address that a user gave. Errors: RefusedAddressError before anything is sent; an Error with a `code` for what
   * the network did (`TIMEOUT` after the time limit).
   */
  request(request: GuardedRequest): Promise<GuardedResponse>
  /** Checks an address when it is saved. A host without addresses passes: it may get some. Errors: RefusedAddressError. */
  check(url: string, owner?: string): Promise<void>
  close(): Promise<void>
}

const usuallyReadAtMost = 4_096
const connectWithinMs = 10_000
/** A host without the brackets of version 6. */
const bare = (host: string): string => host.replace(/^\[|\]$/g, '')

/**
 * The HTTP client for addresses that users give: every address of the host is checked and the checked one is connected to, no redirect is
 * followed, https unless all addresses lie in `allow`, one time limit for the whole request, and no more than the first 4 kB are read
 * unless more is asked for.
 * In: networks that may be reached although they are not public (ENDPOINT_ALLOW); how hosts are resolved.
 */
export function guardedHttp({ allow, resolve = resolveBySystem }: { allow: readonly string[]; resolve?: OwnedResolve }): GuardedHttp {
  const isAllowed = networksOf(allow)
  /** Whose request asks for a connection. */
  const asking = new AsyncLocalStorage<string>()

  /** The addresses of a host that may be connected to: all or none of them. */
  async function addressesOf(protocol: string, host: string): Promise<LookupAddress[]> {
    const name = bare(host)
    const version = isIP(name)
    const found = version ? [{ address: name, family: version }] : await resolve(name, asking.getStore())
    if (!found.length) throw new RefusedAddressError('address_unknown', host)
    if (!found.every(({ address }) => isPublic(address) || isAllowed(address))) throw new RefusedAddressError('address_refused', host)
    if (protocol !== 'https:' && !found.every(({ address }) => isAllowed(address))) throw new RefusedAddressError('https_needed', host)
    return found
  }

  /** The only time that the resolver is asked: the socket connects to what was checked. */
  const lookupOf =
    (protocol: string): LookupFunction =>
    (host, options, done) =>
      void lookUp(protocol, host, options.all === true, done)
  async function lookUp(protocol: string, host: string, all: boolean, done: Parameters<LookupFunction>[2]): Promise<void> {
    let found: LookupAddress[]
    try {
      found = await addressesOf(protocol, host)
    } catch (error) {
      return done(error as Error, [])
    }
    if (all) done(null, found)
    else done(null, found[0]!.address, found[0]!.family)
  }
  // The lookup is an option of the connector. One given with a connection would be ignored.
  const connectorOf = (protocol: string) => buildConnector({ timeout: connectWithinMs, lookup: lookupOf(protocol) })
  const connectors = new Map(['https:', 'http:'].map((protocol) => [protocol, connectorOf(protocol)]))
  async function connectChecked(options: buildConnector.Options, callback: buildConnector.Callback): Promise<void> {
    const { protocol, hostname } = options
    try {
      // An address is not looked up, so it is checked here.
      if (isIP(bare(hostname))) await addressesOf(protocol, hostname)
    } catch (error) {
      return callback(error as Error, null)
    }
    connectors.get(protocol)!(options, callback)
  }
  const agent = new Agent({
    // As many as there are requests: many people's webhooks are at one host, and those that hang must not hold up the others.
    connections: null,
    pipelining: 1,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 10_000,
    connect: (options, callback) => void connectChecked(options, callback),
  })

  return {
    async check(url, owner = '') {
      const { protocol, hostname, username, password } = new URL(url)
      if (username || password) throw new RefusedAddressError('login_in_url', hostname)
      await asking
        .run(owner, () => addressesOf(protocol, hostname))
        .catch((error: Error) => {
          if (error instanceof RefusedAddressError && error.code !== 'address_unknown') throw error
        })
      if (protocol !== 'https:' && !allow.length) throw new RefusedAddressError('https_needed', hostname)
    },
    request: ({ method, url, owner = '', headers, body, timeoutMs, signal, readAtMost = usuallyReadAtMost }) =>
      new Promise((answered, failed) => {
        const { origin, pathname, search } = new URL(url)
        let under: Dispatcher.DispatchController | null = null
        let over: Error | null = null
        const answer: GuardedResponse = { status: 0, headers: {}, body: '' }
        const parts: Buffer[] = []
        let size = 0
        const end = (error: Error) => {
          over ??= error
          under?.abort(error)
          settle(() => failed(error))
        }
        // The status decides: once it is known, a body that is slow, cut or long is read no further, and that is all.
        const readNoFurther = () => under!.abort(enough)
        const late = (why: string) => () => (answer.status ? readNoFurther() : end(Object.assign(new Error(why), { code: 'TIMEOUT' })))
        const limit = setTimeout(late('no answer in time'), timeoutMs)
        const stopped = late('stopped')
        signal?.addEventListener('abort', stopped, { once: true })
        const settle = (tell: () => void) => {
          clearTimeout(limit)
          signal?.removeEventListener('abort', stopped)
          tell()
        }
        const complete = () => settle(() => answered({ ...answer, body: Buffer.concat(parts).subarray(0, readAtMost).toString('utf8') }))
        const dispatch: typeof agent.dispatch = (...given) => asking.run(owner, () => agent.dispatch(...given))
        dispatch(
          { origin, path: pathname + search, method, headers, body: body ?? null, headersTimeout: 0, bodyTimeout: 0 },
          {
            onRequestStart(controller) {
              under = controller
              if (over) controller.abort(over)
            },
            onResponseStart(_controller, status, given) {
              answer.status = status
              for (const [name, value] of Object.entries(given))
                answer.headers[name] = Array.isArray(value) ? value.join(', ') : (value ?? '')
            },
            onResponseData(_controller, bytes) {
              parts.push(bytes)
              size += bytes.length
              if (size >= readAtMost) readNoFurther()
            },
            onResponseEnd: complete,
            onResponseError: (_controller, error) => (answer.status ? complete() : settle(() => failed(error))),
          },
        )
      }),
    close: () => agent.destroy(),
  }
}

const enough = new Error('enough was read')
