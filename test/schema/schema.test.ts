import { readFileSync } from 'node:fs'
import pg from 'pg'
import { expect, test } from 'vitest'
import { makeTestDatabase, testedVersions } from '../support/testDatabase.ts'
import { dumpSchema } from './dumpSchema.ts'

test.each(testedVersions())('migrations/schema.sql is the schema that the migrations make on PostgreSQL %i', async (version) => {
  const database = await makeTestDatabase(version)
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    const made = await dumpSchema(client)
    expect(made, 'The schema changed: run `npm run schema` and look at the difference in migrations/schema.sql').toBe(
      readFileSync('migrations/schema.sql', 'utf8'),
    )
  } finally {
    await client.end()
    await database.drop()
  }
})
