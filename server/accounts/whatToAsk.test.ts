import { describe, expect, test } from 'vitest'
import { warningDue, whatToAsk } from './whatToAsk.ts'

const now = new Date('2026-11-30T12:00:00Z')
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000)

test.each([
  ['a pasted token, to learn its end', null, null, true, 'renew'],
  ['a token of today', inDays(-0.5), inDays(59.5), true, 'check'],
  ['one with nearly all of its life', inDays(-20), inDays(40), true, 'check'],
  ['one at half of its life', inDays(-30), inDays(30), true, 'renew'],
  ['one before its last day', inDays(-59), inDays(1), true, 'renew'],
  ['one that is too young, though it ends soon', inDays(-0.5), inDays(3), true, 'check'],
  ['a kind that cannot be renewed', inDays(-50), inDays(10), false, 'check'],
])('%s', (_, issuedAt, expiresAt, renewable, asked) =>
  expect(whatToAsk({ kind: 'instagram_user', issuedAt, expiresAt }, renewable, now)).toBe(asked),
)

test('a token of sixty days is renewed before its fiftieth day', () => {
  const renewedOn = Array.from({ length: 60 }, (_, day) => day).find(
    (day) => whatToAsk({ kind: 'instagram_user', issuedAt: inDays(-day), expiresAt: inDays(60 - day) }, true, now) === 'renew',
  )
  expect(renewedOn).toBeLessThanOrEqual(50)
})

describe('a warning', () => {
  test.each([
    [14.1, null],
    [14, 14],
    [7.5, 14],
    [7, 7],
    [1.5, 7],
    [0.9, 1],
    [0.01, 1],
    [0, null],
    [-3, null],
  ])('with %d days left: %s', (days, warning) => expect(warningDue(inDays(days), now)).toBe(warning))
})
