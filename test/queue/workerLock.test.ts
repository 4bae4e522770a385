import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { advisoryLockClasses } from '../../server/platform/advisoryLocks.ts'
import type { WorldClock } from '../../server/platform/clock.ts'
import { makeLog } from '../../server/platform/log.ts'
import { holdWorkerLock } from '../../server/worker.ts'
import { doorTo, type Door } from '../support/door.ts'
import { makeTestDatabase } from '../support/testDatabase.ts'
import { until } from '../support/until.ts'

const limitMs = 10_000

let database: Awaited<ReturnType<typeof makeTestDatabase>>
let door: Door
let lock: Awaited<ReturnType<typeof holdWorkerLock>>
/** Pauses that somebody waits for. They pass when the test lets them. */
let pauses: (() => void)[]

beforeEach(async () => {
  database = await makeTestDatabase()
  door = await doorTo(database.url)
  pauses = []
  const clock = { wait: () => new Promise<void>((resolve) => void pauses.push(resolve)) } as Partial<WorldClock> as WorldClock
  lock = await holdWorkerLock(door.url, 7, { log: makeLog('silent'), clock })
})
afterEach(async () => {
  for (const pass of pauses.splice(0)) pass()
  await lock.release()
  await door.close()
  await database.drop()
})

/** How many connections hold, or wait for, the worker's lock. */
async function holders(): Promise<number> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  const { rows } = await client.query("select from pg_locks where locktype = 'advisory' and classid = $1 and objid = 7", [
    advisoryLockClasses.workers,
  ])
  await client.end()
  return rows.length
}

test('however long the database is away, a worker knocks once after each pause, and then holds its lock on one connection', async () => {
  expect(await holders()).toBe(1)
  const before = door.knocks()
  door.shut()
  for (let pause = 1; pause <= 8; pause++) {
    await until('it waits to try again', () => pauses.length > 0 && door.knocks() - before >= pause - 1, limitMs)
    expect([pauses.length, door.knocks() - before]).toEqual([1, pause - 1])
    pauses.shift()!()
  }
  await until('it waits to try again', () => pauses.length > 0, limitMs)
  door.open()
  pauses.shift()!()
  await until('it holds its lock again', async () => (await holders()) > 0, limitMs)
  expect([await holders(), door.inside(), pauses.length]).toEqual([1, 1, 0])
})

test('a worker that ends while the database is away leaves nothing behind', async () => {
  door.shut()
  await until('it waits to try again', () => pauses.length === 1, limitMs)
  await lock.release()
  door.open()
  const before = door.knocks()
  pauses.shift()!()
  await until('nobody holds the lock', async () => (await holders()) === 0, limitMs)
  expect([door.knocks() - before, door.inside(), pauses.length]).toEqual([0, 0, 0])
})
