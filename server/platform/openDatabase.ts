import path from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embeddedPostgres/startEmbeddedPostgres.ts'
import { takeInstanceLock } from './instanceLock.ts'
import type { Log } from './log.ts'
import { MigrationError } from './migrate.queries.ts'

export type OpenedDatabase = {
  url: string
  pid: number | undefined
  /** Another process is the instance of this data folder; nothing was started. */
  heldBy: string | null
  onLost(run: (reason: string) => void): void
  close(): Promise<void>
}

const databaseName = 'autodm'
const restartsPerMinute = 5

/**
 * The database: an outside one by its address, or our own PostgreSQL in the data folder, which this process then owns.
 * When the embedded server dies it is started again on its port; the pools find it again by themselves.
 */
export async function openDatabase(config: { databaseUrl: string | null; dataDir: string }, address: string, log: Log, onRestart: (pid: number) => void): Promise<OpenedDatabase> {
  if (config.databaseUrl) return { url: config.databaseUrl, pid: undefined, heldBy: null, onLost: () => {}, close: async () => {} }
  const home = path.join(config.dataDir, 'postgres')
  const start = () => startEmbeddedPostgres({ home, log: (line) => log.info(line) })
  let server = await start()
  const first = server
  let lock = await takeInstanceLock(server.url, { pid: process.pid, address })
  if (!lock.held) return { url: server.url, pid: undefined, heldBy: lock.holder, onLost: () => {}, close: async () => {} }
  await makeDatabase(server.url)

  let closing = false
  let lost: (reason: string) => void = () => {}
  let restarts: number[] = []
  const keepRunning = (running: EmbeddedPostgres) =>
    running.onExit((reason) => {
      if (closing) return
      log.error({ reason }, 'PostgreSQL ended and is started again')
      void restart().catch((error: Error) => lost(error.message))
    })
  async function restart() {
    const now = Date.now()
    restarts = [...restarts.filter((at) => at > now - 60_000), now]
    if (restarts.length > restartsPerMinute) throw new Error(`PostgreSQL ended ${restarts.length} times within a minute; see ${path.join(home, 'postgres.log')}`)
    server = await start()
    if (server.port !== first.port) throw new Error('PostgreSQL had to take another port; start again')
    keepRunning(server)
    lock = await takeInstanceLock(server.url, { pid: process.pid, address })
    if (!lock.held) throw new Error(`the data folder was taken over by ${lock.holder}`)
    onRestart(server.pid)
  }
  keepRunning(server)

  return {
    url: addressOf(server.url),
    pid: server.pid,
    heldBy: null,
    onLost: (run) => (lost = run),
    async close() {
      closing = true
      if (lock.held) await lock.announceStop().catch(() => {})
      await server.stop()
    },
  }
}

const addressOf = (superuserUrl: string) => {
  const url = new URL(superuserUrl)
  url.pathname = `/${databaseName}`
  return url.toString()
}

async function makeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [databaseName])
    if (!rowCount) await client.query(`create database ${databaseName}`)
  } catch (error) {
    throw new MigrationError(`The database could not be made: ${(error as Error).message}`)
  } finally {
    await client.end()
  }
}
