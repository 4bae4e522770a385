import { test } from 'vitest'
import { expectEachJobDoneOnce } from '../proofs/killedJobs.ts'

// `npm run test:proofs -- jobs` at a small size and without Redis: test/queue/bothQueues.test.ts empties Redis while jobs run.
const size = { queue: 'embedded', jobs: 200, accounts: 10, workers: 2, kills: 2, flushes: 0 } as const

test(`${size.jobs} jobs, while two workers are killed in turn: each is done once`, { timeout: 300_000 }, async () => {
  const told: string[] = []
  await expectEachJobDoneOnce(size, (line) => void told.push(line)).catch((error) => {
    console.error(told.join('\n'))
    throw error
  })
})
