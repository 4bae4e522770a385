import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { handshakeUrl } from '../channels/meta/handshake.ts'
import { type Http, NetworkError, textIn } from '../model/http.ts'

/**
 * What answers at an address that should be ours.
 * this         this instance; `forwarded`: a proxy before it named the visitor
 * other        another instance, or another program
 * redirect     the platform follows none
 * unreachable  `isCertificate`: no certificate that the platform would accept
 */
export type Reached =
  | { kind: 'this'; forwarded: boolean }
  | { kind: 'other'; status: number }
  | { kind: 'redirect'; to: string }
  | { kind: 'unreachable'; code: string; isCertificate: boolean }

/** The answer to the question whether an address leads to this instance. */
export const proof = z.object({ proof: z.string(), forwarded: z.boolean() })
export const nonceForm = /^[\w-]{16,64}$/

/** Only an instance with this secret can give it for a new nonce. */
export const proofOf = (secret: string, nonce: string): string => createHmac('sha256', secret).update(`doctor ${nonce}`).digest('hex')

const timeoutMs = 8_000
const aboutCertificate = /CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS|EPROTO/

/** Asks an address whether it leads to this instance. Never rejects. In: its origin or base, without a slash at its end. */
export async function reachOwnAddress(http: Http, base: string, { secret, nonce }: { secret: string; nonce: string }): Promise<Reached> {
  const answer = await ask(http, `${base}/health/proof?nonce=${encodeURIComponent(nonce)}`)
  if ('kind' in answer) return answer
  const read = proof.safeParse(jsonIn(answer.text))
  const isOurs = read.success && isSame(read.data.proof, proofOf(secret, nonce))
  return isOurs ? { kind: 'this', forwarded: read.data.forwarded } : { kind: 'other', status: answer.status }
}

/** `accepted`: exactly what the platform demands when a callback address is saved (meta-platform.md 1.2). */
export type Handshake = { kind: 'accepted' } | { kind: 'refused'; status: number } | Exclude<Reached, { kind: 'this' } | { kind: 'other' }>

/** Makes the handshake that the platform makes with a callback address. Never rejects. */
export async function tryHandshake(http: Http, url: string, verifyToken: string, challenge: string): Promise<Handshake> {
  const answer = await ask(http, handshakeUrl(url, verifyToken, challenge))
  if ('kind' in answer) return answer
  return answer.status === 200 && answer.text === challenge ? { kind: 'accepted' } : { kind: 'refused', status: answer.status }
}

type Answer = { status: number; text: string }
async function ask(http: Http, url: string): Promise<Answer | Extract<Reached, { kind: 'redirect' | 'unreachable' }>> {
  try {
    const answer = await http({ method: 'GET', url, headers: { accept: '*/*' }, timeoutMs, maxAnswerBytes: 64 * 1024 })
    if (answer.status >= 300 && answer.status < 400) return { kind: 'redirect', to: (answer.headers.location ?? '').slice(0, 200) }
    return { status: answer.status, text: textIn(answer) }
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error
    return { kind: 'unreachable', code: error.code, isCertificate: aboutCertificate.test(error.code) }
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)]
  return a.length === b.length && timingSafeEqual(a, b)
}
