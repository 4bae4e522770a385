/**
 * A sliding window: in every period of `perMs` at most `calls` calls start, whichever period one looks at. Calls are counted in small
 * buckets of time. All calls may start at once; the next one starts when the oldest leaves the window. No sender that stays within the
 * limit is ever faster, which is why this is not a leaky bucket (docs/decisions/0016-limits-as-sliding-windows.md).
 *
 * The bucket in which a period begins is counted in full, so that the limit holds exactly; it costs a sixtieth of the limit.
 */
export type Window = { calls: number; perMs: number; newest: number; counts: number[] }

export const buckets = 60

const bucketMs = (window: Pick<Window, 'perMs'>): number => window.perMs / buckets
const bucketAt = (window: Window, nowMs: number): number => Math.max(window.newest, Math.floor(nowMs / bucketMs(window)))

export const emptyWindow = (rate: { calls: number; perMs: number }, nowMs: number): Window => ({
  ...rate,
  newest: Math.floor(nowMs / (rate.perMs / buckets)),
  counts: Array.from({ length: buckets + 1 }, () => 0),
})

/** The window at a later time. A time before its newest bucket (a clock set back) counts as that bucket. */
function advanceTo(window: Window, nowMs: number): Window {
  const newest = bucketAt(window, nowMs)
  const passed = Math.min(newest - window.newest, buckets + 1)
  return passed === 0 ? window : { ...window, newest, counts: [...window.counts.slice(passed), ...Array.from({ length: passed }, () => 0)] }
}

const used = (window: Window): number => window.counts.reduce((sum, count) => sum + count, 0)

/** How many calls may start now. */
export const slotsNow = (window: Window, nowMs: number): number => Math.max(0, window.calls - used(advanceTo(window, nowMs)))

/** The window after more calls have started. */
export function addCalls(window: Window, nowMs: number, calls = 1): Window {
  const now = advanceTo(window, nowMs)
  return { ...now, counts: now.counts.with(now.counts.length - 1, now.counts.at(-1)! + calls) }
}

/**
 * The window without calls that were added at `takenAtMs` and had no effect: their slots return to the bucket they were taken from. From a
 * newer bucket a slot would leave the window too early to count. A bucket that has left the window returns nothing.
 */
export function returnCalls(window: Window, takenAtMs: number, calls = 1): Window {
  const at = window.counts.length - 1 - (window.newest - Math.floor(takenAtMs / bucketMs(window)))
  if (!(window.counts[at]! > 0)) return window
  return { ...window, counts: window.counts.with(at, Math.max(0, window.counts[at]! - calls)) }
}

/** When the next call may start, if no other starts before it. */
export function freeAtMs(window: Window, nowMs: number): number {
  const now = advanceTo(window, nowMs)
  let over = used(now) - now.calls
  if (over < 0) return nowMs
  for (let at = 0; at < now.counts.length; at++) {
    over -= now.counts[at]!
    // The bucket at place `at` has left the window when the newest is buckets + 1 further on.
    if (over < 0) return (now.newest - buckets + at + buckets + 1) * bucketMs(now)
  }
  return nowMs + now.perMs
}
