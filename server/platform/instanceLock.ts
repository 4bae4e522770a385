import { advisoryLocks } from './advisoryLocks.ts'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'

/** Who we are: what a second start tells its user about the first. */
export type InstanceInfo = { pid: number; address: string }
/**
 * `release` gives the lock back; `announceStop` lets a start that comes now wait for us instead of turning away;
 * `onLost` calls back when the connection, and with it the lock, went away although nobody released it.
 * The owner of an embedded server stops the server *without* releasing first: else another could adopt it in between.
 */
export type HeldLock = {
  held: true
  release: () => Promise<void>
  announceStop: () => Promise<void>
  onLost: (callback: (reason: string) => void) => void
}
export type InstanceLock = HeldLock | { held: false; holder: string }

const leavingLimitMs = 15_000
const deadHolderLimitMs = 5_000

/**
 * Takes the lock that makes one process the instance of this database.
 * It is a session's advisory lock on a connection of its own, so PostgreSQL frees it at once when the process is killed.
 * In:     the database's address, our pid and the address we will answer at.
 * Out:    the lock; or, when another has it, its holder in words: `http://127.0.0.1:3000 (process 4711)`. A holder that is
 *         stopping, or whose process is dead, is waited for.
 * Errors: the driver's, when the database cannot be reached or goes away meanwhile.
 */
export async function takeInstanceLock(url: string, info: InstanceInfo): Promise<InstanceLock> {
  const client = new Client({
    connectionString: url,
    application_name: nameOf('runs', info),
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
  })
  const watch = watchConnection(client)
  try {
    await client.connect()
    // Some hosts end idle sessions; this one is idle by design.
    await client.query('set idle_session_timeout = 0')
    const holder = await tryUntilClear(client)
    if (holder === null) return heldLock(client, info, watch)
    watch.end()
    await client.end()
    return { held: false, holder }
  } catch (error) {
    watch.end()
    await client.end().catch(() => {})
    throw error
  }
}

/** Null when we have it, else the holder in words. */
async function tryUntilClear(client: Client): Promise<string | null> {
  const startedAt = performance.now()
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [advisoryLocks.instance])
    if (rows[0]?.taken) return null
    const name = await holderName(client)
    if (name === null) continue // freed between the two questions
    const { state, pid, address } = readName(name)
    const limitMs = state === 'stops' ? leavingLimitMs : pid !== null && !isAlive(pid) ? deadHolderLimitMs : 0
    if (performance.now() - startedAt >= limitMs) return pid === null ? name : `${address} (process ${pid})`
    await sleep(50)
  }
}

async function holderName(client: Client): Promise<string | null> {
  // A bigint key is shown in two halves (PostgreSQL manual, pg_locks).
  const { rows } = await client.query<{ name: string }>(
    `select coalesce(nullif(activity.application_name, ''), 'another program') as name
       from pg_locks lock join pg_stat_activity activity on activity.pid = lock.pid
      where lock.locktype = 'advisory' and lock.granted and lock.objsubid = 1
        and lock.database = (select oid from pg_database where datname = current_database())
        and (lock.classid::bigint << 32) | lock.objid::bigint = $1::bigint`,
    [advisoryLocks.instance],
  )
  return rows[0]?.name ?? null
}

function heldLock(client: Client, info: InstanceInfo, watch: ConnectionWatch): HeldLock {
  return {
    held: true,
    onLost: watch.onLost,
    announceStop: async () => {
      watch.end()
      await client.query(`select set_config('application_name', $1, false)`, [nameOf('stops', info)]).catch(() => {})
    },
    release: async () => {
      watch.end()
      await client.end().catch(() => {})
    },
  }
}

type ConnectionWatch = { onLost: HeldLock['onLost']; end: () => void }

function watchConnection(client: Client): ConnectionWatch {
  const callbacks: ((reason: string) => void)[] = []
  let lost: string | null = null
  let ended = false
  const lose = (reason: string) => {
    if (ended || lost !== null) return
    lost = reason
    for (const callback of callbacks) callback(reason)
  }
  // Without an error listener a database that stops would end Node.
  client.on('error', (error) => lose(error.message))
  client.on('end', () => lose('the connection ended'))
  const onLost = (callback: (reason: string) => void) => {
    if (lost !== null) callback(lost)
    else callbacks.push(callback)
  }
  return { onLost, end: () => void (ended = true) }
}

// PostgreSQL cuts application names after 63 bytes, so the pid comes first.
function nameOf(state: 'runs' | 'stops', { pid, address }: InstanceInfo): string {
  return `autodm ${state} ${pid} ${address}`.slice(0, 63)
}

function readName(name: string): { state: string; pid: number | null; address: string } {
  const [, state = '', pid, address = ''] = /^autodm (runs|stops) (\d+) (.*)$/.exec(name) ?? []
  return { state, pid: pid === undefined ? null : Number(pid), address }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
