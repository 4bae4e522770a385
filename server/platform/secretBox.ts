import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, type CipherKey } from 'node:crypto'

/** Where a secret is stored. It is bound to that place: a ciphertext moved to another row cannot be decrypted. */
export type Place = { table: string; row: string; column: string; workspaceId: string }

const associated = (place: Place) => Buffer.from(`${place.table}‖${place.row}‖${place.column}‖${place.workspaceId}`)

/** What is before nonce, tag and text: 1, for the first key of its workspace; or 2 and the number of the key in four bytes. */
const headOf = (keyNumber: number): Buffer => {
  if (keyNumber === 1) return Buffer.of(1)
  const head = Buffer.alloc(5)
  head.writeUInt8(2, 0)
  head.writeUInt32BE(keyNumber, 1)
  return head
}
const headBytes = (sealed: Buffer): number => (sealed[0] === 2 ? 5 : 1)

/** The number of the key that sealed this. Errors: an Error for what is not sealed, or sealed by a newer version. */
export function keyNumberOf(sealed: Buffer): number {
  if (sealed[0] === 1) return 1
  if (sealed[0] === 2 && sealed.length > 5) return sealed.readUInt32BE(1)
  throw new Error('sealed by an unknown version')
}

/**
 * AES-256-GCM: the head, 12 bytes nonce, 16 bytes tag, ciphertext. `key` is 32 bytes, `keyNumber` its number within the workspace. What is
 * opened or sealed often should be given a KeyObject, since Node prepares bytes anew for each use, at five times the cost.
 */
export function seal(key: CipherKey, place: Place, secret: string, keyNumber = 1): Buffer {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(associated(place))
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return Buffer.concat([headOf(keyNumber), nonce, cipher.getAuthTag(), text])
}

/** Throws when the key or the place is another one, or a byte was changed. */
export function open(key: CipherKey, place: Place, sealed: Buffer): string {
  keyNumberOf(sealed)
  const body = sealed.subarray(headBytes(sealed))
  const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, 12))
  decipher.setAAD(associated(place))
  decipher.setAuthTag(body.subarray(12, 28))
  return Buffer.concat([decipher.update(body.subarray(28)), decipher.final()]).toString('utf8')
}

/** How many bytes a sealed value has more than its secret. */
export const addedBytes = (sealed: Buffer): number => headBytes(sealed) + 28

/** A key of SECRET_KEY as 32 bytes, and the short name that a wrapped key remembers it by. */
export type MasterKey = { key: Buffer; name: string }
const named = (key: Buffer): MasterKey => ({ key, name: createHash('sha256').update(key).digest('hex').slice(0, 12) })

/** Derived by HKDF (RFC 5869). */
export const masterKey = (text: string): MasterKey => named(Buffer.from(hkdfSync('sha256', text, 'autodm', 'wrapping data keys', 32)))

/** As it was derived before; still opens what it wrapped. */
export const formerMasterKey = (text: string): MasterKey => named(createHash('sha256').update(`autodm-master‖${text}`).digest())

export const newDataKey = (): Buffer => randomBytes(32)
