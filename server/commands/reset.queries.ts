import pg from 'pg'
import { advisoryLocks } from '../platform/advisoryLocks.ts'

/**
 * Does something while no process of AutoDM Hub works on the database, and none can start to.
 * Out:    false, with nothing done, when one works on it.
 */
export async function aloneWith(url: string, work: (client: pg.Client) => Promise<void>): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, application_name: 'autodm command' })
  client.on('error', () => {}) // the running query rejects as well
  await client.connect()
  try {
    const { rows: locks } = await client.query<{ free: boolean }>(`select pg_try_advisory_lock(${advisoryLocks.presence}) as free`)
    if (!locks[0]!.free) return false
    await work(client)
    return true
  } finally {
    await client.end()
  }
}

/**
 * Deletes everything in a database: all its schemas with their tables. Roles stay.
 * Out:    false, with nothing deleted, when a process of AutoDM Hub works on it. Meanwhile none can start to.
 * Errors: the driver's.
 */
export const dropEverything = (url: string): Promise<boolean> =>
  aloneWith(url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `select nspname as name from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'`,
    )
    await client.query('begin')
    for (const { name } of rows) await client.query(`drop schema ${client.escapeIdentifier(name)} cascade`)
    await client.query('create schema public')
    // As in every new database: without it the logins of the roles see nothing.
    await client.query('grant usage on schema public to public')
    await client.query('commit')
  })
