import { isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { ApiError } from '../platform/errors.ts'
import { isLoopbackAddress } from './proxies.ts'

type Requested = Pick<FastifyRequest, 'headers' | 'socket'>
type Known = Pick<Deps['config'], 'publicUrl' | 'allowedOrigins'>

const forwardingHeaders = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-server',
  'x-real-ip',
]

/** The host name in a Host header or an origin, without port and brackets; null when there is none. */
export function hostnameOf(host: string | undefined): string | null {
  if (!host) return null
  try {
    const { hostname, username, password, pathname } = new URL(`http://${host}`)
    return hostname && !username && !password && pathname === '/' ? hostname.replace(/^\[|\]$/g, '').toLowerCase() : null
  } catch {
    return null
  }
}

/** Whether a host name always resolves to the machine itself. */
export const isLoopbackName = (hostname: string): boolean =>
  hostname === 'localhost' || hostname.endsWith('.localhost') || isLoopbackAddress(hostname)

/**
 * Whether the Host header names this instance: a loopback name, PUBLIC_URL's host, a host of ALLOWED_ORIGINS, or the address of the
 * connection. A page under a foreign name whose DNS was pointed here (DNS rebinding) is recognized by its Host. An IP literal cannot be
 * rebound. X-Forwarded-Host is ignored: links and decisions never depend on it.
 */
export function isOwnHost({ headers, socket }: Requested, { publicUrl, allowedOrigins }: Known): boolean {
  const hostname = hostnameOf(headers.host)
  if (hostname === null) return false
  if (isLoopbackName(hostname)) return true
  if (isIP(hostname)) return hostname === socket.localAddress?.replace(/^::ffff:/i, '')
  return [...(publicUrl ? [publicUrl] : []), ...allowedOrigins].some(
    (origin) => hostnameOf(origin.replace(/^https?:\/\//, '').split('/')[0]) === hostname,
  )
}

/** Errors: ApiError foreign_host when the Host header names another host. */
export function refuseForeignHost(request: Requested, config: Known): void {
  if (isOwnHost(request, config)) return
  throw new ApiError(
    'foreign_host',
    'The Host of this request does not belong to this server. Open it by its own address, or set PUBLIC_URL to the address you use.',
  )
}

/** Whether the request came through a proxy. One that adds no header cannot be told from the client. */
export const isForwarded = ({ headers }: Requested): boolean => forwardingHeaders.some((name) => headers[name] !== undefined)

/** Whether a page under another address sent it. A proxy that adds no header and rewrites Host leaves the browser's Origin unchanged. */
const isFromForeignPage = ({ headers: { origin, host } }: Requested): boolean =>
  origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`

/** Whether the request came from this machine, by its own name, and without a proxy as far as that can be told. */
export function isFromThisMachine(request: Requested): boolean {
  const hostname = hostnameOf(request.headers.host)
  const isOwnName = hostname !== null && isLoopbackName(hostname) && isLoopbackAddress(request.socket.remoteAddress ?? '')
  return isOwnName && !isForwarded(request) && !isFromForeignPage(request)
}
