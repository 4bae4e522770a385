import { sql } from 'kysely'
import pg from 'pg'
import { advisoryLockClasses, advisoryLocks } from './advisoryLocks.ts'
import type { Clock } from './clock.ts'
import type { Db } from './db.ts'
import { newerAmong } from './knownMigrations.ts'
import type { Log } from './log.ts'

const askEveryMs = 1_000
const connectLimitMs = 5_000
const answerLimitMs = 10_000

/** The roles of live processes, each a shared lock of this number in its class. They end with its connection. */
const parts = { web: 1, worker: 2, worker_on_redis: 3, scheduler: 4, scheduler_on_redis: 5 } as const
export type Part = keyof typeof parts

export type Presence = { stop(): Promise<void> }

/**
 * Registers this process with the database for as long as its connection lives, and checks every second whether a newer version wants the
 * database or has upgraded it.
 * In:     the database; the roles of this process; `onNewer`: called once, with a line for people. From then on the process must take no
 *         new work, finish what is running, and stop this last.
 * Out:    once it is registered. A lost connection is made again; meanwhile each new connection of the pools checks for itself (db.ts).
 * Errors: the driver's, when the database cannot be reached at first.
 */
export async function showPresence(
  url: string,
  { clock, log, parts: mine, onNewer }: { clock: Clock; log: Log; parts: Part[]; onNewer: (line: string) => void },
): Promise<Presence> {
  const stopping = new AbortController()
  let told = false
  const tell = (line: string) => {
    if (told || stopping.signal.aborted) return
    told = true
    onNewer(line)
  }
  async function look(client: pg.Client): Promise<void> {
    const { rows } = await client.query<{ wanted: boolean }>(isWanted)
    if (rows[0]!.wanted) return tell('A newer version of AutoDM Hub is upgrading the database.')
    const { rows: done } = await client.query<{ name: string }>('select name from migrations')
    const newer = newerAmong(done.map((row) => row.name))
    if (newer.length) tell(`A newer version of AutoDM Hub has upgraded the database (${newer.join(', ')}).`)
  }
  async function connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'autodm presence',
      keepAlive: true,
      connectionTimeoutMillis: connectLimitMs,
      query_timeout: answerLimitMs,
    })
    client.on('error', () => {}) // the next check rejects
    try {
      await client.connect()
      await client.query('set idle_session_timeout = 0')
      // Not waited for: a migration that requests the lock exclusively comes first, and waits for this process to stop.
      await client.query(`select pg_try_advisory_lock_shared(${advisoryLocks.presence})`)
      for (const part of mine) await client.query(`select pg_try_advisory_lock_shared(${advisoryLockClasses.parts}, ${parts[part]})`)
      await look(client)
      return client
    } catch (error) {
      await client.end().catch(() => {})
      throw error
    }
  }
  let client: pg.Client | null = await connect()
  const looking = (async () => {
    for (;;) {
      await clock.wait(askEveryMs, stopping.signal)
      if (stopping.signal.aborted) return
      try {
        client ??= await connect()
        await look(client)
      } catch (error) {
        log.debug({ err: error }, 'the presence of this process is not shown')
        await client?.end().catch(() => {})
        client = null
      }
    }
  })()
  return {
    async stop() {
      stopping.abort()
      // A check may wait for a migration that waits for this process: closing the connection ends it.
      await client?.end().catch(() => {})
      await looking
    },
  }
}

const isWanted = `
  select exists (select from pg_locks where locktype = 'advisory' and classid = 0 and objid = ${advisoryLocks.presence}
    and objsubid = 1 and mode = 'ExclusiveLock'
    and database = (select oid from pg_database where datname = current_database())) as wanted`

/** Counts the processes of each role on this database. */
export async function countParts(db: Db): Promise<Record<Part, number>> {
  const { rows } = await sql<{ number: number; n: number }>`
    select objid::integer as number, count(*)::integer as n from pg_locks
    where locktype = 'advisory' and classid = ${advisoryLockClasses.parts} and objsubid = 2 and granted
      and database = (select oid from pg_database where datname = current_database())
    group by objid`.execute(db)
  const of = (part: Part) => rows.find((row) => row.number === parts[part])?.n ?? 0
  return {
    web: of('web'),
    worker: of('worker'),
    worker_on_redis: of('worker_on_redis'),
    scheduler: of('scheduler'),
    scheduler_on_redis: of('scheduler_on_redis'),
  }
}
