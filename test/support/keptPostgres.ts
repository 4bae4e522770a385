import pg from 'pg'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../server/platform/embeddedPostgres/startEmbeddedPostgres.ts'
import { kill } from './processes.ts'
import { until } from './until.ts'

const startLimitMs = 60_000

/** A separate PostgreSQL, durable like a user's, that is restarted on its port whenever it is killed. */
export type KeptPostgres = {
  url: string
  pid(): number
  /** Kills the postmaster with -9. Resolves when the next one accepts connections. */
  kill(): Promise<void>
  stop(): Promise<void>
}

/** In: its folder, and for how many programs at once (each has pools of its own). */
export async function keepPostgres(home: string, programs: number): Promise<KeptPostgres> {
  const size = { home, log: () => {}, maxConnections: 30 * programs }
  let running: EmbeddedPostgres = await startEmbeddedPostgres(size)
  const { port } = running
  let stopping = false
  let failed: Error | null = null
  const watch = () =>
    running.onExit(() => {
      if (stopping) return
      void startEmbeddedPostgres(size)
        .then((again) => {
          if (again.port !== port) throw new Error('PostgreSQL had to take another port')
          running = again
          watch()
        })
        .catch((error: Error) => (failed = error))
    })
  watch()
  const client = new pg.Client({ connectionString: running.url })
  await client.connect()
  await client.query('create database autodm')
  await client.end()
  const url = new URL(running.url)
  url.pathname = '/autodm'
  return {
    url: url.toString(),
    pid: () => running.pid,
    async kill() {
      const { pid } = running
      kill(pid)
      await until('PostgreSQL runs again', () => running.pid !== pid || failed, startLimitMs)
      if (failed) throw failed
    },
    async stop() {
      stopping = true
      await running.stop()
    },
  }
}
