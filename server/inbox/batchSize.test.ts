import { expect, test } from 'vitest'
import { mostAtOnce, nextBatchSize } from './batchSize.ts'

test.each([
  ['a quick batch lets the next one be as large', mostAtOnce, 256, 300, mostAtOnce],
  ['a batch that took too long makes the next one smaller', mostAtOnce, 200, 10_000, 20],
  ['what counts is how much there was to decide', mostAtOnce, 3, 6_000, 1],
  ['one message is read, however long it takes', 1, 1, 60_000, 1],
  ['it grows again', 3, 3, 10, 6],
  ['up to as much as ever', 200, 200, 10, mostAtOnce],
  ['a clock that was set back is no long time', 8, 8, -5_000, 16],
])('%s', (_, might, read, tookMs, next) => expect(nextBatchSize(might, read, tookMs)).toBe(next))
