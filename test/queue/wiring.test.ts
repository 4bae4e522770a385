import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { call } from '../support/call.ts'
import { freePort } from '../support/npmStart.ts'
import { startRedis, type RedisServer } from '../support/redis.ts'
import { runProgram } from '../support/runProgram.ts'
import { makeTestDatabase } from '../support/testDatabase.ts'
import { until } from '../support/until.ts'

// What is wired wrongly is told by the role concerned within ten seconds, by real processes on real servers.
const limitMs = 10_000
const folder = mkdtempSync(path.join(tmpdir(), 'autodm-wiring-'))
let database: Awaited<ReturnType<typeof makeTestDatabase>>
let redis: RedisServer
let other: RedisServer
const running = new Set<{ stop(): Promise<void> }>()
beforeAll(async () => {
  ;[database, redis, other] = await Promise.all([makeTestDatabase(), startRedis(), startRedis()])
})
afterAll(async () => {
  await Promise.all([...running].map((one) => one.stop()))
  await Promise.all([redis.stop(), other.stop()])
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

async function start(role: 'worker' | 'scheduler', redisUrl: string) {
  const port = await freePort()
  const program = runProgram(process.cwd(), 'server/main.ts', {
    ROLES: role,
    PORT: String(port),
    DATA_DIR: folder,
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
    SIMULATOR: 'off',
    SECRET_KEY: 'a key that only tests use',
    LOG_LEVEL: 'info',
  })
  running.add(program)
  await program.ready()
  const get = <T>(address: string) => call<T>(`http://127.0.0.1:${port}${address}`, 'GET', undefined)
  const readiness = async () => {
    const { status, body } = await get<{ status: string; reasons: { code: string; text: string }[] }>('/health/ready')
    return `${status} ${body.status} ${body.reasons.map((one) => one.code).join(' ')}`.trim()
  }
  return {
    said: program.said,
    metrics: async () => (await get<string>('/metrics')).body,
    becomes: (what: string) =>
      until(`the ${role} is ${what}`, async () => (await readiness()) === what || Promise.reject(new Error(await readiness())), limitMs),
    async stop() {
      running.delete(program)
      await program.stop()
    },
  }
}

const ready = '200 ok'
const not = (reason: string) => `503 unavailable ${reason}`

test(
  'a worker tells that nobody brings it messages, a scheduler that nobody hears it, both that Redis is away',
  { timeout: 240_000 },
  async () => {
    const worker = await start('worker', redis.url)
    await worker.becomes(not('no_scheduler'))

    const withoutRedis = await start('scheduler', '')
    await Promise.all([worker.becomes(not('scheduler_without_redis')), withoutRedis.becomes(not('workers_use_redis'))])
    await withoutRedis.stop()

    const elsewhere = await start('scheduler', other.url)
    await worker.becomes(not('another_redis'))
    await elsewhere.stop()

    const scheduler = await start('scheduler', redis.url)
    await Promise.all([worker.becomes(ready), scheduler.becomes(ready)])
    await redis.command('FLUSHALL')
    await worker.becomes(ready)

    await redis.end()
    await Promise.all([worker.becomes(not('redis_unavailable')), scheduler.becomes(not('redis_unavailable'))])
    const metrics = await worker.metrics()
    expect(metrics).toMatch(/^autodm_not_ready\{reason="redis_unavailable",role="worker"\} 1$/m)
    expect(metrics).toMatch(/^autodm_redis_up 0$/m)
    expect(metrics).toMatch(/^autodm_processes\{part="scheduler_on_redis"\} 1$/m)
    expect(metrics).toMatch(/^autodm_info\{version="\d/m)
    expect(await scheduler.metrics()).toMatch(/^autodm_loop_last_success_timestamp_seconds\{loop="planner"\} \d/m)
    await redis.startAgain()
    await Promise.all([worker.becomes(ready), scheduler.becomes(ready)])
    // One line for each, however long it lasted.
    const told = worker
      .said()
      .split('\n')
      .filter((line) => line.includes('"reason":"redis_unavailable"') && line.includes('Redis does not answer'))
    expect(told).toHaveLength(1)
  },
)
