import { createHmac } from 'node:crypto'

/**
 * Serializes as PHP's json_encode does, which is what the platform signs and sends (meta-platform.md 1.3): everything beyond ASCII as
 * \uXXXX with lower-case digits (astral characters as surrogate pairs), slashes as \/.
 */
export function phpJson(value: unknown): string {
  // In JSON a slash can only occur inside a string, so replacing all of them is correct.
  return JSON.stringify(value)
    .replaceAll('/', String.raw`\/`)
    .replaceAll(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** `sha256=` and 64 lower-case hex digits over exactly these bytes (meta-platform.md 1.3); `sha1=` is the older form. */
export const signature = (body: string | Buffer, secret: string, by: 'sha256' | 'sha1' = 'sha256'): string =>
  `${by}=${createHmac(by, secret).update(body).digest('hex')}`
