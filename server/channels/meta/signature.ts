import { createHmac, timingSafeEqual } from 'node:crypto'

const prefix = 'sha256='
const headerLength = prefix.length + 64
const hex64 = /^[0-9a-f]{64}$/i

/**
 * Returns the digest that the header `X-Hub-Signature-256` claims. It needs no body, so a request without one is refused before its body is
 * read.
 * Out: null for a missing, short, long or otherwise malformed header.
 */
export function readSignature(header: string | string[] | undefined): Buffer | null {
  if (typeof header !== 'string' || header.length !== headerLength || !header.startsWith(prefix)) return null
  const hex = header.slice(prefix.length)
  return hex64.test(hex) ? Buffer.from(hex, 'hex') : null
}

/**
 * Returns which of our secrets signed a webhook payload.
 * In:  the payload's bytes exactly as received, before any parsing: the platform signs the escaped form, so re-serialized JSON never
 *      matches (meta-platform.md 1.3); the digest of the header; every secret that may apply (12, row 2: two are plausible for Instagram).
 * Out: the first match, or null. Compared in constant time. An empty secret never matches: anyone could sign with it.
 */
export function findSigningKey<Key extends { secret: string }>(rawBody: Buffer, signature: Buffer, keys: Iterable<Key>): Key | null {
  for (const key of keys) {
    if (key.secret && timingSafeEqual(createHmac('sha256', key.secret).update(rawBody).digest(), signature)) return key
  }
  return null
}

/**
 * The hex proof that a request comes from the app that created the token: HMAC-SHA256, key the app secret, data the token (meta-platform.md
 * 7.1).
 */
export const appSecretProof = (secret: string, token: string): string => createHmac('sha256', secret).update(token).digest('hex')
