/** Three attempts by default (requirement C7); a throttle, a stopped account or a doubt uses up none. */
export const triesAllowed = 3

const firstMs = 2_000
const mostMs = 300_000

/** Exponential backoff with full jitter. In: how many attempts failed, random numbers in [0, 1). Out: milliseconds. */
export function retryAfter(failures: number, dice: () => number): number {
  const ceiling = Math.min(mostMs, firstMs * 4 ** Math.max(0, failures - 1))
  return Math.round(500 + dice() * ceiling)
}

/** The platform's pause, grown by the attempts of the message; ours where it names none. */
export const waitMsOf = (
  { afterMs, growth = 1 }: { afterMs: number | null; growth?: number },
  attempt: number,
  usual: () => number,
): number => (afterMs === null ? usual() : Math.min(afterMs * growth ** (attempt - 1), Math.max(afterMs, longestGrownMs)))

const longestGrownMs = 3_600_000
