import { describe, expect, test } from 'vitest'
import type { SendRate } from '../model/channel.ts'
import { changedOwnLimits } from './ownLimits.ts'

const hour = 3_600_000
const rates: Record<'public_reply' | 'private_reply' | 'message', SendRate[]> = {
  public_reply: [],
  private_reply: [
    { key: 'second', per: 'account', calls: 100, perMs: 1_000 },
    { key: 'hour', per: 'account', calls: 750, perMs: hour },
  ],
  message: [
    { key: 'second', per: 'account', calls: 80, perMs: 1_000 },
    { key: 'pair', per: 'person', calls: 45, perMs: 270_000 },
  ],
}

describe('limits of one’s own', () => {
  test('are set, changed and taken away one by one', () => {
    const first = changedOwnLimits({}, { private_reply: { calls: 200, perMs: hour }, public_reply: { calls: 30, perMs: hour } }, rates)
    expect(first).toEqual({ private_reply: { calls: 200, perMs: hour }, public_reply: { calls: 30, perMs: hour } })
    expect(changedOwnLimits(first, { public_reply: null }, rates)).toEqual({ private_reply: { calls: 200, perMs: hour } })
    expect(changedOwnLimits(first, {}, rates)).toEqual(first)
  })

  test.each([
    ['as high as the platform’s', { private_reply: { calls: 750, perMs: hour } }, '750 in an hour'],
    ['higher over a longer stretch', { private_reply: { calls: 1_500, perMs: 2 * hour } }, '750 in an hour'],
    ['higher in a moment', { private_reply: { calls: 100, perMs: 1_000 } }, '100 in a second'],
    ['higher by the second, measured by the minute', { message: { calls: 4_800, perMs: 60_000 } }, '80 in a second'],
  ])('%s are refused, and it is said why', (_, change, words) => {
    expect(() => changedOwnLimits({}, change, rates)).toThrow(words)
  })

  test.each([
    ['just below', { private_reply: { calls: 749, perMs: hour } }],
    ['by the day', { private_reply: { calls: 200, perMs: 24 * hour } }],
    ['where the platform names none', { public_reply: { calls: 100_000, perMs: 1_000 } }],
    ['above what one person may get: it counts all of them', { message: { calls: 60, perMs: 270_000 } }],
  ])('%s are taken', (_, change) => expect(changedOwnLimits({}, change, rates)).toEqual(change))
})
