import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { MigrationError } from './MigrationError.ts'

// Below PostgreSQL's deadlock_timeout (1 s): when another transaction holds one table and wants another, this one gives way, so the other
// does not fail.
const lockWaitMs = 500
const pauseMs = 200
/** A lock that was not free, a deadlock, and a table (a partition of bodies) that was dropped between naming and locking it. */
const triedAgain = new Set(['55P03', '40P01', '42P01'])

/**
 * Begins a transaction with exclusive access to every table: nothing is added to what a migration copies or counts.
 * In:     a connection without a transaction; how long to try (ms).
 * Out:    in the transaction, all tables locked in one order.
 * Errors: MigrationError that names the users of the tables; no transaction is open then.
 */
export async function beginAlone(client: pg.Client, limitMs: number): Promise<void> {
  const until = performance.now() + limitMs
  for (;;) {
    await client.query('begin')
    try {
      const { rows } = await client.query<{ name: string }>(ourTables)
      await client.query(`set local lock_timeout = ${lockWaitMs}`)
      if (rows.length) await client.query(`lock table ${rows.map((row) => row.name).join(', ')} in access exclusive mode`)
      await client.query('set local lock_timeout = 0')
      return
    } catch (error) {
      await client.query('rollback')
      if (!triedAgain.has(String((error as { code?: string }).code))) throw error
      if (performance.now() > until) throw new MigrationError(await inTheWay(client, limitMs))
      await sleep(pauseMs)
    }
  }
}

// One order for all migrations. First the tables that ingest, then those that a sender touches first: a transaction that holds one of them
// has not begun to need the others (tried: in alphabetical order, three busy writers blocked a migration for twenty seconds). Partitions
// are locked with their parent.
const ourTables = `
  select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('public', 'identity') and c.relkind in ('r', 'p') and not c.relispartition and pg_has_role(c.relowner, 'usage')
  order by array_position(array['bodies', 'outbox', 'messages'], c.relname::text), 1`

async function inTheWay(client: pg.Client, limitMs: number): Promise<string> {
  const { rows } = await client.query<{ who: string }>(`
    select distinct format('%s (process %s of PostgreSQL)',
      coalesce(nullif(a.application_name, ''), 'a program without a name'), a.pid) as who
    from pg_locks l join pg_stat_activity a on a.pid = l.pid
      join pg_class c on c.oid = l.relation join pg_namespace n on n.oid = c.relnamespace
    where l.locktype = 'relation' and l.granted and n.nspname in ('public', 'identity')
      and a.pid <> pg_backend_pid() and a.xact_start < clock_timestamp() - interval '5 seconds'
      and l.database = (select oid from pg_database where datname = current_database())
    limit 3`)
  const who = rows.map((row) => row.who).join(', ') || 'another program'
  return (
    `The database could not be upgraded within ${limitMs / 1000} s because ${who} is using its tables. Nothing was changed. ` +
    'Wait until it has finished, or end it, and start again.'
  )
}

/**
 * Ends the connections of processes of this program that did not stop (they were suspended, or cannot be reached). Runs in a migration's
 * transaction: a process that connects meanwhile waits for the table `migrations`, finds the newer version, and refuses to work (db.ts).
 */
export async function endOtherProcesses(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: number }>(`
    select pid from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid()
      and application_name like 'autodm %' and application_name !~ '^autodm (runs|stops|migrates)'`)
  let ended = 0
  for (const { pid } of rows) {
    // Another login of this program (DATABASE_WEB_URL) can only be ended by a user with its rights.
    await client.query('savepoint ending')
    try {
      await client.query('select pg_terminate_backend($1)', [pid])
      ended++
    } catch {
      await client.query('rollback to savepoint ending')
    }
  }
  return ended
}
