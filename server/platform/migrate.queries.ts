import pg from 'pg'
import { advisoryLocks } from './advisoryLocks.ts'
import { knownMigrations, newerAmong, readMigration } from './knownMigrations.ts'
import type { Log } from './log.ts'
import { beginAlone, endOtherProcesses } from './migrationLocks.queries.ts'
import { MigrationError, NewerVersionError } from './MigrationError.ts'
import { checkSingleRole, makeRoles } from './roles.queries.ts'
import { hasOtherPolicies, rebuildPolicies } from './policies.queries.ts'

/** A process that is asked to stop finishes its requests (ten seconds at most) and ends within 25 s. */
const othersLeaveWithinMs = 30_000
const alonePatienceMs = 60_000

export type MigrateOptions = { singleRole?: boolean; othersLeaveWithinMs?: number; alonePatienceMs?: number }

/**
 * Migrates the database to this version: all missing migrations in one transaction, or none. Safe when several processes start together.
 *
 * Running processes of an older version are asked to stop and are waited for (presence.queries.ts). The migrations then have exclusive
 * access to every table, so that nothing is written between copying a table and changing it; remaining connections of this program are
 * ended.
 *
 * In:     an address whose user may create tables and (unless `singleRole`) roles.
 * Out:    the names of the applied migrations.
 * Errors: MigrationError, NewerVersionError; the driver's when the database cannot be reached.
 */
export async function migrate(url: string, log: Log, options: MigrateOptions = {}): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000, application_name: 'autodm migrates' })
  client.on('error', () => {}) // the running query rejects as well
  await client.connect()
  try {
    await checkServer(client)
    await client.query(`select pg_advisory_lock(${advisoryLocks.migrate})`)
    await client.query(
      'create table if not exists migrations (name text primary key, applied_at timestamptz not null default clock_timestamp())',
    )
    const { rows } = await client.query<{ name: string }>('select name from migrations')
    const done = rows.map((row) => row.name)
    const newer = newerAmong(done)
    if (newer.length) throw new NewerVersionError(newer)
    if (options.singleRole) await checkSingleRole(client)
    else await makeRoles(client)
    const missing = knownMigrations.filter((name) => !done.includes(name))
    const rebuilds = await hasOtherPolicies(client, options.singleRole ?? false)
    if (missing.length || rebuilds) await applyAll(client, missing, { isInUse: done.length > 0, rebuilds }, log, options)
    if (!options.singleRole) await letRolesSeeMigrations(client)
    return missing
  } finally {
    await client.end().catch(() => {})
  }
}

async function applyAll(
  client: pg.Client,
  names: string[],
  { isInUse, rebuilds }: { isInUse: boolean; rebuilds: boolean },
  log: Log,
  options: MigrateOptions,
): Promise<void> {
  const patience = options.othersLeaveWithinMs ?? othersLeaveWithinMs
  if (isInUse && !(await othersLeft(client, patience)))
    log.warn(`a process of the older version did not step aside within ${patience / 1000} s; its connections are ended`)
  await beginAlone(client, options.alonePatienceMs ?? alonePatienceMs)
  try {
    for (const name of names) await applyOne(client, name)
    if (rebuilds) await rebuildPolicies(client, options.singleRole ?? false)
    const ended = await endOtherProcesses(client)
    await client.query('commit')
    if (ended) log.warn({ count: ended }, 'connections of the older version were ended')
  } catch (error) {
    await client.query('rollback').catch(() => {})
    throw error
  }
  for (const name of names) log.info({ migration: name }, 'applied')
  if (rebuilds) log.info(`row-level security was made anew: ${options.singleRole ? 'one role' : 'roles'}`)
}

async function applyOne(client: pg.Client, name: string): Promise<void> {
  try {
    await client.query(readMigration(name))
    await client.query('insert into migrations (name) values ($1)', [name])
  } catch (error) {
    throw new MigrationError(`Migration ${name} failed, nothing was changed: ${(error as Error).message}`)
  }
}

/** Waits until no other process works on this database. The request for the lock makes them stop. The lock ends with this connection. */
async function othersLeft(client: pg.Client, limitMs: number): Promise<boolean> {
  await client.query(`set lock_timeout = ${limitMs}`)
  try {
    await client.query(`select pg_advisory_lock(${advisoryLocks.presence})`)
    return true
  } catch (error) {
    if ((error as { code?: string }).code !== '55P03') throw error
    return false
  } finally {
    await client.query('set lock_timeout = 0')
  }
}

/** Each connection checks whether the database still has this version (db.ts). */
async function letRolesSeeMigrations(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ seen: boolean }>(
    `select has_table_privilege('autodm_web', 'migrations', 'select') and has_table_privilege('autodm_system', ` +
      `'migrations', 'select') as seen`,
  )
  if (!rows[0]!.seen) await client.query('grant select on migrations to autodm_web, autodm_system')
}

async function checkServer(client: pg.Client) {
  const { rows } = await client.query<{ version: string; encoding: string }>(
    `select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding`,
  )
  if (Number(rows[0]!.version) < 150_000) throw new MigrationError('DATABASE_URL: PostgreSQL 15 or newer is needed.')
  if (rows[0]!.encoding !== 'UTF8')
    throw new MigrationError(`DATABASE_URL: the database must be encoded in UTF8, not ${rows[0]!.encoding}.`)
}
