import type { JobHandler } from '../jobs/handler.ts'

const minute = 60_000

/** How a question to the platform that is asked once a day may be attempted. Given up, it is asked again the next day. */
export const askedDaily = {
  backoffMs: [minute, 10 * minute, 60 * minute, 240 * minute],
  timeLimitMs: minute,
  repeatable: true,
  waitsForAccount: false,
  gaveUp: () => null,
} satisfies Omit<JobHandler, 'run'>
