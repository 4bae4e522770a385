import pg from 'pg'
import { advisoryLocks } from '../platform/advisoryLocks.ts'

/**
 * Deletes everything in a database: all its schemas with their tables. Roles stay.
 * Out:    false, with nothing deleted, when a process of AutoDM Hub works on it. Meanwhile none can start to.
 * Errors: the driver's.
 */
export async function dropEverything(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, application_name: 'autodm reset' })
  client.on('error', () => {}) // the running query rejects as well
  await client.connect()
  try {
    const { rows: locks } = await client.query<{ free: boolean }>(`select pg_try_advisory_lock(${advisoryLocks.presence}) as free`)
    if (!locks[0]!.free) return false
    const { rows } = await client.query<{ name: string }>(
      `select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'`,
    )
    await client.query('begin')
    for (const { name } of rows) await client.query(`drop schema ${client.escapeIdentifier(name)} cascade`)
    await client.query('create schema public')
    await client.query('commit')
    return true
  } finally {
    await client.end()
  }
}
