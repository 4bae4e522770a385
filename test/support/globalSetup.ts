import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbeddedPostgres } from '../../server/platform/embeddedPostgres/startEmbeddedPostgres.ts'
import { makeLog } from '../../server/platform/log.ts'
import { migrate } from '../../server/platform/migrate.queries.ts'
import { startPostgres15 } from './postgres15.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Servers with a migrated template database: our own PostgreSQL 18, and 15 where it is installed. */
    servers: { version: number; url: string }[]
  }
}

/**
 * One server of each version for the whole run; a test file creates its own database from the template in milliseconds. A run inside
 * another (test/planted) is given that one's servers.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_SERVERS']
  if (given) {
    project.provide('servers', JSON.parse(given) as { version: number; url: string }[])
    return async () => {}
  }
  const home = mkdtempSync(path.join(tmpdir(), 'autodm-test-'))
  // Without fsync: these databases need not survive the machine, and the crash tests start servers of their own.
  const embedded = await startEmbeddedPostgres({ home, log: () => {}, fsync: false, maxConnections: 300 })
  const outside = await startPostgres15()
  if (!outside && process.env['CI']) throw new Error('PostgreSQL 15 is missing: apt-get install postgresql-15')
  const servers = [{ version: 18, url: embedded.url }, ...(outside ? [{ version: 15, url: outside.url }] : [])]
  for (const { url } of servers) await makeTemplate(url)
  project.provide('servers', servers)
  return async () => {
    await embedded.stop()
    await outside?.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

async function makeTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('create database template_house')
  await client.end()
  const template = new URL(url)
  template.pathname = '/template_house'
  await migrate(template.toString(), makeLog('silent'))
}
