import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyAtMs } from './emptyAt.ts'
import { emptyWindow, freeAtMs, slotsNow, addCalls, type Window } from '../limits/slidingWindow.ts'

const hour = 3_600_000
const perHour = (calls: number) => emptyWindow({ calls, perMs: hour }, 0)
const perSecond = (calls: number) => emptyWindow({ calls, perMs: 1_000 }, 0)

/** The truth: somebody who asks for each call at the first moment at which every window has a slot for it. */
function lastStart(waiting: number, windows: Window[], fromMs: number): number {
  let at = fromMs
  let now = windows
  for (let left = waiting; left > 0; left--) {
    while (now.some((window) => slotsNow(window, at) < 1)) at = Math.ceil(Math.max(...now.map((window) => freeAtMs(window, at))))
    now = now.map((window) => addCalls(window, at))
  }
  return at
}

describe('a queue', () => {
  test.each([
    ['that nothing limits is empty at once', 5_000, [], 0],
    ['within the limit is empty at once', 750, [perHour(750)], 0],
    ['of one too many waits for the hour, and for the minute in which it began', 751, [perHour(750)], 61 * 60_000],
    // 750 at the start, then 750 every 61 minutes: not 5,000 spread over 6 hours and 40 minutes.
    ['goes in bursts, as a sliding window lets it', 5_000, [perHour(750)], 6 * 61 * 60_000],
    ['of two limits keeps to both', 250, [perSecond(100), perHour(750)], 2_034],
    ['behind a long silence begins where it ends', 0, [perHour(750)], 0],
  ])('%s', (_, waiting, windows, ms) => {
    expect(emptyAtMs(waiting, windows, 0)).toBe(ms)
  })

  test('begins where the silence ends that the platform asked for', () => {
    expect(emptyAtMs(10, [perHour(750)], 1_234_567)).toBe(1_234_567)
  })

  test('counts what was said in the last hour', () => {
    const used = addCalls(perHour(750), 10 * 60_000, 700)
    // 50 may go now; the 51st when the 700 leave.
    expect(emptyAtMs(50, [used], 30 * 60_000)).toBe(30 * 60_000)
    expect(emptyAtMs(51, [used], 30 * 60_000)).toBe(71 * 60_000)
  })

  test('behind a limit of nothing is never empty', () => {
    expect(emptyAtMs(1, [perHour(0)], 0)).toBeNull()
  })

  test('is empty exactly when somebody who never stops asking has said the last of it', () => {
    const rate = fc.record({ calls: fc.integer({ min: 1, max: 40 }), perMs: fc.constantFrom(1_000, 60_000, hour) })
    const earlier = fc.array(fc.nat(hour), { maxLength: 30 })
    fc.assert(
      fc.property(fc.array(rate, { minLength: 1, maxLength: 3 }), earlier, fc.nat(200), fc.nat(hour), (rates, calls, waiting, laterMs) => {
        const from = hour + laterMs
        const windows = rates.map((one) =>
          calls
            .toSorted((a, b) => a - b)
            .reduce((window, at) => (slotsNow(window, at) ? addCalls(window, at) : window), emptyWindow(one, 0)),
        )
        expect(emptyAtMs(waiting, windows, from)).toBe(lastStart(waiting, windows, from))
      }),
    )
  })

  test('of a million behind one call a second is told by the rate, and within one per cent of it', () => {
    const told = emptyAtMs(1_000_000, [perSecond(1)], 0)!
    expect(Math.abs(told / 1_016_667_000 - 1)).toBeLessThan(0.01)
  })
})
