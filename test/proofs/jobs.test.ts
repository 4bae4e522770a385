import { test } from 'vitest'
import { expectEachJobDoneOnce } from './killedJobs.ts'
import type { JobsSize } from './playJobs.ts'

// A profile is requested five times a second for each account (server/channels/instagram/lookUps.ts): this many accounts keep both workers
// busy.
const size = { jobs: Number(process.env['PROOF_JOBS'] ?? 10_000), accounts: 60, workers: 2, kills: 10 }
const modes: JobsSize[] = [
  { ...size, queue: 'embedded', flushes: 0 },
  { ...size, queue: 'redis', flushes: 3 },
]

test.each(modes)('$jobs jobs by $workers workers ($queue queue), $kills kills, $flushes flushes of Redis: each is done once', (mode) =>
  expectEachJobDoneOnce(mode, console.log),
)
