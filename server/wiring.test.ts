import { describe, expect, test } from 'vitest'
import { partsOf, whyNotReady } from './wiring.ts'

const nobody = { web: 0, worker: 0, worker_on_redis: 0, scheduler: 0, scheduler_on_redis: 0 }
const codes = (role: 'worker' | 'scheduler', parts: Partial<typeof nobody>, onRedis: boolean, hasRelay: boolean | null) =>
  whyNotReady(role, { parts: { ...nobody, ...parts }, onRedis, hasRelay }).map((one) => one.code)

describe('what a role needs', () => {
  test.each([
    ['a worker with a scheduler', codes('worker', { scheduler: 1 }, false, null), []],
    ['a worker without a scheduler', codes('worker', {}, false, null), ['no_scheduler']],
    ['a worker on Redis with a relay', codes('worker', { scheduler_on_redis: 1 }, true, true), []],
    ['a worker on Redis without any scheduler', codes('worker', {}, true, false), ['no_scheduler']],
    ['a worker on Redis whose scheduler has none', codes('worker', { scheduler: 1 }, true, false), ['scheduler_without_redis']],
    ['a worker on another Redis', codes('worker', { scheduler_on_redis: 1 }, true, false), ['another_redis']],
    ['a worker whose Redis is down', codes('worker', { scheduler_on_redis: 1 }, true, null), ['redis_unavailable']],
    ['a scheduler alone', codes('scheduler', {}, false, null), []],
    ['a scheduler without Redis beside workers on it', codes('scheduler', { worker_on_redis: 1 }, false, null), ['workers_use_redis']],
    ['a scheduler whose Redis is down', codes('scheduler', {}, true, null), ['redis_unavailable']],
    ['a scheduler on Redis', codes('scheduler', { worker_on_redis: 2 }, true, true), []],
  ])('%s', (_, found, expected) => expect(found).toEqual(expected))

  test('what a process does is told with its queue', () => {
    expect(partsOf({ roles: new Set(['web', 'worker']), redisUrl: null })).toEqual(['web', 'worker'])
    expect(partsOf({ roles: new Set(['web', 'worker', 'scheduler']), redisUrl: 'redis://r' })).toEqual([
      'web',
      'worker_on_redis',
      'scheduler_on_redis',
    ])
  })
})
