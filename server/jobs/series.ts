import type { ClaimedJob } from './claimJobs.queries.ts'

/** So long may a series take at the pace of the last one: others wait for its place, and what it holds waits for its end. */
const shouldTakeMs = 250
const longest = 16

/**
 * How many jobs the next series of a turn has. Pure. It grows while jobs end well and quickly, so that a claim costs little for each; of a
 * turn that is slow or fails, one job is claimed for each slot.
 * In: the length of the last series, how many of its jobs ended well, and how long those that were run took.
 */
export function nextLength({ length, endedWell, tookMs }: { length: number; endedWell: number; tookMs: number }): number {
  if (endedWell < length) return Math.max(1, endedWell)
  const inTime = Math.floor((shouldTakeMs * length) / Math.max(1, tookMs))
  return Math.max(1, Math.min(2 * length, inTime, longest))
}

/** Jobs of a claim by the slot for which they were claimed, in their order; each job without a slot by itself. */
export function seriesOf(claimed: ClaimedJob[]): ClaimedJob[][] {
  const keyOf = (job: ClaimedJob) => (job.series === null ? job.id : `${job.kind}/${job.turn}/${job.series}`)
  return [...Map.groupBy(claimed, keyOf).values()].map((jobs) => jobs.toSorted((a, b) => a.nth - b.nth))
}
