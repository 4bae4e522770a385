import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'

// Workers number themselves. A lease names its holder by this number, and the holder keeps an advisory lock of that number for as long as
// its connection lives: PostgreSQL itself knows at once when a worker is gone, and whoever looks takes back what it held.

/** The advisory locks that living workers hold: (this number, the worker's own). */
export const workerLockClass = 7_250_010

export async function nextWorkerNumber(db: Db): Promise<number> {
  const { rows } = await sql<{ number: number }>`select nextval('worker_numbers')::integer as number`.execute(db)
  return rows[0]!.number
}

/** The workers that live, as a table with one column `worker`. */
export const aliveWorkers = sql`
      select objid::integer as worker from pg_locks
      where locktype = 'advisory' and classid = ${workerLockClass}
        and database = (select oid from pg_database where datname = current_database()) and granted`
