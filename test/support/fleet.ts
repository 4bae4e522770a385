import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startBalancer } from './balancer.ts'
import { call, type Answer } from './call.ts'
import { keepPostgres, type KeptPostgres } from './keptPostgres.ts'
import { keepRunning, type KeptProgram } from './keptProgram.ts'
import { freePort } from './npmStart.ts'
import { killAllOf } from './processes.ts'
import { startRedis, type RedisServer } from './redis.ts'

const adminKey = 'test-key-of-the-instance'
const app = { secret: 'the app secret of this fleet', verifyToken: 'the verify token of this fleet' }
const wrongClock = path.join(import.meta.dirname, 'wrongClock.ts')

/**
 * The product as it runs across machines: a process for each role, on one PostgreSQL and one Redis (or without), with the simulator as the
 * platform.
 */
export type Fleet = {
  api<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<T>>
  sim<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>
  /** The key of `api`, as a header. */
  key: { authorization: string }
  webs: KeptProgram[]
  webUrls(): string[]
  workers: KeptProgram[]
  postgres: KeptPostgres
  redis: RedisServer
  /**
   * From now on the webhooks of an account go to all web processes in turn, instead of the one at which it was connected. In: its platform
   * id.
   */
  deliverInTurn(accountId: string): Promise<void>
  /** How many webhooks (and handshakes) went to each web process in turn. */
  webhooksPerWeb(): number[]
  /** Which programs ended although no test had killed them. */
  endedByThemselves(): string[]
  said(): string
  stop(): Promise<void>
}

/**
 * `clocks`: by how many milliseconds the clocks of these programs are wrong, by name (`web 1`, `worker 2`, `scheduler 1`).
 * `queue`: with `embedded` no program uses Redis, and workers claim rows in the database. `env`: more settings of every role.
 */
export type FleetOptions = {
  webs: number
  workers: number
  clocks?: Record<string, number>
  queue?: 'embedded' | 'redis'
  env?: Record<string, string>
}

export async function startFleet({ webs, workers, clocks = {}, queue = 'redis', env = {} }: FleetOptions): Promise<Fleet> {
  const folder = mkdtempSync(path.join(tmpdir(), 'autodm-fleet-'))
  const dataDir = path.join(folder, 'data')
  mkdirSync(dataDir)
  const kept: KeptProgram[] = []
  const closing: (() => Promise<unknown>)[] = []
  const webPorts: number[] = []
  try {
    const postgres = await keepPostgres(path.join(folder, 'postgres'), webs + workers + 1)
    closing.push(postgres.stop)
    const redis = await startRedis({ keeps: true })
    closing.push(redis.stop)
    const balancer = await startBalancer(() => webPorts)
    closing.push(balancer.stop)
    const simulatorPort = await freePort()
    const simulatorUrl = `http://127.0.0.1:${simulatorPort}`
    const keep = (name: string, args: string[], settings: Record<string, string>) => {
      const wrongMs = clocks[name]
      const clock = wrongMs ? ['--import', wrongClock] : []
      const program = keepRunning(name, [...clock, ...args], {
        DATA_DIR: dataDir,
        ...(wrongMs ? { WRONG_CLOCK_MS: String(wrongMs) } : {}),
        ...settings,
      })
      kept.push(program)
      return program
    }
    await keep('simulator', ['simulator/main.ts'], { SIMULATOR_PORT: String(simulatorPort) }).ready()
    async function start(role: 'web' | 'scheduler' | 'worker', number: number): Promise<KeptProgram> {
      const port = await freePort()
      if (role === 'web') webPorts.push(port)
      return keep(`${role} ${number}`, ['server/main.ts'], {
        ROLES: role,
        PORT: String(port),
        DATABASE_URL: postgres.url,
        ...(queue === 'redis' ? { REDIS_URL: redis.url } : {}),
        INSTAGRAM_APP_SECRET: app.secret,
        WEBHOOK_VERIFY_TOKEN: app.verifyToken,
        SIMULATOR: 'on',
        SIMULATOR_URL: simulatorUrl,
        SECRET_KEY: 'a key that only tests use',
        BOOTSTRAP_API_KEY: adminKey,
        LOG_LEVEL: 'warn',
        ...env,
      })
    }
    const startAll = (role: 'web' | 'scheduler' | 'worker', count: number) =>
      Promise.all(Array.from({ length: count }, (_, index) => start(role, index + 1)))
    const [allWebs, , allWorkers] = await Promise.all([startAll('web', webs), startAll('scheduler', 1), startAll('worker', workers)])
    await Promise.all(kept.map((one) => one.ready()))
    const sim: Fleet['sim'] = async (method, address, body) => {
      const answer = await call<never>(`${simulatorUrl}${address}`, method, body)
      if (answer.status >= 300)
        throw new Error(`the simulator answered ${answer.status} to ${method} ${address}: ${JSON.stringify(answer.body)}`)
      return answer.body
    }
    return {
      key: { authorization: `Bearer ${adminKey}` },
      webs: allWebs,
      webUrls: () => webPorts.map((port) => `http://127.0.0.1:${port}`),
      workers: allWorkers,
      postgres,
      redis,
      api: (method, address, body) =>
        call(`http://127.0.0.1:${webPorts[0]}${address}`, method, body, { authorization: `Bearer ${adminKey}` }),
      sim,
      deliverInTurn: async (accountId) =>
        void (await sim('POST', '/simulator/subscriptions', { accountId, url: `${balancer.url}/api/webhooks/meta`, ...app })),
      webhooksPerWeb: balancer.shares,
      endedByThemselves: () => kept.flatMap((one) => one.endedByItself()),
      said: () => kept.map((one) => `---- ${one.name}\n${one.said()}`).join('\n'),
      stop: () => end(),
    }
  } catch (error) {
    console.error(kept.map((one) => one.said()).join('\n'))
    await end()
    throw error
  }
  async function end() {
    await Promise.allSettled(kept.map((one) => one.stop()))
    for (const close of closing.toReversed()) await close().catch((error: Error) => console.error(error.message))
    killAllOf(folder)
    rmSync(folder, { recursive: true, force: true })
  }
}
