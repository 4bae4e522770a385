import { expect, test } from 'vitest'
import { nextLength } from './series.ts'

test.each([
  ['grows while jobs end well and quickly', { length: 1, endedWell: 1, tookMs: 5 }, 2],
  ['doubles', { length: 4, endedWell: 4, tookMs: 20 }, 8],
  ['has sixteen jobs at most', { length: 16, endedWell: 16, tookMs: 1 }, 16],
  ['ends within a quarter of a second', { length: 4, endedWell: 4, tookMs: 200 }, 5],
  ['is one job where a call takes long', { length: 1, endedWell: 1, tookMs: 3_000 }, 1],
  ['is one job after a failure', { length: 8, endedWell: 0, tookMs: 40 }, 1],
  ['is as long as what ended well before a failure', { length: 8, endedWell: 3, tookMs: 40 }, 3],
])('a series %s', (_, last, next) => expect(nextLength(last)).toBe(next))
