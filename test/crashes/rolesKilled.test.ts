import { expect, test } from 'vitest'
import { judgeStorm } from '../proofs/judgeStorm.ts'
import { playStorm } from '../proofs/playStorm.ts'
import { channels } from '../support/openEveryChannel.ts'

// `npm run test:proofs -- storm` at a small size: every process acts as a separate machine, and each kill hits one of them.
const kills = { worker: 8, postgres: 3, redis: 1 }
const webhooks = 500

test(
  `${webhooks} people write on three channels while workers, PostgreSQL and Redis are killed twelve times: each is answered once`,
  { timeout: 600_000 },
  async () => {
    const told: string[] = []
    const storm = await playStorm({ webhooks, accounts: 3, workers: 3, kills }, (line) => void told.push(line))
    const { counts, ...wrong } = judgeStorm(storm)
    console.log(
      `${storm.kills.length} kills, ${Object.entries(counts)
        .map(([what, count]) => `${count} ${what}`)
        .join(', ')}`,
    )
    if (Object.values(wrong).some((list) => list.length)) console.error(told.join('\n'))
    expect(wrong).toEqual({ lost: [], twice: [], disagree: [], unexplained: [] })
    expect(storm.acknowledged).toHaveLength(webhooks)
    expect(storm.kills).toHaveLength(12)
    expect(counts['calls in flight at kills']).toBeGreaterThan(0)
    for (const channel of channels) expect(counts[`sent on ${channel}`]).toBeGreaterThan(webhooks / 4)
  },
)
