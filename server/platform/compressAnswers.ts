import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Api } from '../api.ts'

const smallestChars = 1_400
const ways = {
  br: (text: string) => brotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: (text: string) => zip(text, { level: 5 }),
}
const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

/** The best encoding the client accepts, by `accept-encoding`; null for none. */
export function bestWay(accepted: string): keyof typeof ways | null {
  const read = accepted
    .toLowerCase()
    .split(',')
    .map((one) => one.trim())
    .filter((one) => !/;\s*q=0(\.0*)?$/.test(one))
    .map((one) => one.split(';')[0]!.trim())
  return (['br', 'gzip'] as const).find((way) => read.includes(way)) ?? null
}

/**
 * Compresses responses of the API (GET, JSON, larger than a packet). Not for sign-in: its responses may hold secrets, and an attacker who
 * can mix their own text into a compressed response and see its length could guess them (BREACH). Other responses contain no token, no
 * secret, nothing of the query (decision 0045).
 */
export function compressAnswers(app: Api): void {
  app.addHook('onSend', async (request, reply, payload) => {
    const { url, method, headers } = request
    if (method !== 'GET' || !url.startsWith('/api/') || url.startsWith('/api/identity/')) return payload
    if (typeof payload !== 'string' || payload.length < smallestChars || reply.hasHeader('content-encoding')) return payload
    if (!String(reply.getHeader('content-type') ?? '').includes('json')) return payload
    const vary = String(reply.getHeader('vary') ?? '')
    if (!/accept-encoding/i.test(vary)) reply.header('vary', vary ? `${vary}, Accept-Encoding` : 'Accept-Encoding')
    const way = bestWay(headers['accept-encoding'] ?? '')
    if (!way) return payload
    reply.header('content-encoding', way).removeHeader('content-length')
    return ways[way](payload)
  })
}
