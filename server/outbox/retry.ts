/** Three attempts by default (requirement C7); a throttle, a stopped account or a doubt uses up none. */
export const triesAllowed = 3

const firstMs = 2_000
const mostMs = 300_000

/** Exponential backoff with full jitter. In: how many attempts failed, random numbers in [0, 1). Out: milliseconds. */
export function retryAfter(failures: number, dice: () => number): number {
  const ceiling = Math.min(mostMs, firstMs * 4 ** Math.max(0, failures - 1))
  return Math.round(500 + dice() * ceiling)
}
