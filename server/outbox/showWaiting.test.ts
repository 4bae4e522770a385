import { expect, test } from 'vitest'
import { showWaiting } from './showWaiting.ts'
import { emptyWindow, addCalls } from '../limits/slidingWindow.ts'
import type { Waiting } from './waiting.queries.ts'

const hour = 3_600_000
const noon = new Date('2026-03-01T12:00:00Z')
const rates = [{ key: 'hour', per: 'account' as const, calls: 750, perMs: hour }]
const row: Waiting = {
  accountId: 'a',
  accountName: 'Maya',
  accountStatus: 'active',
  statusReason: null,
  channel: 'instagram',
  kind: 'private_reply',
  waiting: 5_000,
  forDm: 0,
  oldestAt: noon,
  latestAt: noon,
  blockedUntil: null,
  stopped: null,
  ownLimits: {},
  windows: [],
}
const after = (minutes: number) => new Date(noon.getTime() + minutes * 60_000).toISOString()
const used = (calls: number) => ({ key: 'hour', ...addCalls(emptyWindow(rates[0]!, noon.getTime()), noon.getTime(), calls) })

test.each([
  ['goes in bursts, one with the first and one every 61 minutes, also before its limit was ever used', {}, after(6 * 61)],
  ['waits for what was said before', { waiting: 1, windows: [used(750)] }, after(61)],
  ['waits for the end of a silence', { waiting: 1, blockedUntil: new Date(after(20)) }, after(20)],
  ['is told of no silence that is over', { waiting: 1, blockedUntil: new Date(after(-20)) }, after(0)],
  ['waits until the last of it is due', { waiting: 1, latestAt: new Date(after(90)) }, after(90)],
  ['keeps to the account’s own, lower limit', { waiting: 300, ownLimits: { private_reply: { calls: 200, perMs: hour } } }, after(61)],
  ['counts a changed limit from its counts', { waiting: 51, windows: [{ ...used(700), calls: 900 }] }, after(61)],
  ['has no end while the account may not speak', { accountStatus: 'paused' as const }, null],
])('a queue %s', (_, change, emptyAt) => {
  expect(showWaiting({ ...row, ...change }, rates, false, noon).emptyAt).toBe(emptyAt)
})

test('without a limit a queue is gone as soon as the calls are made', () => {
  expect(showWaiting(row, [], false, noon)).toMatchObject({ perHour: null, emptyAt: after(0) })
})

test('a limit for each single person slows nobody else', () => {
  expect(showWaiting(row, [{ key: 'pair', per: 'person', calls: 1, perMs: 6_000 }], false, noon)).toMatchObject({
    perHour: null,
    emptyAt: after(0),
  })
})
