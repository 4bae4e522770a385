import { expect, test } from 'vitest'
import { judgeStorm } from './judgeStorm.ts'
import { playStorm } from './playStorm.ts'

const webhooks = Number(process.env['PROOF_WEBHOOKS'] ?? 20_000)

test(`${webhooks} people write while 20 workers, 5 times PostgreSQL and 3 times Redis are killed`, { timeout: 3_600_000 }, async () => {
  // A private reply is limited to 750 an hour for each account (meta-platform.md 3.7).
  const accounts = Math.max(3, Math.ceil(webhooks / 1_000))
  const storm = await playStorm({ webhooks, accounts, workers: 4, kills: { worker: 20, postgres: 5, redis: 3 } }, console.log)
  const { counts, ...wrong } = judgeStorm(storm)
  console.log(storm.faults.map(({ on, kind, fired }) => `${String(fired).padStart(7)}  ${kind} on ${on}`).join('\n'))
  console.log(
    Object.entries(counts)
      .map(([what, count]) => `${String(count).padStart(7)}  ${what}`)
      .join('\n'),
  )
  expect(wrong).toEqual({ lost: [], twice: [], disagree: [], unexplained: [] })
  expect(storm.acknowledged).toHaveLength(webhooks)
  expect(storm.kills).toHaveLength(28)
  expect(storm.faults.filter(({ fired }) => fired === 0)).toEqual([])
  expect(counts['calls in flight at kills']).toBeGreaterThan(0)
})
