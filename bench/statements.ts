import { query } from './stage.ts'

const shownStatements = 15

/** Makes the next start of this PostgreSQL record the cost of its statements and of planning them. In: a superuser's address. */
export async function countStatements(url: string): Promise<void> {
  await query(url, `alter system set shared_preload_libraries = 'pg_stat_statements'`)
  await query(url, 'alter system set pg_stat_statements.track_planning = on')
}

/** Returns the most expensive statements since the previous call, over all databases, as lines for the terminal. */
export async function dearestStatements(url: string): Promise<string[]> {
  await query(url, 'create extension if not exists pg_stat_statements')
  const rows = await query<{ database: string; ms: number; planned: number; calls: string; rows: string; said: string }>(
    url,
    `select d.datname as database, s.total_exec_time + s.total_plan_time as ms, s.total_plan_time as planned, s.calls, s.rows,
      regexp_replace(s.query, '\\s+', ' ', 'g') as said
    from pg_stat_statements s join pg_database d on d.oid = s.dbid where d.datname <> current_database()
    order by ms desc limit ${shownStatements}`,
  )
  await query(url, 'select pg_stat_statements_reset()')
  return rows.map(
    ({ database, ms, planned, calls, rows: touched, said }) =>
      `${ms.toFixed(0).padStart(7)} ms (planning ${planned.toFixed(0)}) ${calls.padStart(7)} calls ${touched.padStart(8)} rows  ${database}: ${said.slice(0, 150)}`,
  )
}
