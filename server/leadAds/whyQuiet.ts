const hourMs = 3_600_000
/** A form with fewer leads has no rhythm that could stop. */
const fewest = 10
/** A form whose leads come every few minutes is not quiet after half an hour. */
const shortestMs = 24 * hourMs
const times = 5

/**
 * Whether a form that used to get leads has stopped getting them. Pure.
 * In:     when its newest leads were created, newest first.
 * Out:    for how long there was none and how often one came before; null where that is nothing unusual.
 */
export function whyQuiet(createdAt: readonly Date[], now: Date): { quietMs: number; usualMs: number } | null {
  const newest = createdAt[0]
  const oldest = createdAt.at(-1)
  if (!newest || !oldest || createdAt.length < fewest) return null
  const usualMs = Math.max(60_000, (newest.getTime() - oldest.getTime()) / (createdAt.length - 1))
  const quietMs = now.getTime() - newest.getTime()
  return quietMs > Math.max(shortestMs, times * usualMs) ? { quietMs, usualMs } : null
}
