import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyWindow, freeAtMs, returnCalls, slotsNow, addCalls } from './slidingWindow.ts'

/** Sends whenever asked and allowed; answers the times of the calls that went out. */
function run(rate: { calls: number; perMs: number }, askedAt: number[]): number[] {
  let window = emptyWindow(rate, 0)
  return askedAt.filter((at) => {
    if (slotsNow(window, at) < 1) return false
    window = addCalls(window, at)
    return true
  })
}
const mostInAnyStretch = (calls: number[], perMs: number) =>
  Math.max(0, ...calls.map((from) => calls.filter((at) => at >= from && at < from + perMs).length))

describe('a limit', () => {
  test('is never exceeded in any stretch of time, whenever calls are asked for', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 60, max: 5_000 }),
        fc.array(fc.nat(400), { maxLength: 300, size: 'max' }),
        (calls, perMs, gaps) => {
          let at = 0
          expect(
            mostInAnyStretch(
              run(
                { calls, perMs },
                gaps.map((gap) => (at += gap)),
              ),
              perMs,
            ),
          ).toBeLessThanOrEqual(calls)
        },
      ),
    )
  })

  test('lets everything go at once that may go at once', () => {
    expect(
      run(
        { calls: 750, perMs: 3_600_000 },
        Array.from({ length: 1_000 }, (_, i) => i),
      ),
    ).toHaveLength(750)
  })

  test('of 750 an hour is used to 95 per cent and more by somebody who never stops asking', () => {
    const hour = 3_600_000
    const calls = run(
      { calls: 750, perMs: hour },
      Array.from({ length: 20 * 3_600 }, (_, second) => second * 1_000),
    )
    expect(calls.length / 20).toBeGreaterThanOrEqual(0.95 * 750)
    expect(mostInAnyStretch(calls, hour)).toBeLessThanOrEqual(750)
  })

  test('gives a slot back when nothing was sent', () => {
    const full = addCalls(emptyWindow({ calls: 1, perMs: 1_000 }, 0), 0)
    expect(slotsNow(full, 10)).toBe(0)
    expect(slotsNow(returnCalls(full, 0), 10)).toBe(1)
  })

  test('is never exceeded by calls that had an effect, whichever of the others give their slots back, and when', () => {
    const call = fc.record({ gap: fc.nat(400), failed: fc.boolean(), answeredAfter: fc.nat(900) })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 60, max: 2_000 }),
        fc.array(call, { maxLength: 120, size: 'max' }),
        (calls, perMs, asked) => {
          let window = emptyWindow({ calls, perMs }, 0)
          let at = 0
          let answers: { at: number; takenAt: number }[] = []
          const effects: number[] = []
          for (const one of asked) {
            at += one.gap
            for (const answer of answers.filter((other) => other.at <= at)) window = returnCalls(window, answer.takenAt)
            answers = answers.filter((other) => other.at > at)
            if (slotsNow(window, at) < 1) continue
            window = addCalls(window, at)
            if (one.failed) answers.push({ at: at + one.answeredAfter, takenAt: at })
            else effects.push(at)
          }
          expect(mostInAnyStretch(effects, perMs)).toBeLessThanOrEqual(calls)
        },
      ),
    )
  })

  test('says when the next call may start, to the moment', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.nat(60_000), { minLength: 1, maxLength: 120, size: 'max' }),
        (calls, times) => {
          let window = emptyWindow({ calls, perMs: 60_000 }, 0)
          const sorted = times.toSorted((a, b) => a - b)
          for (const at of sorted) if (slotsNow(window, at)) window = addCalls(window, at)
          const last = sorted.at(-1)!
          const free = freeAtMs(window, last)
          expect(slotsNow(window, Math.ceil(free))).toBeGreaterThanOrEqual(1)
          if (free > last) expect(slotsNow(window, Math.ceil(free) - 2)).toBe(0)
        },
      ),
    )
  })

  test('stays closed when the clock goes back', () => {
    const full = addCalls(emptyWindow({ calls: 1, perMs: 1_000 }, 600_000), 600_000)
    expect(slotsNow(full, 300_000)).toBe(0)
  })
})
