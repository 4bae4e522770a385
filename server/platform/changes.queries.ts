import pg from 'pg'
import type { Clock } from './clock.ts'
import { gatherChanges, readChanges, writeChanges } from './gatherChanges.ts'
import type { Log } from './log.ts'
import { everyWorkspace, type Topic, type Wake } from './wake.ts'

const channel = 'autodm_changes'
/** What pages show, and whose logins changed. The other topics are for loops, which poll. */
const shared: readonly Topic[] = [
  'events',
  'messages',
  'leads',
  'contacts',
  'conversations',
  'automations',
  'accounts',
  'jobs',
  'endpoints',
  'access',
]

/** One statement in this time, however much changes: PostgreSQL commits notifications one after the other. */
const gatherMs = 150
const connectAgainMs = 250
const connectLimitMs = 5_000
/** A connection that is silent for longer is asked for an answer. */
const askEveryMs = 2_000
const answerLimitMs = 5_000
/** PostgreSQL takes less than 8000 bytes. */
const payloadBytes = 7_900

/**
 * Sends the changes of this process to the other processes on this database, and receives theirs, over PostgreSQL's NOTIFY: topics and ids,
 * never content. It has a connection of its own and sends outside of every transaction, so that nothing waits for it.
 * In:     the database, and the notifications of this process.
 * Out:    at once; `stop` sends what is left. While there is no connection, changes of this process are gathered, within bounds. After each
 *         connect all topics are announced for every workspace, because changes may have been missed.
 * Errors: none; a connection that cannot be made is tried again.
 */
export function shareChanges(url: string, { clock, log, wake }: { clock: Clock; log: Log; wake: Wake }): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const gathered = gatherChanges()
  let waiting: AbortController | null = null
  let hasNew = false
  const off = wake.on((topic, workspaceId, accountIds, origin) => {
    if (origin === 'elsewhere' || workspaceId === null || !shared.includes(topic)) return
    gathered.add({ topic, workspaceId, accountIds })
    hasNew = true
    waiting?.abort('something changed')
  })
  const announceAll = () => {
    for (const topic of shared) wake.tell(topic, everyWorkspace, null, 'elsewhere')
  }

  async function send(client: pg.Client): Promise<void> {
    hasNew = false
    const changes = gathered.take()
    try {
      await client.query('select pg_notify($1, payload) from unnest($2::text[]) as payload', [channel, writeChanges(changes, payloadBytes)])
    } catch (error) {
      for (const change of changes) gathered.add(change)
      hasNew ||= changes.length > 0
      throw error
    }
  }

  async function work(): Promise<void> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'autodm changes',
      keepAlive: true,
      connectionTimeoutMillis: connectLimitMs,
      query_timeout: answerLimitMs,
    })
    client.on('error', () => waiting?.abort()) // the next statement rejects
    try {
      await client.connect()
      // A notification need not survive a crash of the database, so its commit does not wait for the disk.
      await client.query('set idle_session_timeout = 0; set synchronous_commit = off')
      const { rows } = await client.query<{ own: number }>('select pg_backend_pid() as own')
      client.on('notification', ({ processId, payload }) => {
        if (processId === rows[0]!.own || !payload) return
        for (const { topic, workspaceId, accountIds } of readChanges(payload)) wake.tell(topic, workspaceId, accountIds, 'elsewhere')
      })
      await client.query(`listen ${channel}`)
      announceAll()
      while (!stopping.signal.aborted) {
        waiting = new AbortController()
        if (!hasNew) await clock.wait(askEveryMs, AbortSignal.any([stopping.signal, waiting.signal]))
        if (hasNew) await clock.wait(gatherMs, stopping.signal)
        await send(client)
      }
      if (hasNew) await send(client)
    } finally {
      // On a network that is gone, closing waits for an answer that never comes.
      await Promise.race([client.end().catch(() => {}), clock.wait(1_000)])
    }
  }
  const working = (async () => {
    while (!stopping.signal.aborted) {
      await work().catch((error: Error) => log.debug({ err: error }, 'changes are not shared with other processes'))
      await clock.wait(connectAgainMs, stopping.signal)
    }
  })()
  return {
    async stop() {
      off()
      stopping.abort()
      await working
    },
  }
}
