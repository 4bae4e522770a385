import { buckets, freeAtMs, slotsNow, addCalls, type Window } from '../limits/slidingWindow.ts'

/** A long queue behind a small limit is not counted out call by call; from here on it is told by the rate alone. */
const mostBursts = 5_000

/**
 * When the last of a queue may start, if nothing is added to it: what waits is let through the limits as they stand, burst by burst,
 * since a sliding window frees its slots together, as they were taken, and not one by one.
 * In:     how many wait, the windows that all of them count against, and from when calls may start (now, or when a silence ends); ms.
 * Out:    ms; `fromMs` when nothing holds them back; null when a limit lets nothing through, so that it never will be.
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

/** Ms for each call in the long run: a burst has to leave the window with the whole bucket that it stands in. */
const slowMs = ({ calls, perMs }: Window): number => (perMs * (1 + 1 / buckets)) / calls
