import type { IncomingHttpHeaders } from 'node:http'

/** Why a request is refused: a status and the simulator's own error, or null. */
export type Refusal = { status: number; code: string; message: string } | null

const reading = ['GET', 'HEAD']

/**
 * Decides which requests the simulator answers, so that a web page that a person has open cannot use it: not by a rebound host name (Host),
 * not by a form or a no-cors fetch (Origin, content type). Programs send no Origin and are accepted.
 * In: host names accepted in addition to those of this machine (the host of SIMULATOR_URL).
 */
export function makeGuard(names: string[]) {
  const known = new Set(names.map((name) => name.toLowerCase()))

  /** For every request: is it meant for this machine? */
  function whyForeignHost(headers: IncomingHttpHeaders): Refusal {
    const name = hostName(headers.host)
    if (name !== null && (isLoopback(name) || known.has(name))) return null
    return {
      status: 403,
      code: 'foreign_host',
      message: 'The simulator answers to 127.0.0.1, localhost and the host of SIMULATOR_URL; call it by one of these names.',
    }
  }

  /** Whether another web page makes the request. Browsers say so in Origin, or in Sec-Fetch-Site where they send no Origin. */
  function whyForeignPage({ origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders): Refusal {
    const own = origin === undefined ? !site || site === 'same-origin' || site === 'none' : isOwnOrigin(origin, host)
    if (own) return null
    return { status: 403, code: 'foreign_origin', message: 'Another web page may not use the simulator; open its phone instead.' }
  }

  /** For the simulator's own addresses: is the caller a program or the phone, and not another web page? */
  function whyForeignCall(method: string, headers: IncomingHttpHeaders): Refusal {
    if (reading.includes(method)) return null
    const foreign = whyForeignPage(headers)
    if (foreign) return foreign
    const type = headers['content-type']
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
    if ((type === undefined && !hasBody) || isJson(type)) return null
    return { status: 415, code: 'not_json', message: 'Send the body as JSON, with the header "Content-Type: application/json".' }
  }

  return { whyForeignHost, whyForeignPage, whyForeignCall }
}

/** The name in a Host header without its port, in lower case; null when it is missing or malformed. */
function hostName(host: string | undefined): string | null {
  if (!host || /[\s/@?#\\]/.test(host) || !URL.canParse(`http://${host}`)) return null
  return new URL(`http://${host}`).hostname.replace(/\.$/, '')
}

const isLoopback = (name: string) => name === 'localhost' || name === '[::1]' || /^127(\.\d{1,3}){3}$/.test(name)

const isOwnOrigin = (origin: string, host: string | undefined) => {
  const own = (host ?? '').toLowerCase()
  return [`http://${own}`, `https://${own}`].includes(origin.toLowerCase())
}

const isJson = (type: string | undefined) => /^application\/json\s*(;|$)/i.test(type ?? '')
