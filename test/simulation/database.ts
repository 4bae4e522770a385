import { createHash } from 'node:crypto'
import pg from 'pg'
import { advisoryLockClasses } from '../../server/platform/advisoryLocks.ts'

export type Answer = { command: string; rowCount: number | null; rows: Record<string, unknown>[] }

/** One real connection. Statements are prepared under their own name: the same few hundred run a million times. */
export type Connection = {
  pid: number
  query(text: string, values?: unknown[]): Promise<Answer>
  /** Whether it waits for a lock of another such connection; autovacuum's are released without the simulation. */
  isBlocked(): Promise<boolean>
}

/** A real database in which one world after the other is played, and the connections that simulated processes borrow. */
export type Ground = {
  borrow(): Connection
  giveBack(connection: Connection): void
  admin(text: string, values?: unknown[]): Promise<Answer>
  /** Locks that show which workers live (server/queue/workers.queries.ts): taken and released at a moment of the story. */
  workerLives(number: number, lives: boolean): Promise<void>
  /** Removes everything, for the next world. */
  clear(): Promise<void>
  close(): Promise<void>
}

const connectionsKept = 24
const vacuumEvery = 60
const tables = [
  'attempts',
  'job_attempts',
  'jobs',
  'deliveries',
  'endpoint_events',
  'endpoint_sources',
  'endpoints',
  'messages',
  'leads',
  'runs',
  'outbox',
  'occurrences',
  'events',
  'bodies',
  'conversations',
  'contact_identifiers',
  'contacts',
  'limit_windows',
  'send_limits',
  'automation_sets',
  'automation_counts',
  'automation_stats',
  'figures',
  'automation_versions',
  'automations',
  'accounts',
  'workspaces',
]

export async function openGround(url: string): Promise<Ground> {
  // As the product's workers see the database, and with one plan for each statement.
  const worker = `-c role=autodm_system -c plan_cache_mode=force_generic_plan -c jit=off`
  const clients: pg.Client[] = []
  const open = async (options: string) => {
    const client = new pg.Client({ connectionString: url, options })
    client.on('error', () => {})
    await client.connect()
    clients.push(client)
    return client
  }
  const admin = await open('-c session_replication_role=replica')
  const locks = await open('')
  const free: Connection[] = []
  const pids: number[] = []
  for (let n = 0; n < connectionsKept; n++) {
    const client = await open(worker)
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const { pid } = rows[0]!
    pids.push(pid)
    free.push({
      pid,
      query: (text, values = []) => client.query({ name: nameOf(text), text, values }),
      isBlocked: async () =>
        (await admin.query<{ blocked: boolean }>('select pg_blocking_pids($1) && $2::integer[] as blocked', [pid, pids])).rows[0]!.blocked,
    })
  }
  let cleared = 0
  return {
    borrow() {
      const connection = free.pop()
      if (!connection) throw new Error('the simulated processes hold more connections than there are')
      return connection
    },
    giveBack: (connection) => void free.push(connection),
    admin: (text, values) => admin.query(text, values as never),
    workerLives: async (number, lives) =>
      void (await locks.query(`select ${lives ? 'pg_advisory_lock' : 'pg_advisory_unlock'}($1, $2)`, [
        advisoryLockClasses.workers,
        number,
      ])),
    async clear() {
      await locks.query('select pg_advisory_unlock_all()')
      // Foreign keys are not checked (session_replication_role), or each row would be looked up in every other table.
      await admin.query(tables.map((table) => `delete from ${table}`).join(';'))
      if (++cleared % vacuumEvery === 0) for (const table of tables) await admin.query(`vacuum ${table}`)
    },
    close: async () => void (await Promise.all(clients.map((client) => client.end()))),
  }
}

const names = new Map<string, string>()
function nameOf(text: string): string {
  let name = names.get(text)
  if (!name) names.set(text, (name = createHash('sha1').update(text).digest('hex').slice(0, 24)))
  return name
}
