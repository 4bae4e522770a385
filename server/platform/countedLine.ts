import type { Clock } from './clock.ts'

/**
 * For what may happen thousands of times a second: says the first at once, then no more than one line in each second, with how many there
 * were.
 * In:  how a line is written, with the count and the last that was given.
 * Out: to be called for each.
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
