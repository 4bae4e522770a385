import { expect, test } from 'vitest'
import { whyQuiet } from './whyQuiet.ts'

const now = new Date('2026-11-30T12:00:00Z')
const hourMs = 3_600_000
/** `count` leads, one every `gapHours`, the newest `agoHours` ago. */
const leads = (count: number, gapHours: number, agoHours: number) =>
  Array.from({ length: count }, (_, at) => new Date(now.getTime() - (agoHours + at * gapHours) * hourMs))

test.each<[string, Date[], boolean]>([
  ['none ever', [], false],
  ['too few to have a rhythm', leads(9, 1, 500), false],
  ['hourly, silent for a day and an hour', leads(10, 1, 25), true],
  ['hourly, silent for a night', leads(20, 1, 12), false],
  ['every few minutes, silent for an hour', leads(20, 0.05, 1), false],
  ['daily, silent for four days', leads(20, 24, 96), false],
  ['daily, silent for six days', leads(20, 24, 144), true],
  ['all in the same moment, silent for two days', leads(10, 0, 48), true],
])('%s', (_, createdAt, isQuiet) => expect(whyQuiet(createdAt, now) !== null).toBe(isQuiet))

test('tells for how long, and how often one came before', () => {
  expect(whyQuiet(leads(11, 2, 48), now)).toEqual({ quietMs: 48 * hourMs, usualMs: 2 * hourMs })
})
