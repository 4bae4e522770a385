import type { Clock } from './clock.ts'

/**
 * Returns a function that logs events which may happen thousands of times a second: the first at once, then at most one line per second
 * with their number.
 * In:     writes a line, given the count and the last event.
 * Out:    to be called for each event.
 */
export function countedLine<What>(
  clock: Pick<Clock, 'wait'>,
  write: (count: number, last: What) => void,
  everyMs = 1_000,
): (what: What) => void {
  let count = 0
  let last: What
  let resting = false
  function say(): void {
    if (!count) return
    write(count, last)
    count = 0
    resting = true
    void clock.wait(everyMs).then(() => {
      resting = false
      say()
    })
  }
  return (what) => {
    count++
    last = what
    if (!resting) say()
  }
}
