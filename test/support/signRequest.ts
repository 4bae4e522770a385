import { createHmac } from 'node:crypto'
import type { House } from './startHouse.ts'

/** A `signed_request` as the platform makes it (meta-platform.md 7.4). */
export function signRequest(secret: string, userId: string, issuedAt: Date): string {
  const at = Math.floor(issuedAt.getTime() / 1000)
  const payload = Buffer.from(JSON.stringify({ algorithm: 'HMAC-SHA256', expires: at + 3600, issued_at: at, user_id: userId })).toString(
    'base64url',
  )
  return `${createHmac('sha256', secret).update(payload).digest('base64url')}.${payload}`
}

/** The secret of the simulated app. */
export const simulatedSecret = async ({ deps }: House): Promise<string> =>
  (await deps.secrets.signing(null, Buffer.alloc(0))).find(({ signer }) => signer === 'simulator')!.secret
