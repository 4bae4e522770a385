import { createHmac, randomBytes } from 'node:crypto'

// Standard Webhooks 1.0: a secret is `whsec_` and base64; the signature `v1,` and the base64 of an HMAC-SHA256 over `id.timestamp.body`.
const prefix = 'whsec_'

export const newSecret = (): string => prefix + randomBytes(24).toString('base64')

/** The headers that prove who sent a body, and when. In: the secrets that sign: after a rotation the former one too. */
export function signatureHeaders(secrets: readonly string[], id: string, at: Date, body: string): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  const signature = (secret: string) =>
    `v1,${createHmac('sha256', Buffer.from(secret.slice(prefix.length), 'base64'))
      .update(`${id}.${timestamp}.${body}`)
      .digest('base64')}`
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': secrets.map(signature).join(' ') }
}
