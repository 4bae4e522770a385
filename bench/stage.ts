import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { startEmbeddedPostgres } from '../server/platform/embeddedPostgres/startEmbeddedPostgres.ts'
import { startPart, type Part } from './part.ts'
import type { Counted } from './receiver.ts'
import { countStatements } from './statements.ts'

/** Resources that all measurements share: one PostgreSQL with fsync on, one load generator, one receiver. `close` ends all of them. */
export type Stage = {
  folder: string
  quick: boolean
  postmaster: number
  /** A superuser's address, of the database that no measurement uses. */
  postgresUrl: string
  load: Part
  receiver: Part
  receiverUrl: string
  /** Starts one of the benchmark's programs (`bench/<file>`); it ends with the stage, if not before. */
  part(file: string, settings?: Record<string, string>): Promise<Part>
  /** Creates an empty database and returns its address. */
  database(name: string): Promise<string>
  /** Reserves numbers for so many new comments. */
  numbers(count: number): number
  /** Registers how a program is ended, before PostgreSQL is. */
  closing(close: () => Promise<unknown>): void
  say(line: string): void
  close(): Promise<void>
}

/**
 * `statements`: PostgreSQL records the cost of statements; for examining a result, not for measuring it.
 * `say`: the callback for progress (standard error: standard output is for the table).
 */
export type StageOptions = { quick: boolean; statements?: boolean; say: (line: string) => void }

export async function openStage({ quick, statements = false, say }: StageOptions): Promise<Stage> {
  const folder = mkdtempSync(path.join(tmpdir(), 'autodm-bench-'))
  const programs: (() => Promise<unknown>)[] = []
  let stopPostgres = async () => {}
  let nextNumber = 1
  // When called twice (the run ends while it is being stopped), both calls wait for the same end.
  let closed: Promise<void> | null = null
  const close = () => (closed ??= closeAll())
  async function closeAll() {
    const trouble = (error: Error) => say(error.message)
    await Promise.all(programs.map((end) => end().catch(trouble)))
    await stopPostgres().catch(trouble)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    // As the product starts it, with connections for several programs at once.
    const start = () => startEmbeddedPostgres({ home: path.join(folder, 'postgres'), log: () => {}, maxConnections: 200 })
    let postgres = await start()
    stopPostgres = () => postgres.stop()
    if (statements) {
      await countStatements(postgres.url)
      await postgres.stop()
      postgres = await start()
    }
    const receiver = await startPart('receiver.ts')
    programs.push(() => receiver.stop())
    const load = await startPart('load.ts')
    programs.push(() => load.stop())
    const { port } = await receiver.ask<Counted & { port: number }>({ what: 'forget' })
    return {
      folder,
      quick,
      postmaster: postgres.pid,
      postgresUrl: postgres.url,
      load,
      receiver,
      receiverUrl: `http://127.0.0.1:${port}`,
      say,
      close,
      async part(file, settings) {
        const part = await startPart(file, settings)
        programs.push(() => part.stop())
        return part
      },
      async database(name) {
        await query(postgres.url, `create database ${name}`)
        const url = new URL(postgres.url)
        url.pathname = `/${name}`
        return url.toString()
      },
      numbers(count) {
        nextNumber += count
        return nextNumber - count
      },
      closing: (end) => void programs.push(end),
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Runs a callback with a connection of its own. */
export async function withConnection<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** Runs one statement on a connection of its own. */
export const query = <Row extends object>(url: string, text: string): Promise<Row[]> =>
  withConnection(url, async (client) => (await client.query<Row>(text)).rows)
