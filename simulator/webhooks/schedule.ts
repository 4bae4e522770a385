const minuteMs = 60_000

/**
 * When a webhook that was not answered 200 is retried, counted from the first attempt: at once, after 1, 5, 15 and 60 minutes, then less
 * and less often until 36 hours have passed (meta-platform.md 1.5 names only the first and the last).
 */
export const retryMinutes = [1, 5, 15, 60, 120, 240, 480, 960, 1440, 2160]

/** WhatsApp does not give up before seven days (meta-platform.md 1.5). */
export const longRetryMinutes = [...retryMinutes, 4320, 7200, 10_080]

/**
 * Returns the time of the next attempt.
 * In:  when it was first attempted, how many attempts there were, and the current time, all in ms of the product clock.
 * Out: the next attempt, or null when it is dropped. Attempts that a moved clock has skipped are not made up for.
 */
export function nextTryAt(firstAt: number, tries: number, now: number, schedule = retryMinutes): number | null {
  if (tries <= 1) return now
  const minutes = schedule.find((after) => firstAt + after * minuteMs > now)
  return minutes === undefined ? null : firstAt + minutes * minuteMs
}
