import { expect, test } from 'vitest'
import type { Account } from '../../../server/accounts/accounts.schemas.ts'
import type { Connection } from '../../../server/accounts/logins.schemas.ts'
import { tokenWords } from './tokenWords.ts'

const now = new Date('2026-03-01T12:00:00Z')
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000).toISOString()
const none = { tokenExpiresAt: null, dataAccessExpiresAt: null, tokenRenews: false }
const login = (more: object) => ({ status: 'active', tokenExpiresAt: null, dataAccessExpiresAt: null, ...more })

test.each<[string, object, object | null, string[]]>([
  [
    'one that renews itself, however close its end',
    { tokenKind: 'instagram_user', tokenRenews: true, tokenExpiresAt: inDays(3) },
    null,
    ['renews 3'],
  ],
  ['a pasted one that will be renewed', { tokenKind: 'unknown', tokenRenews: true }, null, ['renewsLater 0']],
  ['that of a Page', { tokenKind: 'page' }, null, ['page 0']],
  ['that of a system user', { tokenKind: 'system_user' }, null, ['system 0']],
  ['one that ends', { tokenKind: 'user', tokenExpiresAt: inDays(15) }, null, ['ends 15']],
  ['one that ends soon', { tokenKind: 'user', tokenExpiresAt: inDays(13.2) }, null, ['ends 14 soon']],
  ['one that ended', { tokenKind: 'user', tokenExpiresAt: inDays(-2) }, null, ['over -2 soon']],
  ['one of which nothing is known', { tokenKind: 'unknown' }, null, ['unknown 0']],
  ['access to data that ends soon', { tokenKind: 'page', dataAccessExpiresAt: inDays(9) }, null, ['page 0', 'data 9 soon']],
  ['access to data for long', { tokenKind: 'page', dataAccessExpiresAt: inDays(80) }, null, ['page 0']],
  ['the login of a Page', { tokenKind: 'page' }, login({ tokenExpiresAt: inDays(40) }), ['page 0', 'loginEnds 40']],
  [
    'a login that died',
    { tokenKind: 'page' },
    login({ status: 'reconnect_needed', tokenExpiresAt: inDays(40) }),
    ['page 0', 'loginOver 0 soon'],
  ],
  [
    'Instagram Login, which is its own login',
    { tokenKind: 'instagram_user', tokenRenews: true, tokenExpiresAt: inDays(50) },
    login({ tokenExpiresAt: inDays(5) }),
    ['renews 50'],
  ],
])('tells of %s', (_, account, from, words) => {
  const told = tokenWords({ ...none, ...account } as Account, from as Connection | null, now)
  expect(told.map(({ key, days, soon }) => `${key} ${days}${soon ? ' soon' : ''}`)).toEqual(words)
})
