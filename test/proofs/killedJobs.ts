import { expect } from 'vitest'
import { judgeJobs } from './judgeJobs.ts'
import { playJobs, type JobsSize } from './playJobs.ts'

/** Each job ends once and as done, none is lost, and no call is repeated except those in flight at a kill. */
export async function expectEachJobDoneOnce(size: JobsSize, say: (line: string) => void): Promise<void> {
  const ledgers = await playJobs(size, say)
  const { counts, ...wrong } = judgeJobs(ledgers, size)
  const { kills, flushes, seconds } = ledgers
  console.log(`${size.queue}: ${kills.length} kills, ${flushes} flushes of Redis, ${seconds.toFixed(0)} s`)
  console.log(
    Object.entries(counts)
      .map(([what, count]) => `${String(count).padStart(7)}  ${what}`)
      .join('\n'),
  )
  expect(wrong).toEqual({ lost: [], twice: [], repeated: [] })
  expect(kills).toHaveLength(size.kills)
  expect(flushes).toBe(size.flushes)
  // Kills that hit no worker at work prove nothing.
  expect(counts['calls under way at the kills']).toBeGreaterThanOrEqual(size.kills)
  expect(counts['tries lost with their workers']).toBeGreaterThan(0)
}
