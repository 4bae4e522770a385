import { expect, test } from 'vitest'
import { isShared } from '../model/isShared.ts'
import { platformTroubles } from './platformTrouble.ts'
import { sentence } from './sentences.ts'

test.each([
  [1, 1, false],
  [1, 9, false],
  [2, 2, true],
  [2, 3, false],
  [3, 200, true],
  // One is paused meanwhile.
  [2, 1, true],
])('the same trouble of %i accounts of %i is shared: %s', (accounts, active, expected) => {
  expect(isShared({ accounts, active })).toBe(expected)
})

test('without an answer the platform is not blamed alone', () => {
  const since = new Date(0)
  const open = { channel: 'instagram', simulated: false, accounts: 3, active: 3, since } as const
  expect(
    platformTroubles([
      { ...open, code: 'unreachable' },
      { ...open, code: 'platform_trouble' },
      { ...open, code: 'x', accounts: 1 },
    ]),
  ).toEqual([
    { channel: 'instagram', simulated: false, code: 'unreachable', since, words: sentence('outbox.platform_unreachable') },
    { channel: 'instagram', simulated: false, code: 'platform_trouble', since, words: sentence('outbox.platform_trouble') },
  ])
})
