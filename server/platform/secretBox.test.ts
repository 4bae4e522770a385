import { expect, test } from 'vitest'
import { addedBytes, formerMasterKey, keyNumberOf, masterKey, newDataKey, open, seal } from './secretBox.ts'

const place = { table: 'accounts', row: '1', column: 'access_token', workspaceId: 'w' }
const key = newDataKey()

test.each([1, 2, 70_000])('what key %i of a workspace sealed says so, and is opened where it was stored', (number) => {
  const sealed = seal(key, place, 'a secret', number)
  expect([keyNumberOf(sealed), addedBytes(sealed), open(key, place, sealed)]).toEqual([number, sealed.length - 8, 'a secret'])
  expect(sealed.toString('latin1')).not.toContain('a secret')
})

test('it is not opened in another row, column, table or workspace, by another key, or with a changed byte', () => {
  for (const number of [1, 2]) {
    const sealed = seal(key, place, 'a secret', number)
    for (const other of [{ row: '2' }, { column: 'app_secret' }, { table: 'endpoints' }, { workspaceId: 'v' }])
      expect(() => open(key, { ...place, ...other }, sealed)).toThrow()
    expect(() => open(newDataKey(), place, sealed)).toThrow()
    for (let byte = number === 1 ? 1 : 5; byte < sealed.length; byte++) {
      const changed = Buffer.from(sealed)
      changed[byte]! ^= 1
      expect(() => open(key, place, changed), `byte ${byte}`).toThrow()
    }
  }
  expect(() => open(key, place, Buffer.from([3, ...Array<number>(40).fill(0)]))).toThrow('sealed by an unknown version')
})

test('the key that wraps data keys is derived by HKDF, as RFC 5869 has it, and differs from the former one', () => {
  const { key: derived, name } = masterKey('a text of SECRET_KEY')
  // openssl kdf -keylen 32 -kdfopt digest:SHA256 -kdfopt key:'a text of SECRET_KEY' -kdfopt salt:autodm \
  //   -kdfopt info:'wrapping data keys' HKDF
  expect(derived.toString('hex')).toBe('59f6050d290214f03be81dbf26586c687c1bf86a2306fa253c4ac776b5814086')
  expect(new Set([name, masterKey('another text').name, formerMasterKey('a text of SECRET_KEY').name]).size).toBe(3)
})
