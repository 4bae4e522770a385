import { createHmac, timingSafeEqual } from 'node:crypto'

const prefix = 'sha256='
const headerLength = prefix.length + 64
const hex64 = /^[0-9a-f]{64}$/i

/**
 * The digest that the header `X-Hub-Signature-256` claims. It needs no body, so a request without one is refused before its body is read.
 * Out: null for a missing, short, long or otherwise impossible header.
 */
export function readSignature(header: string | string[] | undefined): Buffer | null {
  if (typeof header !== 'string' || header.length !== headerLength || !header.startsWith(prefix)) return null
  const hex = header.slice(prefix.length)
  return hex64.test(hex) ? Buffer.from(hex, 'hex') : null
}

/**
 * Which of our secrets signed a webhook body.
 * In:  the body's bytes exactly as they came, before any parsing: the platform signs the escaped form, so re-serialised JSON never fits
 *      (meta-platform.md 1.3); the digest of the header; every secret that may apply (12, row 2: two are plausible for Instagram).
 * Out: the first that fits, or null. Compared in constant time. An empty secret never counts: anybody could sign with it.
 */
export function findSigningKey<Key extends { secret: string }>(rawBody: Buffer, signature: Buffer, keys: Iterable<Key>): Key | null {
  for (const key of keys) {
    if (key.secret && timingSafeEqual(createHmac('sha256', key.secret).update(rawBody).digest(), signature)) return key
  }
  return null
}

/**
 * The hex proof that a call comes from the app that made the token: HMAC-SHA256, key the app secret, data the token (meta-platform.md 7.1).
 */
export const appSecretProof = (secret: string, token: string): string => createHmac('sha256', secret).update(token).digest('hex')
