import { buckets, freeAtMs, slotsNow, addCalls, type Window } from '../limits/slidingWindow.ts'

/** A long queue behind a small limit is not simulated call by call; beyond this number the average rate is used. */
const mostBursts = 5_000

/**
 * When the last message of a queue may start, if nothing is added: simulates the current windows burst by burst, since a sliding window
 * frees its slots in groups, as they were taken.
 * In:     the queue's length, the windows that all of it counts against, and from when calls may start (now, or at the end of a block); ms.
 * Out:    ms; `fromMs` when no limit applies; null when a limit allows no calls at all.
 * Errors: none.
 */
export function emptyAtMs(waiting: number, windows: Window[], fromMs: number): number | null {
  if (windows.some((window) => window.calls < 1)) return null
  let at = fromMs
  let left = waiting
  let now = windows
  for (let bursts = 0; bursts < mostBursts; bursts++) {
    const going = Math.min(left, ...now.map((window) => slotsNow(window, at)))
    left -= going
    if (left === 0) return at
    now = now.map((window) => addCalls(window, at, going))
    const full = now.filter((window) => slotsNow(window, at) < 1)
    at = Math.ceil(Math.max(...full.map((window) => freeAtMs(window, at))))
  }
  return Math.ceil(at + left * Math.max(...now.map(slowMs)))
}

/** Ms per call in the long run: a burst leaves the window together with its whole bucket. */
const slowMs = ({ calls, perMs }: Window): number => (perMs * (1 + 1 / buckets)) / calls
