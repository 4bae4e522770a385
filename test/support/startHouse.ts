import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buildApp } from '../../server/app.ts'
import type { Api } from '../../server/api.ts'
import { readConfig } from '../../server/config.ts'
import { makeDeps, type MadeDeps } from '../../server/makeDeps.ts'
import { makeSender, type Sender } from '../../server/outbox/outbox.ts'
import { nextWorkerNumber } from '../../server/queue/workers.queries.ts'
import { makeRunner } from '../../server/jobs/runner.ts'
import { followSimulatorClock } from '../../server/platform/followSimulatorClock.ts'
import { makeLog } from '../../server/platform/log.ts'
import { unlimitedScans } from '../../server/platform/scanBudget.ts'
import { drainWithSimulator } from '../../server/drainWithSimulator.ts'
import { holdWorkerLock, jobsDeps, outboxDeps } from '../../server/worker.ts'
import { startSimulator } from '../../simulator/simulator.ts'
import { storedSentences } from './storedSentences.ts'
import { makeTestDatabase } from './testDatabase.ts'
import { wholeAnswers } from './wholeAnswers.ts'
import { inEnglish } from '../../server/texts.ts'

export const adminKey = 'test-key-of-the-instance'

type Answer<T> = { status: number; body: T }

/** The real product on a real database against the real simulator, all in this process; time moves only when a test moves it. */
export type House = {
  url: string
  simulatorUrl: string
  databaseUrl: string
  deps: MadeDeps
  app: Api
  /** Calls the product's API with the admin's key. */
  api<T = Record<string, unknown>>(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<T>>
  /** Calls the simulator's own addresses. Rejects when it refuses. */
  sim<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>
  /** Does everything that is due now: webhooks delivered, events decided, messages sent, echoes ingested. */
  drain(): Promise<void>
  moveClock(ms: number): Promise<void>
  /**
   * Disconnects the network (after this many more calls), so that the platform's addresses lead to a port where no program listens; or
   * reconnects it.
   */
  unplug(out: boolean, after?: number): void
  /** Waits until the simulator has delivered every webhook that is due, without processing them. */
  webhooksAreHere(): Promise<void>
  /** Stops the product alone, and starts it again on the same database and address: what an open page sees of a stopped server. */
  down(): Promise<void>
  up(): Promise<void>
  /** Stops the product gracefully and starts it again on the same database and address; the simulator keeps running. */
  restart(): Promise<void>
  /** The stored webhook payloads, oldest first. No API shows them, so they are read from the database. */
  bodies(): Promise<{ state: string; source: string; notes: string[] | null; text: string }[]>
  stop(): Promise<void>
}

export type HouseOptions = {
  /** The version of PostgreSQL; TEST_POSTGRES by default, so that all API tests can be run on 15 as well. */
  version?: number
  env?: Record<string, string>
  /** When a call without a response counts as over: at once here, since an abandoned call is over in this process. */
  judgeAfterMs?: number
  /** Calls without a response are abandoned after this long instead of ten seconds. */
  callTimeoutMs?: number
  /** Gets every line of the product's log, at debug level. */
  onLog?: (line: string) => void
  /** The folder of the built pages, if it is not the build's. */
  pagesFolder?: string
}

export async function startHouse(options: HouseOptions = {}): Promise<House> {
  const database = await makeTestDatabase(options.version ?? Number(process.env['TEST_POSTGRES'] ?? 18))
  const dataDir = mkdtempSync(path.join(tmpdir(), 'autodm-house-'))
  const simulator = await startSimulator({ port: 0, dataDir, seedWorld: false, seed: 7 })
  const config = readConfig({
    DATA_DIR: dataDir,
    PORT: '0',
    SIMULATOR: 'on',
    SIMULATOR_URL: simulator.url,
    BOOTSTRAP_API_KEY: adminKey,
    LOG_LEVEL: process.env['TEST_LOG'] ?? 'silent',
    ...options.env,
  })
  let callsLeft = Infinity
  let product = await openProduct(0)

  async function openProduct(port: number) {
    const deps = await makeDeps({
      config,
      log: options.onLog ? makeLog('debug', options.onLog) : makeLog(config.logLevel),
      databaseUrl: database.url,
      secretKeys: ['a key that only tests use'],
    })
    const { http } = deps
    deps.http = (request) =>
      http({
        ...request,
        ...(options.callTimeoutMs ? { timeoutMs: options.callTimeoutMs } : {}),
        ...(callsLeft-- <= 0 ? { url: `http://127.0.0.1:9${new URL(request.url).pathname}` } : {}),
      })
    const following = followSimulatorClock(simulator.url, deps.clock, deps.log)
    await following.first
    const app = await buildApp(deps, {
      pagesFolder: options.pagesFolder ?? path.join(import.meta.dirname, '../../dist/web'),
      serializer: wholeAnswers,
    })
    const url = await app.listen({ port, host: '127.0.0.1' })
    const worker = await nextWorkerNumber(deps.databases.system)
    const lock = await holdWorkerLock(database.url, worker, deps)
    const sender: Sender = makeSender(outboxDeps(deps), worker, { judgeAfterMs: options.judgeAfterMs ?? 0, scans: unlimitedScans })
    const runner = makeRunner(jobsDeps(deps), worker, { scans: unlimitedScans })
    return {
      deps,
      app,
      url,
      sender,
      runner,
      async close() {
        following.stop()
        await app.close()
        await Promise.all([sender.settled(), runner.settled()])
        await lock.release()
        await deps.close()
      },
    }
  }

  const call = async <T>(
    base: string,
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer<T>> => {
    const answer = await fetch(base + path, {
      method,
      headers: { ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }), ...headers },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    })
    const text = await answer.text()
    return { status: answer.status, body: (text && answer.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text) as T }
  }
  const sim: House['sim'] = async (method, path, body) => {
    const answer = await call<never>(simulator.url, method, path, body, {})
    if (answer.status >= 300)
      throw new Error(`the simulator answered ${answer.status} to ${method} ${path}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const { drain, delivered } = drainWithSimulator(sim, () => product)
  return {
    simulatorUrl: simulator.url,
    databaseUrl: database.url,
    sim,
    get url() {
      return product.url
    },
    get deps() {
      return product.deps
    },
    get app() {
      return product.app
    },
    api: (method, path, body, headers) => call(product.url, method, path, body, { authorization: `Bearer ${adminKey}`, ...headers }),
    drain,
    async moveClock(ms) {
      const { offsetMs } = await sim<{ offsetMs: number }>('POST', '/simulator/clock', { advanceMs: ms })
      // The product is notified over a stream: this waits a moment, so that no test depends on it.
      for (let tries = 0; product.deps.clock.now().getTime() < Date.now() + offsetMs - 5; tries++) {
        if (tries > 2_000) throw new Error('the product did not hear that the clock was moved')
        await new Promise((resolve) => setTimeout(resolve, 1))
      }
    },
    unplug(out, after = 0) {
      callsLeft = out ? after : Infinity
    },
    webhooksAreHere: delivered,
    down: () => product.close(),
    async up() {
      product = await openProduct(Number(new URL(product.url).port))
    },
    async restart() {
      const port = Number(new URL(product.url).port)
      await product.close()
      product = await openProduct(port)
    },
    async bodies() {
      const pages = await product.deps.databases.system
        .selectFrom('bodies')
        .select(['sources', 'lengths', 'taken', 'notes', 'body'])
        .orderBy('id')
        .execute()
      return pages.flatMap(({ sources, lengths, taken, notes, body }) => {
        let end = 0
        return lengths.map((length, place) => {
          const note = notes?.find((one) => one.place === place)
          return {
            state: place >= taken ? 'kept' : (note?.state ?? 'read'),
            source: sources[place]!,
            notes: note?.notes.map(inEnglish) ?? null,
            text: body.subarray(end, (end += length)).toString('utf8'),
          }
        })
      })
    },
    async stop() {
      const sentences = await storedSentences(database.url)
      await product.close()
      await simulator.stop()
      await database.drop()
      rmSync(dataDir, { recursive: true, force: true })
      if (sentences.length) throw new Error(`Rows store keys and data (server/model/sentence.ts), but:\n${sentences.join('\n')}`)
    },
  }
}
