import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { isForLackOfSpace } from './embeddedPostgres/EmbeddedPostgresError.ts'
import { leaveEmbeddedPostgres, ownEmbeddedPostgres } from './embeddedPostgres/ownEmbeddedPostgres.ts'
import type { EmbeddedPostgres } from './embeddedPostgres/startEmbeddedPostgres.ts'
import type { Log } from './log.ts'
import { MigrationError } from './MigrationError.ts'

export type OpenedDatabase = {
  url: string
  pid: number | undefined
  /** Another process is the instance of this data folder: nothing was started, and `url` leads to its database. */
  heldBy: string | null
  onLost(run: (reason: string) => void): void
  close(): Promise<void>
}

const databaseName = 'autodm'
const restartsPerMinute = 5
const askForSpaceEveryMs = 500

/**
 * Opens the database: an outside one by its address, or the embedded PostgreSQL in the data folder, which this process then owns. When the
 * embedded server dies it is started again on its port, and the pools reconnect. On a full disk it may die, or not start, until space is
 * freed: that is waited for, and does not count as a failure to keep it running.
 */
export async function openDatabase(
  config: { databaseUrl: string | null; dataDir: string },
  address: string,
  log: Log,
  onRestart: (pid: number) => void,
): Promise<OpenedDatabase> {
  if (config.databaseUrl) return { url: config.databaseUrl, pid: undefined, heldBy: null, onLost: () => {}, close: async () => {} }
  const home = path.join(config.dataDir, 'postgres')
  const own = () => ownEmbeddedPostgres({ home, log: (line) => log.info(line), info: { pid: process.pid, address } })
  const owned = await own()
  if (!owned.held) return { url: addressOf(owned.url), pid: undefined, heldBy: owned.holder, onLost: () => {}, close: async () => {} }
  const { port } = owned.postgres
  let current = owned
  await makeDatabase(owned.postgres.url)

  const life = { closing: false }
  let starting: Promise<void> | null = null
  let lost: (reason: string) => void = () => {}
  let restarts: number[] = []
  async function restart(reason: unknown) {
    let why = reason
    for (let waited = false; !life.closing; waited = true) {
      if (isForLackOfSpace(home, why)) {
        if (!waited) log.error({ folder: home }, 'the disk of the database is full; it goes on when there is space again')
        await sleep(askForSpaceEveryMs)
      } else restarts = [...restarts.filter((at) => at > Date.now() - 60_000), Date.now()]
      if (restarts.length > restartsPerMinute)
        throw new Error(`PostgreSQL ended ${restarts.length} times within a minute; see ${path.join(home, 'postgres.log')}`)
      try {
        return await startAgain()
      } catch (error) {
        why = error
        if (!isForLackOfSpace(home, error)) throw error
      }
    }
  }
  async function startAgain() {
    const again = await own()
    if (life.closing && again.held) return void (current = again)
    if (!again.held) throw new Error(`the data folder was taken over by ${again.holder}`)
    current = again
    if (current.postgres.port !== port) throw new Error('PostgreSQL had to take another port; start again')
    watch(current.postgres)
    onRestart(current.postgres.pid)
  }
  function watch(running: EmbeddedPostgres) {
    running.onExit((reason) => {
      if (life.closing) return
      log.error({ reason }, 'PostgreSQL ended and is started again')
      starting = restart(reason).catch((error: Error) => lost(error.message))
    })
  }
  watch(owned.postgres)

  return {
    url: addressOf(owned.postgres.url),
    pid: owned.postgres.pid,
    heldBy: null,
    onLost: (run) => (lost = run),
    async close() {
      life.closing = true
      await starting
      await leaveEmbeddedPostgres(current)
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
