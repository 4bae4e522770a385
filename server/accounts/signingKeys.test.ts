import { describe, expect, test } from 'vitest'
import { appWideKeys, keysWorthTrying, ownKeys, type OwnSecret } from './signingKeys.ts'

const account = (id: string, secret: string | null, simulated = false): OwnSecret => ({ id, externalId: `of ${id}`, secret, simulated })
const shared = { app: ['the app’s', 'the app’s, before'], simulator: 'the simulator’s' }
const signerOf = (secret: string, accounts: OwnSecret[]) => appWideKeys(shared, accounts).find((key) => key.secret === secret)?.signer

describe('on the app-wide addresses', () => {
  test('app secrets speak for all, the simulator’s for the simulator, an own one for its account', () => {
    const accounts = [account('a', 'of a'), account('b', null)]
    expect(appWideKeys(shared, accounts)).toEqual([
      { secret: 'the app’s', signer: 'app', ids: null },
      { secret: 'the app’s, before', signer: 'app', ids: null },
      { secret: 'the simulator’s', signer: 'simulator', ids: null },
      { secret: 'of a', signer: 'a', ids: ['of a'] },
    ])
  })
  test('a secret that two accounts have is tried once and speaks for both', () => {
    expect(signerOf('same', [account('a', 'same'), account('b', 'other'), account('c', 'same')])).toBe('a c')
  })
  test('an own secret that is the app’s speaks for all', () => expect(signerOf('the app’s', [account('a', 'the app’s')])).toBe('app'))
  test('an own secret that is the simulator’s takes nothing from simulated accounts', () =>
    expect(signerOf('the simulator’s', [account('a', 'the simulator’s')])).toBe('simulator a'))
  test('an empty secret is no key', () => expect(signerOf('', [account('a', '')])).toBeUndefined())
  test('while the simulator is off its secret is no key', () =>
    expect(appWideKeys({ ...shared, simulator: null }, []).map((key) => key.signer)).toEqual(['app', 'app']))
})

describe('on an account’s own address', () => {
  test('its own secret alone', () =>
    expect(ownKeys(shared, account('a', 'of a', true))).toEqual([{ secret: 'of a', signer: 'a', ids: ['of a'] }]))
  test('without one, the app’s', () => expect(ownKeys(shared, account('a', null)).map((key) => key.signer)).toEqual(['app', 'app']))
  test('without one and simulated, the simulator’s as well', () =>
    expect(ownKeys(shared, account('a', null, true)).map((key) => key.signer)).toEqual(['app', 'app', 'simulator']))
})

describe('of a thousand own secrets', () => {
  const accounts = Array.from({ length: 1_000 }, (_, n) => ({ ...account(`a${n}`, `secret ${n}`), externalId: `1784140000${1_000 + n}` }))
  const keys = appWideKeys(shared, accounts)
  const tried = (body: string) => keysWorthTrying(keys, Buffer.from(body)).map((key) => key.signer)
  const padding = ' '.repeat(20_000)

  test('all are tried on a small body, which may name nobody (the dashboard’s test)', () =>
    expect(tried('{"entry":[{"id":"0"}]}')).toHaveLength(1_003))
  test('those of the accounts that a large body names, after the shared ones', () =>
    expect(tried(`{"entry":[{"id":"17841400001007"},{"id":17841400001900}]}${padding}`)).toEqual(['app', 'app', 'simulator', 'a7', 'a900']))
  test('only the shared ones when it names nobody', () => expect(tried(padding)).toEqual(['app', 'app', 'simulator']))
  test('no more than sixteen, however many it names', () =>
    expect(tried(accounts.map((one) => one.externalId).join(',') + padding)).toHaveLength(3 + 16))
  test('a secret that the app shares with an account is always tried', () => {
    const both = appWideKeys(shared, [...accounts, account('z', 'the app’s')])
    expect(keysWorthTrying(both, Buffer.from(padding)).map((key) => key.secret)).toContain('the app’s')
  })
})
