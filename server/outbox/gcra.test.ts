import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { freeAtMs, givenBack, paceOf, slotsNow, taken, type Cell } from './gcra.ts'

const fresh = (rate: { calls: number; perMs: number }, nowMs = 0): Cell => ({ tatMs: nowMs, ...paceOf({ key: 'hour', ...rate }) })

/** Sends whenever asked and allowed; answers the times of the calls that went out. */
function run(cell: Cell, askedAt: number[]): number[] {
  const calls: number[] = []
  let now = cell
  for (const at of askedAt) {
    if (slotsNow(now, at) < 1) continue
    now = taken(now, at)
    calls.push(at)
  }
  return calls
}
const mostInAnyStretch = (calls: number[], perMs: number) => Math.max(0, ...calls.map((from) => calls.filter((at) => at >= from && at < from + perMs).length))

describe('a limit', () => {
  test('is never exceeded in any stretch of time, whenever calls are asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 120 }), fc.integer({ min: 100, max: 5_000 }), fc.array(fc.nat(500), { maxLength: 300 }), (calls, perMs, gaps) => {
        let at = 0
        const asked = gaps.map((gap) => (at += gap))
        expect(mostInAnyStretch(run(fresh({ calls, perMs }), asked), perMs)).toBeLessThanOrEqual(calls)
      }),
    )
  })

  test('of 750 an hour is used to 95 per cent and more by somebody who never stops asking', () => {
    const hour = 3_600_000
    const asked = Array.from({ length: 3 * 3_600 }, (_, second) => second * 1_000)
    const calls = run(fresh({ calls: 750, perMs: hour }), asked)
    expect(calls.filter((at) => at >= hour && at < 2 * hour).length).toBeGreaterThanOrEqual(0.95 * 750)
    expect(mostInAnyStretch(calls, hour)).toBeLessThanOrEqual(750)
  })

  test('gives a slot back when nothing was sent', () => {
    let cell = fresh({ calls: 1, perMs: 1_000 })
    cell = taken(cell, 0)
    expect(slotsNow(cell, 0)).toBe(0)
    expect(slotsNow(givenBack(cell), 0)).toBe(1)
  })

  test('says when the next call may start', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 500 }), fc.integer({ min: 0, max: 600 }), (calls, used) => {
        let cell = fresh({ calls, perMs: 60_000 })
        for (let i = 0; i < used; i++) if (slotsNow(cell, 0)) cell = taken(cell, 0)
        const at = Math.ceil(freeAtMs(cell, 0))
        expect(slotsNow(cell, at)).toBeGreaterThanOrEqual(1)
      }),
    )
  })
})
