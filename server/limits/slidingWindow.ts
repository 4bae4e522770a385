/**
 * A limit of the platform, as counts in small buckets of time: in every stretch of `perMs` at most `calls` calls start, whatever
 * stretch one looks at. All of them may go at once; then the next goes when the oldest leaves the window. Nothing that keeps the
 * limit is ever ahead of this, which is why it stands here and not a leaky bucket (docs/decisions: limits as sliding windows).
 *
 * The bucket a stretch begins in is counted whole, so that the limit holds to the call; it costs a sixtieth of it.
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

/** The window as it stands at a moment. A clock that went back is taken for standing still. */
export function rolled(window: Window, nowMs: number): Window {
  const newest = bucketAt(window, nowMs)
  const passed = Math.min(newest - window.newest, buckets + 1)
  return passed === 0 ? window : { ...window, newest, counts: [...window.counts.slice(passed), ...Array.from({ length: passed }, () => 0)] }
}

const used = (window: Window): number => window.counts.reduce((sum, count) => sum + count, 0)

/** How many calls may start at this moment. */
export const slotsNow = (window: Window, nowMs: number): number => Math.max(0, window.calls - used(rolled(window, nowMs)))

/** The window after calls have started. */
export function taken(window: Window, nowMs: number, calls = 1): Window {
  const now = rolled(window, nowMs)
  return { ...now, counts: now.counts.with(now.counts.length - 1, now.counts.at(-1)! + calls) }
}

/**
 * The window after calls that were taken at a moment turned out to have had no effect: their slots come back where they were taken.
 * A newer call's slot in their place would leave the window too early to count; what has left the window gives nothing back.
 */
export function givenBack(window: Window, takenAtMs: number, calls = 1): Window {
  const at = window.counts.length - 1 - (window.newest - Math.floor(takenAtMs / bucketMs(window)))
  if (!(window.counts[at]! > 0)) return window
  return { ...window, counts: window.counts.with(at, Math.max(0, window.counts[at]! - calls)) }
}

/** When the next call may start, if none starts before. */
export function freeAtMs(window: Window, nowMs: number): number {
  const now = rolled(window, nowMs)
  let over = used(now) - now.calls
  if (over < 0) return nowMs
  for (let at = 0; at < now.counts.length; at++) {
    over -= now.counts[at]!
    // The bucket at place `at` has left the window when the newest is buckets + 1 further on.
    if (over < 0) return (now.newest - buckets + at + buckets + 1) * bucketMs(now)
  }
  return nowMs + now.perMs
}
