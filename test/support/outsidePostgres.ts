import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../server/platform/embeddedPostgres/startEmbeddedPostgres.ts'
import { kill, killAllOf, processesOf } from './processes.ts'
import { until } from './until.ts'

/** A PostgreSQL outside the product: its address is DATABASE_URL, and the test starts and stops it. */
export type OutsidePostgres = {
  url: string
  /** Stops it as an administrator does: connections are ended, then it is gone. */
  stop(): Promise<void>
  kill(): Promise<void>
  /** Neither refuses nor answers anything, as when its machine hangs. */
  freeze(): void
  thaw(): void
  /** Starts it on the same address again; resolves when it accepts connections. */
  start(): Promise<void>
  remove(): void
}

export async function startOutsidePostgres(): Promise<OutsidePostgres> {
  const home = mkdtempSync(path.join(tmpdir(), 'outside-postgres-'))
  const launch = () => startEmbeddedPostgres({ home, log: () => {}, maxConnections: 100 })
  let running: EmbeddedPostgres = await launch()
  const { port } = running
  const client = new Client({ connectionString: running.url })
  await client.connect()
  await client.query('create database hub')
  await client.end()
  const signal = (name: NodeJS.Signals) => {
    for (const { pid } of processesOf(home)) kill(pid, name)
  }
  return {
    url: running.url.replace(/\/postgres$/, '/hub'),
    stop: () => running.stop(),
    async kill() {
      killAllOf(home)
      await until('it is gone', () => !processesOf(home).length, 10_000)
    },
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    async start() {
      running = await launch()
      if (running.port !== port) throw new Error('it had to take another port')
    },
    remove() {
      killAllOf(home)
      rmSync(home, { recursive: true, force: true })
    },
  }
}
