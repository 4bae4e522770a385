import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { programEnv } from '../../bin/projectRoot.mjs'
import { isFree, makePlace, type Place } from '../support/npmStart.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { startOutsidePostgres, type OutsidePostgres } from '../support/outsidePostgres.ts'
import { freePort } from '../support/postgres15.ts'
import { until } from '../support/until.ts'
import { everyRow, type Said } from '../support/ledgers.ts'

// A process that is asked to stop finishes the messages it is sending, and ends within thirty seconds, whatever is unavailable. Two
// processes run here: `npm start` receives webhooks, and a worker next to it sends planned messages. The worker is stopped.

const endsWithinMs = 30_000
const callTakesMs = 6_000
const people = 20

let outside: OutsidePostgres
let place: Place
let shop: Shop
let worker: ChildProcess
let said = ''

beforeEach(async ({ onTestFailed }) => {
  onTestFailed(() => console.error(`${place?.said()}\n---- worker\n${said.slice(-4_000)}`))
  outside = await startOutsidePostgres()
  const secretKey = 'a secret key of two processes that do not share a folder'
  place = await makePlace({ env: { DATABASE_URL: outside.url, ROLES: 'web,scheduler', SECRET_KEY: secretKey } })
  await place.start().ready()
  shop = await openShop(place)
  await shop.automate(answer('comment', ['price'], 'It costs 5.'))
  said = ''
  worker = spawn(process.execPath, ['server/main.ts'], {
    cwd: path.resolve(import.meta.dirname, '../..'),
    env: {
      ...programEnv({}),
      PATH: process.env['PATH'],
      DATABASE_URL: outside.url,
      SECRET_KEY: secretKey,
      ROLES: 'worker',
      DATA_DIR: place.dataDir,
      PORT: String(await freePort()),
      SIMULATOR_URL: `http://127.0.0.1:${place.simulatorPort}`,
      LOG_LEVEL: 'warn',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const stream of [worker.stdout!, worker.stderr!]) stream.on('data', (bytes: Buffer) => (said += bytes.toString()))
}, 120_000)
afterEach(() => {
  worker?.kill('SIGKILL')
  place?.remove()
  outside?.remove()
})

const exitCode = () => new Promise<number | null>((resolve) => worker.once('exit', resolve))

/** Comments of many people, each of which is being answered by a slow call. */
async function callsUnderWay(): Promise<void> {
  await place.sim('POST', '/simulator/faults', { on: '/messages', kind: 'delay', delayMs: callTakesMs })
  for (let number = 0; number < people; number++) await shop.comment('Price?', await shop.meet({ name: `Person ${number}` }))
  const calls = async () => (await place.sim<{ data: object[] }>('GET', '/simulator/faults')).data as { fired: number }[]
  await until('every call is under way', async () => (await calls())[0]!.fired >= people, 30_000)
}

test('asked to end with calls under way it waits for their answers: all are written, none is in doubt', { timeout: 120_000 }, async () => {
  await callsUnderWay()
  const ended = exitCode()
  const at = performance.now()
  worker.kill('SIGTERM')
  expect(await ended).toBe(0)
  const tookMs = performance.now() - at
  console.log(`it ended after ${tookMs.toFixed(0)} ms, with ${people} calls of ${callTakesMs} ms under way`)
  expect(tookMs).toBeLessThan(endsWithinMs)
  const rows = await everyRow<Said>(place, '/api/messages?direction=out')
  expect(rows.map((row) => row.status)).toEqual(Array.from({ length: people }, () => 'sent'))
  expect(await isFree(place.port)).toBe(false)
})

test(
  'it ends in time although the database is away; what it could not write is settled by the next one, once',
  { timeout: 180_000 },
  async () => {
    await callsUnderWay()
    await outside.stop()
    const ended = exitCode()
    const at = performance.now()
    worker.kill('SIGTERM')
    await ended
    const tookMs = performance.now() - at
    console.log(`it ended after ${tookMs.toFixed(0)} ms without a database`)
    expect(tookMs).toBeLessThan(endsWithinMs)
    await outside.start()
    await place.sim('DELETE', '/simulator/faults')
    await place.stop()
    await place.start({ ROLES: 'web,worker,scheduler' }).ready()
    await until(
      'all are settled',
      async () => (await everyRow<Said>(place, '/api/messages?direction=out')).every((row) => row.status === 'sent'),
      90_000,
    )
    expect((await shop.effects()).length).toBe(people)
  },
)
