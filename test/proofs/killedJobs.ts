import { expect } from 'vitest'
import { judgeJobs } from './judgeJobs.ts'
import { playJobs, type JobsSize } from './playJobs.ts'

/** Kills that hit no worker at work prove nothing: then it is played again, on a busy machine even twice. */
const playedAtMost = 3

/** Each job ends once and as done, none is lost, and no call is repeated except those in flight at a kill. */
export async function expectEachJobDoneOnce(size: JobsSize, say: (line: string) => void): Promise<void> {
  for (let played = 1; ; played++) {
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
    if (counts['tries lost with their workers'] === 0 && played < playedAtMost) continue
    expect(counts['calls under way at the kills']).toBeGreaterThanOrEqual(size.kills)
    expect(counts['tries lost with their workers']).toBeGreaterThan(0)
    return
  }
}
