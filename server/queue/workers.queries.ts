import { sql } from 'kysely'
import { advisoryLockClasses } from '../platform/advisoryLocks.ts'
import type { Db } from '../platform/db.ts'

// Each worker takes a number. A lease names its holder by this number, and the worker holds an advisory lock of that number as long as its
// connection lives: PostgreSQL releases it at once when the worker is gone, and a sweep takes back what the worker held.

export async function nextWorkerNumber(db: Db): Promise<number> {
  const { rows } = await sql<{ number: number }>`select nextval('worker_numbers')::integer as number`.execute(db)
  return rows[0]!.number
}

/** The numbers of live workers, as a table with one column `worker`. */
export const aliveWorkers = sql`
      select objid::integer as worker from pg_locks
      where locktype = 'advisory' and classid = ${advisoryLockClasses.workers}
        and database = (select oid from pg_database where datname = current_database()) and granted`
