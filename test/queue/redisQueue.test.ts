import { afterAll, beforeAll, test } from 'vitest'
import type { Log } from '../../server/platform/log.ts'
import { makeRedisQueue, makeRelay } from '../../server/queue/redisQueue.ts'
import { startRedis, type RedisServer } from '../support/redis.ts'

const log = { debug() {} } as unknown as Log
let redis: RedisServer
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis?.stop())

test('a worker that closes its queue while entries arrive waits for none of them', async () => {
  const relay = makeRelay(redis.url, log)
  for (let round = 0; round < 15; round++) {
    const queue = makeRedisQueue(redis.url, log, { queue: 'messages', atOnce: 4 })
    const first = new Promise<void>((resolve) => queue.onOffer(resolve))
    const entries = Array.from({ length: 40 }, (_, place) => ({ id: `${round}-${place}`, epoch: 1 }))
    const offering = relay.offer('messages', entries)
    await first
    // Entries of this worker are ended one after the other, so that new ones are on their way when it closes.
    for (const { id } of await queue.take(4)) queue.done(id)
    await queue.close()
    await offering
  }
  await relay.close()
}, 20_000)
