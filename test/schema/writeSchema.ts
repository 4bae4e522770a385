import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../server/platform/embeddedPostgres/startEmbeddedPostgres.ts'
import { makeLog } from '../../server/platform/log.ts'
import { migrate } from '../../server/platform/migrate.queries.ts'
import { dumpSchema } from './dumpSchema.ts'

// npm run schema: writes migrations/schema.sql anew, from a database that the migrations make.
const home = mkdtempSync(path.join(tmpdir(), 'autodm-schema-'))
const server = await startEmbeddedPostgres({ home, log: () => {}, fsync: false })
try {
  await migrate(server.url, makeLog('silent'))
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  writeFileSync('migrations/schema.sql', await dumpSchema(client))
  await client.end()
  console.log('migrations/schema.sql is written')
} finally {
  await server.stop()
  rmSync(home, { recursive: true, force: true })
}
