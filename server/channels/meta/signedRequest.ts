import { findSigningKey } from './signature.ts'

/** What the platform tells in a signed request: the person, by the id that the signing app knows. */
export type SignedRequest<Key> = { key: Key; userId: string; issuedAt: Date | null; signature: Buffer }

const parts = /^([A-Za-z0-9_-]{43})=?\.([A-Za-z0-9_-]{2,4000})={0,2}$/
/** From the text: a number of 17 digits would lose its last ones when parsed. */
const userIdOf = /"user_id"\s*:\s*(?:"(\d{1,32})"|(\d{1,32})(?=\s*[,}]))/

/**
 * Reads and verifies a `signed_request` of the platform's callbacks (meta-platform.md 7.4): base64url of the HMAC-SHA256 over the encoded
 * payload, a dot, the encoded payload.
 * In:     the text; every secret that may have signed it.
 * Out:    null when it is malformed, names another algorithm or no person, or none of the secrets signed it. Nothing of the payload is used
 *         before the signature is checked.
 */
export function readSignedRequest<Key extends { secret: string }>(text: string, keys: Iterable<Key>): SignedRequest<Key> | null {
  const [, encodedSignature, payload] = parts.exec(text) ?? []
  if (!encodedSignature || !payload) return null
  const signature = Buffer.from(encodedSignature, 'base64url')
  const key = findSigningKey(Buffer.from(payload, 'latin1'), signature, keys)
  if (!key) return null
  const json = Buffer.from(payload, 'base64url').toString('utf8')
  const read = parsed(json)
  const userId = userIdOf.exec(json)
  if (!read || !userId || String(read['algorithm']).toUpperCase() !== 'HMAC-SHA256') return null
  const issuedAt = Number(read['issued_at'])
  return {
    key,
    userId: (userId[1] ?? userId[2])!,
    issuedAt: Number.isSafeInteger(issuedAt) && issuedAt > 0 && issuedAt < 1e11 ? new Date(issuedAt * 1000) : null,
    signature,
  }
}

function parsed(json: string): Record<string, unknown> | null {
  try {
    const read: unknown = JSON.parse(json)
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Record<string, unknown>) : null
  } catch {
    return null
  }
}
