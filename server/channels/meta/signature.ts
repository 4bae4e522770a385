import { createHmac, timingSafeEqual } from 'node:crypto'

const prefix = 'sha256='
const headerLength = prefix.length + 64
const hex64 = /^[0-9a-f]{64}$/i

/**
 * Whether one of our app secrets signed a webhook body.
 * In:  the body's bytes exactly as they came, before any parsing: the platform signs the escaped form, so re-serialised JSON never fits
 *      (meta-platform.md 1.3); the header `X-Hub-Signature-256`; every secret that may apply (12, row 2: two are plausible for Instagram).
 * Out: false for a missing, short, long or wrong header. Compared in constant time. An empty secret never counts: anybody could sign with it.
 */
export function hasValidSignature(rawBody: Buffer, header: string | undefined, secrets: string[]): boolean {
  if (typeof header !== 'string' || header.length !== headerLength || !header.startsWith(prefix)) return false
  const hex = header.slice(prefix.length)
  if (!hex64.test(hex)) return false
  const given = Buffer.from(hex, 'hex')
  for (const secret of secrets) {
    if (secret && timingSafeEqual(createHmac('sha256', secret).update(rawBody).digest(), given)) return true
  }
  return false
}

/** The hex proof that a call comes from the app that made the token: HMAC-SHA256, key the app secret, data the token (meta-platform.md 7.1). */
export const appSecretProof = (secret: string, token: string): string => createHmac('sha256', secret).update(token).digest('hex')
