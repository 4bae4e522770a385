import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'
import type { Log } from './log.ts'

/** The migrations could not be applied; the message is one line that says what to do. */
export class MigrationError extends Error {
  override name = 'MigrationError'
}

const folder = path.join(import.meta.dirname, '../../migrations')
const lockNumber = 7_250_001

/**
 * Applies what is missing, once, in order, each file in its own transaction; safe when several processes start together.
 * In: an address whose user may make tables and (unless `singleRole`) roles. Errors: MigrationError.
 */
export async function migrate(url: string, log: Log, options: { singleRole?: boolean } = {}): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
  client.on('error', () => {}) // the query under way rejects as well
  await client.connect()
  try {
    await checkServer(client)
    await client.query(`select pg_advisory_lock(${lockNumber})`)
    await client.query(
      'create table if not exists migrations (name text primary key, applied_at timestamptz not null default clock_timestamp())',
    )
    const { rows } = await client.query<{ name: string }>('select name from migrations')
    const done = new Set(rows.map((row) => row.name))
    const files = readdirSync(folder)
      .filter((name) => /^\d{4}_.+\.sql$/.test(name))
      .sort()
    const newer = [...done].filter((name) => !files.includes(name))
    if (newer.length)
      throw new MigrationError(
        `This database was made by a newer AutoDM Hub (it has ${newer.join(', ')}); start that version, or restore a backup.`,
      )
    if (options.singleRole) await checkSingleRole(client)
    else await makeRoles(client)
    const applied: string[] = []
    for (const name of files) {
      if (done.has(name)) continue
      await client.query('begin')
      try {
        await client.query(readFileSync(path.join(folder, name), 'utf8'))
        await client.query('insert into migrations (name) values ($1)', [name])
        await client.query('commit')
      } catch (error) {
        await client.query('rollback').catch(() => {})
        throw new MigrationError(`Migration ${name} failed, nothing of it was kept: ${(error as Error).message}`)
      }
      log.info({ migration: name }, 'applied')
      applied.push(name)
    }
    return applied
  } finally {
    await client.end().catch(() => {})
  }
}

async function checkServer(client: pg.Client) {
  const { rows } = await client.query<{ version: string; encoding: string }>(
    `select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding`,
  )
  if (Number(rows[0]!.version) < 150_000) throw new MigrationError('DATABASE_URL: PostgreSQL 15 or newer is needed.')
  if (rows[0]!.encoding !== 'UTF8')
    throw new MigrationError(`DATABASE_URL: the database must be encoded in UTF8, not ${rows[0]!.encoding}.`)
}

const roles = ['autodm_web', 'autodm_system']

// Roles belong to the whole server, so two databases on it may be migrating at once: "exists already" is fine.
async function makeRoles(client: pg.Client) {
  for (const role of roles) {
    try {
      await client.query(`do $$ begin
        if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
      exception when duplicate_object or unique_violation then null; end $$`)
      await mayBecome(client, role)
    } catch (error) {
      if ((error as { code?: string }).code !== '42501') throw error
      throw new MigrationError(
        `DATABASE_URL: this database user may not make or use the role ${role}. Let somebody who may run "create role ${role}; grant ${role} to <user>;", or set DATABASE_SINGLE_ROLE=allow to go on with one role.`,
      )
    }
  }
}

/** Having made a role does not mean that one may become it (PostgreSQL 16 on): tried, and granted if need be. */
async function mayBecome(client: pg.Client, role: string) {
  const become = () => client.query(`set role ${role}; reset role`)
  try {
    await become()
    return
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error
  }
  for (let attempt = 0; ; attempt++) {
    try {
      await client.query(`grant ${role} to current_user`)
      return void (await become())
    } catch (error) {
      // "tuple concurrently updated": another database of this server does the same at this moment.
      if ((error as { code?: string }).code !== 'XX000' || attempt > 20) throw error
    }
  }
}

/** Without roles the walls between workspaces hold only for a user who is bound by them. */
async function checkSingleRole(client: pg.Client) {
  const { rows } = await client.query<{ bypasses: boolean }>(
    'select rolsuper or rolbypassrls as bypasses from pg_roles where rolname = current_user',
  )
  if (rows[0]?.bypasses)
    throw new MigrationError(
      'DATABASE_SINGLE_ROLE: this database user passes every wall between workspaces and may make roles; leave the setting out.',
    )
  await client.query(`set app.single_role = 'on'; set app.system = 'on'`)
}
