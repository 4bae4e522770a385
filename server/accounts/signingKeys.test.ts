import { describe, expect, test } from 'vitest'
import { appWideKeys, ownKeys, type OwnSecret } from './signingKeys.ts'

const account = (id: string, secret: string | null, simulated = false): OwnSecret => ({ id, secret, simulated })
const shared = { app: ['the app’s', 'the app’s, before'], simulator: 'the simulator’s' }
const signerOf = (secret: string, accounts: OwnSecret[]) => appWideKeys(shared, accounts).find((key) => key.secret === secret)?.signer

describe('on the app-wide addresses', () => {
  test('app secrets speak for all, the simulator’s for the simulator, an own one for its account', () => {
    const accounts = [account('a', 'of a'), account('b', null)]
    expect(appWideKeys(shared, accounts)).toEqual([
      { secret: 'the app’s', signer: 'app' },
      { secret: 'the app’s, before', signer: 'app' },
      { secret: 'the simulator’s', signer: 'simulator' },
      { secret: 'of a', signer: 'a' },
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
  test('its own secret alone', () => expect(ownKeys(shared, account('a', 'of a', true))).toEqual([{ secret: 'of a', signer: 'a' }]))
  test('without one, the app’s', () => expect(ownKeys(shared, account('a', null)).map((key) => key.signer)).toEqual(['app', 'app']))
  test('without one and simulated, the simulator’s as well', () =>
    expect(ownKeys(shared, account('a', null, true)).map((key) => key.signer)).toEqual(['app', 'app', 'simulator']))
})
