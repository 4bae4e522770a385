import { createCipheriv, createDecipheriv, createHash, randomBytes, type CipherKey } from 'node:crypto'

/** Where a secret is stored. It is bound to that place: a ciphertext moved to another row cannot be decrypted. */
export type Place = { table: string; row: string; column: string; workspaceId: string }

const associated = (place: Place) => Buffer.from(`${place.table}‖${place.row}‖${place.column}‖${place.workspaceId}`)

/**
 * AES-256-GCM: version byte, 12 bytes nonce, 16 bytes tag, ciphertext. `key` is 32 bytes; what is opened or sealed often should be given a
 * KeyObject, since Node prepares bytes anew for each use, at five times the cost.
 */
export function seal(key: CipherKey, place: Place, secret: string): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(associated(place))
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.of(1), nonce, cipher.getAuthTag(), text])
}

/** Throws when the key or the place is another one, or a byte was changed. */
export function open(key: CipherKey, place: Place, sealed: Buffer): string {
  if (sealed[0] !== 1) throw new Error('sealed by an unknown version')
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13))
  decipher.setAAD(associated(place))
  decipher.setAuthTag(sealed.subarray(13, 29))
  return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]).toString('utf8')
}

/** What `seal` puts before the secret: version, nonce, tag. */
export const sealBytes = 29

/** A key of SECRET_KEY as 32 bytes, and the short name that a wrapped key remembers it by. */
export function masterKey(text: string): { key: Buffer; name: string } {
  const key = createHash('sha256').update(`autodm-master‖${text}`).digest()
  return { key, name: createHash('sha256').update(key).digest('hex').slice(0, 12) }
}

export const newDataKey = (): Buffer => randomBytes(32)
