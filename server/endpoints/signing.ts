import { createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto'

// Standard Webhooks 1.0: a secret is `whsec_` and base64; the signature `v1,` and the base64 of an HMAC-SHA256 over `id.timestamp.body`.
const prefix = 'whsec_'

/** Making a key costs several times what a signature does, and an endpoint is told of many leads. */
const keys = new Map<string, KeyObject>()
const keysAtMost = 1_000
function keyOf(secret: string): KeyObject {
  const key = keys.get(secret) ?? createSecretKey(secret.slice(prefix.length), 'base64')
  // What was used last is forgotten last.
  keys.delete(secret)
  keys.set(secret, key)
  if (keys.size > keysAtMost) keys.delete(keys.keys().next().value!)
  return key
}

/** A new secret to sign with, as Standard Webhooks writes it. */
export const newSecret = (): string => prefix + randomBytes(24).toString('base64')

/** The headers that prove who sent a body, and when. In: the secrets that sign: after a rotation the former one too. */
export function signatureHeaders(secrets: readonly string[], id: string, at: Date, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  const signature = (secret: string) => `v1,${createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': secrets.map(signature).join(' ') }
}
