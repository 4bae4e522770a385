import { sql } from 'kysely'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeTestDatabase } from '../../test/support/testDatabase.ts'
import { isFaultOfTheWork, isPassing, openDatabases, rowsOf, type Databases } from './db.ts'
import { makeLog } from './log.ts'

let database: Awaited<ReturnType<typeof makeTestDatabase>>
let databases: Databases

beforeAll(async () => {
  database = await makeTestDatabase()
  databases = openDatabases(database.url, makeLog('silent'))
})
afterAll(async () => {
  await databases?.close()
  await database?.drop()
})

test('a connection that is lost while somebody has it fails the next statement, and does not end this program', async () => {
  const client = await databases.identityPool.connect()
  const ended = new Promise((resolve) => client.once('end', resolve))
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
  const admin = new Client({ connectionString: database.url })
  await admin.connect()
  await admin.query('select pg_terminate_backend($1)', [rows[0]!.pid])
  await admin.end()
  await ended
  await expect(client.query('select 1')).rejects.toSatisfy(isPassing)
  client.release(true)
  expect((await databases.identityPool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
})

test('rows go in as they are: quotes, commas, braces, emoji, nothing, lists and times', async () => {
  const rows = [
    {
      id: 1,
      words: 'a "b", {c} \\ NULL\n💛',
      at: new Date('2026-11-28T01:02:03.004Z'),
      counts: [1, 2],
      more: { 'a"b': [null, '}'] },
      yes: true,
    },
    { id: 2, words: null, at: null, counts: [], more: null, yes: false },
    { id: 3, words: '', at: null, counts: [7], more: [] },
  ]
  const columns = 'id bigint, words text, at timestamptz, counts integer[], more jsonb, yes boolean'
  const { rows: back } = await sql`select given.* from ${rowsOf(rows, columns)} order by id`.execute(databases.system)
  expect(back).toEqual([rows[0], rows[1], { ...rows[2], yes: null }])
})

test.each([
  ['53100', 'a full disk', true],
  ['53200', 'no memory left', true],
  ['58030', 'a disk that does not answer', true],
  ['08006', 'a lost connection', true],
  ['23505', 'a row that is there already', false],
  ['22P02', 'a value that is none', false],
])('%s, %s: passing by itself? %s', (code, message, passing) => {
  expect(isPassing(Object.assign(new Error(message), { code }))).toBe(passing)
})

test.each([
  ['22P02', 'a value that cannot be stored', true],
  ['23505', 'a row that is there already', true],
  ['ERR_INVALID_URL', 'a fault of our own that has a code', true],
  [undefined, 'a fault of our own', true],
  ['ETIMEDOUT', 'a line that died', false],
  ['57014', 'a statement that somebody cancelled', false],
  ['42703', 'a column that a newer version took away', false],
  ['0A000', 'a plan that no longer fits', false],
  [undefined, 'Connection terminated unexpectedly', false],
])('%s, %s: a fault of the work? %s', (code, message, fault) => {
  const error = Object.assign(new Error(message), code === undefined ? {} : { code })
  expect(isFaultOfTheWork(error)).toBe(fault)
  expect(isFaultOfTheWork(error) && isPassing(error)).toBe(false)
})
