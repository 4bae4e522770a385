/** The largest batch. */
export const mostAtOnce = 256

/** PostgreSQL ends a transaction that is idle for five seconds, and it is idle while a batch is decided. */
const tooLongMs = 2_000
const enoughMs = 1_000

/**
 * Returns the size of the next batch.
 * In:     the size that the last batch was allowed, what it read, how long deciding it took.
 * Out:    at least 1. After a batch that took too long, what would have taken a second; otherwise twice as much as before.
 * Errors: none.
 */
export function nextBatchSize(might: number, read: number, tookMs: number): number {
  if (tookMs <= tooLongMs) return Math.min(mostAtOnce, 2 * might)
  return Math.max(1, Math.floor((Math.min(might, read) * enoughMs) / tookMs))
}
