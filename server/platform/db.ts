import { Kysely, PostgresDialect, sql, type RawBuilder, type Transaction } from 'kysely'
import pg from 'pg'
import type { Log } from './log.ts'
import type { Tables } from './tables.ts'

export type Db = Kysely<Tables>
export type Trx = Transaction<Tables>

/** `system` sees every workspace (workers, receipt, public addresses); `web` only the one that a transaction names. */
export type Databases = {
  system: Db
  web: Db
  /** For sign-in, whose tables stand in the schema `identity`. */
  identityPool: pg.Pool
  close(): Promise<void>
}

// bigint identities and counts stay far below 2^53; the platform's ids never stand in bigint columns.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

/** In: a database address and how many connections each side may use. `singleRole`: the host forbids roles (DATABASE_SINGLE_ROLE). */
export function openDatabases(url: string, log: Log, options: { web?: number; system?: number; singleRole?: boolean } = {}): Databases {
  let closing = false
  const pool = (max: number, settings: string) => {
    const made = new pg.Pool({
      connectionString: url,
      max,
      options: settings,
      connectionTimeoutMillis: 1_000,
      idleTimeoutMillis: 60_000,
      keepAlive: true,
    })
    // Without a listener, stopping PostgreSQL would end this process.
    // While closing, the server's goodbye may overtake ours.
    made.on('error', (error) => closing || log.warn({ err: error }, 'a database connection was lost'))
    // The pool listens only to those that lie idle. One in somebody's hands, just between two statements, would end this process too;
    // whoever has it learns it from the next statement.
    made.on('connect', (client) => void client.on('error', () => {}))
    return made
  }
  const role = (name: 'autodm_web' | 'autodm_system') =>
    !options.singleRole ? `-c role=${name} ` : name === 'autodm_system' ? '-c app.system=on ' : ''
  // A worker that is stopped in the middle of a transaction must not hold its locks for long (design: "one at a time").
  const system = pool(options.system ?? 12, `${role('autodm_system')}-c idle_in_transaction_session_timeout=5000`)
  const web = pool(options.web ?? 6, `${role('autodm_web')}-c idle_in_transaction_session_timeout=5000`)
  const identityPool = pool(3, `${role('autodm_system')}-c search_path=identity`)
  const kysely = (from: pg.Pool) => new Kysely<Tables>({ dialect: new PostgresDialect({ pool: from }), log: logStatements(log) })
  return {
    system: kysely(system),
    web: kysely(web),
    identityPool,
    async close() {
      closing = true
      await Promise.allSettled([system.end(), web.end(), identityPool.end()])
    },
  }
}

// Requirement B7: at debug level statements are logged; their parameters are people's words and stay out.
const logStatements = (log: Log) => (event: { level: string; query: { sql: string }; queryDurationMillis: number }) => {
  if (event.level === 'error') return
  log.debug({ durationMs: Math.round(event.queryDurationMillis) }, event.query.sql)
}

/** Runs `work` in one transaction that sees this workspace and no other. */
export function inWorkspace<T>(db: Db, workspaceId: string, work: (trx: Trx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (trx) => {
    await sql`select set_config('app.workspace', ${workspaceId}, true)`.execute(trx)
    return work(trx)
  })
}

/**
 * Many rows as one parameter: `from ${rowsOf(list, 'id uuid, text text')}` reads them as a table named `given`.
 * One text parameter per statement, however many rows: the plan is made once.
 */
export const rowsOf = (rows: readonly object[], columns: string): RawBuilder<unknown> =>
  sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as given(${sql.raw(columns)})`

/**
 * True for errors after which the same work may simply be tried again: lost connection, deadlock, serialisation, starting or stopping server,
 * and what is no fault of the work (PostgreSQL manual, appendix A: class 53, no space, memory or connections left; class 58, trouble of the system).
 */
export function isPassing(error: unknown): boolean {
  const { code, message } = error as { code?: string; message?: string }
  return (
    ['40001', '40P01', '55P03', '57P01', '57P02', '57P03', '25P03', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes(code ?? '') ||
    /^(08|53|58)/.test(code ?? '') ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable/i.test(
      message ?? '',
    )
  )
}
