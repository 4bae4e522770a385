import { Kysely, PostgresDialect, sql, type RawBuilder, type Transaction } from 'kysely'
import pg from 'pg'
import { newerAmong } from './knownMigrations.ts'
import type { Log } from './log.ts'
import { loginsOfOwner, type Login, type Logins } from './logins.queries.ts'
import { NewerVersionError } from './MigrationError.ts'
import type { Tables } from './tables/tables.ts'

export type Db = Kysely<Tables>
export type Trx = Transaction<Tables>

/** `system` sees every workspace (workers, webhooks, public addresses); `web` only the one that a transaction names. */
export type Databases = {
  system: Db
  web: Db
  /**
   * As `system`, for what jobs do: few connections of their own, so that they never wait for senders nor senders for them, and plans as
   * PostgreSQL sees fit.
   */
  jobs: Db
  /** As `system`, for claiming and settling jobs, on connections of their own: each statement is planned once. */
  jobQueue: Db
  /** For sign-in, whose tables are in the schema `identity`. */
  identityPool: pg.Pool
  close(): Promise<void>
}

// bigint identities and counts stay far below 2^53; the platform's ids never stand in bigint columns.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/**
 * Recurring statements are prepared under a name, so that each connection plans them once: planning cost as much as running for the small
 * batches of a quiet hour. Not prepared are statements that return `*`, whose columns a migration may change under a running program, and
 * more than a few hundred statements: a plan costs memory on every connection.
 */
