import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tables } from '../../server/platform/tables/tables.ts'
import { makeTestDatabase } from '../support/testDatabase.ts'

// What server/platform/tables says of a table, against the database that the migrations make.

let database: Awaited<ReturnType<typeof makeTestDatabase>>
let client: pg.Client
beforeAll(async () => {
  database = await makeTestDatabase()
  client = new pg.Client({ connectionString: database.url })
  await client.connect()
})
afterAll(async () => {
  await client?.end()
  await database?.drop()
})

test.each(Object.entries(tables))('%s is declared as it is', async (name, { name: declared, columns }) => {
  expect(declared).toBe(name)
  const { rows } = await client.query<{ name: string; type: string; isNullable: boolean; isMade: boolean; hasDefault: boolean }>(
    `select a.attname as name, replace(format_type(a.atttypid, a.atttypmod), 'timestamp with time zone', 'timestamptz') as type, not a.attnotnull as "isNullable",
       a.attidentity <> '' or a.attgenerated <> '' as "isMade", a.atthasdef as "hasDefault"
     from pg_attribute a where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped`,
    [name],
  )
  const byName = new Map(rows.map((row) => [row.name, row]))
  expect(Object.keys(columns).toSorted()).toEqual([...byName.keys()].toSorted())
  for (const [column, { type, isNullable, by }] of Object.entries(columns)) {
    const real = byName.get(column)!
    expect({ column, type, isNullable, isMade: by === 'database' }).toEqual({
      column,
      type: real.type,
      isNullable: real.isNullable,
      isMade: real.isMade,
    })
    if (by === 'default') expect(real.hasDefault, column).toBe(true)
    if (by === 'later') expect(real.isNullable || real.hasDefault, column).toBe(true)
  }
})
