import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeTestDatabase } from '../../test/support/testDatabase.ts'
import { isPassing, openDatabases, type Databases } from './db.ts'
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

test('a connection that is lost between two statements of a transaction ends that transaction, not this program', async () => {
  const lost = databases.system.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
    await sql`select pg_terminate_backend(${rows[0]!.pid}, 5000)`.execute(databases.identity ?? databases.web)
    await sql`select 1`.execute(trx)
  })
  await expect(lost).rejects.toSatisfy(isPassing)
  expect((await sql<{ one: number }>`select 1 as one`.execute(databases.system)).rows).toEqual([{ one: 1 }])
})