class PreparingClient extends pg.Client {
  override query(...given: unknown[]): never {
    const [text, values] = given
    const name = typeof text === 'string' && Array.isArray(values) ? nameOf(text) : null
    const args = name === null ? given : [{ name, text, values }, ...given.slice(2)]
    return (super.query as (...args: unknown[]) => never)(...args)
  }
}
const preparedAtMost = 250
const names = new Map<string, string | null>()
function nameOf(text: string): string | null {
  if (!names.has(text) && names.size < 4 * preparedAtMost) names.set(text, null) // used once: perhaps never again
  else if (names.get(text) === null && ++prepared <= preparedAtMost && !/^\s*select ([\w"]+\.)?\*|returning \*\s*$/i.test(text))
    names.set(text, `s${prepared}`)
  return names.get(text) ?? null
}
let prepared = 0

/** A connection is used only while the database has this version: no statement reaches tables that a newer version has changed. */
function isStillOurs(client: pg.PoolClient, done: (error?: Error) => void): void {
  client.query<{ name: string }>('select name from public.migrations', (error: Error | null, result) => {
    if (error) return done(error)
    const newer = newerAmong(result.rows.map((row) => row.name))
    done(newer.length ? new NewerVersionError(newer) : undefined)
  })
}

/**
 * In:     where each side logs in (one address: its user takes the roles), and how many connections it may use. `singleRole`: the host
 *         forbids roles (DATABASE_SINGLE_ROLE).
 */
export function openDatabases(
  logins: string | Logins,
  log: Log,
  options: { web?: number; system?: number; jobs?: number; jobQueue?: number; singleRole?: boolean } = {},
): Databases {
  let closing = false
  const of = typeof logins === 'string' ? loginsOfOwner(logins) : logins
  const role = ({ becomes }: Login, name: string) => {
    if (!options.singleRole) return becomes ? `-c role=${becomes} ` : ''
    return name === 'web' ? '' : '-c app.system=on '
  }
  const pool = (name: 'system' | 'web' | 'identity', max: number, settings: string, shownAs: string = name) => {
    const made = new pg.Pool({
      Client: PreparingClient,
      connectionString: of[name].url,
      application_name: `autodm ${shownAs}`,
      max,
      options: `${role(of[name], name)}${settings}`,
      verify: isStillOurs,
      connectionTimeoutMillis: 1_000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
    })
    // Without a listener, stopping PostgreSQL would end this process. While closing, the server's disconnect may come before ours.
    made.on('error', (error) => closing || log.warn({ err: error }, 'a database connection was lost'))
    // The pool listens only to idle connections. One that is checked out, just between two statements, would end this process too; its user
    // learns of the error from the next statement.
    made.on('connect', (client) => void client.on('error', () => {}))
    return made
  }
  // A worker that is suspended in the middle of a transaction must not hold its locks for long. Its statements are few, and each uses keys,
  // in the order of an index: one plan for each, which must not scan or sort because a table happened to be small when the plan was made
  // (tried: half of a claim's time was planning it anew; planned on an empty queue, it sorted 2,000 rows for each account). Hash and merge
  // joins read a whole index or table for a handful of keys, whenever that was small when the plan was made.
  const never = ['seqscan', 'bitmapscan', 'hashjoin', 'mergejoin'].map((way) => `-c enable_${way}=off`).join(' ')
  const planned = `-c plan_cache_mode=force_generic_plan -c jit=off ${never}`
  const system = pool('system', options.system ?? 12, `-c idle_in_transaction_session_timeout=5000 ${planned}`)
  const jobQueue = pool('system', options.jobQueue ?? 4, `-c idle_in_transaction_session_timeout=5000 ${planned}`, 'job queue')
  const jobs = pool(
    'system',
    options.jobs ?? 3,
    '-c idle_in_transaction_session_timeout=5000 -c jit=off -c max_parallel_workers_per_gather=0',
    'jobs',
  )
  // JIT and parallel workers take longer than most requests of people do (tried: Home 8 ms, with parallel workers 50 ms), and row-level
  // security inflates the cost estimates that decide about them.
  const web = pool('web', options.web ?? 6, '-c idle_in_transaction_session_timeout=5000 -c jit=off -c max_parallel_workers_per_gather=0')
  const identityPool = pool('identity', 3, '-c search_path=identity')
  const kysely = (from: pg.Pool) => new Kysely<Tables>({ dialect: new PostgresDialect({ pool: from }), log: logStatements(log) })
  return {
    system: kysely(system),
    web: kysely(web),
    jobs: kysely(jobs),
    jobQueue: kysely(jobQueue),
    identityPool,
    async close() {
      closing = true
      await Promise.allSettled([system, web, jobs, jobQueue, identityPool].map((one) => one.end()))
    },
  }
}

// Requirement B7: statements are logged at debug level, without their parameters, which are people's texts.
const logStatements = (log: Log) => (event: { level: string; query: { sql: string }; queryDurationMillis: number }) => {
  if (event.level === 'error') return
  log.debug({ durationMs: Math.round(event.queryDurationMillis) }, event.query.sql)
}

/** What a transaction of a person may see: one workspace, and of it what belongs to these accounts; null: all of it. */
export type Scope = { workspaceId: string; accountIds: readonly string[] | null }

/** Runs `work` in one transaction that sees this workspace and no other, and of it no more than these accounts. */
export function inWorkspace<T>(db: Db, { workspaceId, accountIds }: Scope, work: (trx: Trx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (trx) => {
    // An empty list sees no account; only an empty text means no limit. The rows of an account are scattered among those of others: a
    // bitmap or sequential scan would read all of their pages for the newest few.
    if (accountIds === null)
      await sql`select set_config('app.workspace', ${workspaceId}, true), set_config('app.accounts', '', true)`.execute(trx)
    else
      await sql`select set_config('app.workspace', ${workspaceId}, true), set_config('app.accounts', ${`{${accountIds.join(',')}}`}, true),
        set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true)`.execute(trx)
    return work(trx)
  })
}

/**
 * SQL: many rows as a table named `given`: `from ${rowsOf(list, 'id uuid, text text')}`. One array per column, whose text is built here:
 * PostgreSQL parses arrays in about half the time of one JSON document (COPY would be a little faster still, but does not work under
 * row-level security), and the statement's text does not depend on the number of rows, so that it is planned once. Use objects for json or
 * jsonb columns, dates for times; an absent value is null.
 */
export function rowsOf(rows: readonly object[], columns: string): RawBuilder<unknown> {
  const those = columnsOf(columns)
  const arrays = those.map(({ name, type, isList, write }) => {
    let text = '{'
    for (const [at, row] of rows.entries()) {
      const value = (row as Record<string, unknown>)[name]
      if (at) text += ','
      text += value === null || value === undefined ? 'NULL' : write(value)
    }
    return sql`${text + '}'}::${sql.raw(isList ? 'text' : type)}[]`
  })
  const names = those.map(({ name }) => name).join(', ')
  const table = sql`unnest(${sql.join(arrays)}) as given(${sql.raw(names)})`
  if (!those.some(({ isList }) => isList)) return table
  // `unnest` would flatten an array of arrays: lists are passed as text.
  const cast = those.map(({ name, type, isList }) => (isList ? `given.${name}::${type} as ${name}` : `given.${name}`)).join(', ')
  return sql`(select ${sql.raw(cast)} from ${table}) as given`
}

type Column = { name: string; type: string; isList: boolean; write(value: unknown): string }
const quoted = (text: string): string => '"' + (text.includes('\\') ? text.replaceAll('\\', '\\\\') : text).replaceAll('"', '\\"') + '"'
/**
 * Lone surrogates and the character zero are JSON, but not text of PostgreSQL: a json column would accept them, and every `->>` on it would
 * fail.
 */
function jsonOf(value: unknown): string {
  const text = JSON.stringify(value)
  if (!text.includes('\\u')) return text
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'string' ? storable(one) : one))
}
/** Text as PostgreSQL can store it. */
export const storable = (text: string): string => text.toWellFormed().replaceAll('\u0000', '\uFFFD')

const writers: Record<string, Column['write']> = {
  text: (value) => quoted(value as string),
  json: (value) => quoted(jsonOf(value)),
  jsonb: (value) => quoted(jsonOf(value)),
  timestamptz: (value) => `"${(value as Date).toISOString()}"`,
  bytea: (value) => quoted(`\\x${(value as Buffer).toString('hex')}`),
}
const asItIs = (value: unknown): string => `${value as string | number | boolean}`
const listOf = (value: unknown): string => `"{${(value as number[]).join(',')}}"`

const known = new Map<string, Column[]>()
function columnsOf(columns: string): Column[] {
  let those = known.get(columns)
  if (!those) {
    those = columns.split(',').map((column) => {
      const [, name, type] = /^\s*(\w+)\s+(.+?)\s*$/s.exec(column)!
      const isList = type!.endsWith('[]')
      return { name: name!, type: type!, isList, write: isList ? listOf : (writers[type!] ?? asItIs) }
    })
    known.set(columns, those)
  }
  return those
}

/**
 * True for errors after which the same work can be retried: lost connection, deadlock, serialization, starting or stopping server, and what
 * is not the work's fault (PostgreSQL manual, appendix A: class 53, no space, memory or connections left; class 58, system errors).
 */
export function isPassing(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  return (
    ['40001', '40P01', '55P03', '25P03'].includes(code ?? '') ||
    // No SQLSTATE begins with an E: those are network errors (ECONNRESET, ETIMEDOUT, EHOSTUNREACH, …); but ERR_… are Node's errors for
    // bugs.
    /^(08|53|57|58|E(?!RR_)[A-Z])/.test(code ?? '') ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/i.test(
      message ?? '',
    )
  )
}

/**
 * True for errors that the work itself must have caused: a value that cannot be stored, a violated constraint (classes 21 to 23), or a bug
 * of our own code. Any other error (a column that a newer version changed, a missing right) says nothing about the work, which waits.
 */
export function isFaultOfTheWork(error: unknown): boolean {
  const { code } = error as { code?: string }
  return code === undefined ? !isPassing(error) : /^(2[123]|ERR_)/.test(code)
}
