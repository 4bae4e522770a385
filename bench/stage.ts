import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { startEmbeddedPostgres } from '../server/platform/embeddedPostgres/startEmbeddedPostgres.ts'
import { startPart, type Part } from './part.ts'
import type { Counted } from './receiver.ts'

/** What all measurements share: one PostgreSQL with fsync on, one load generator, one receiver. Everything ends with `close`. */
export type Stage = {
  folder: string
  quick: boolean
  postmaster: number
  load: Part
  receiver: Part
  receiverUrl: string
  /** Makes an empty database; its address. */
  database(name: string): Promise<string>
  /** Numbers for so many comments that nobody had before. */
  numbers(count: number): number
  /** Registers what has to be ended, the last one first. */
  closing(close: () => Promise<unknown>): void
  say(line: string): void
  close(): Promise<void>
}

/** In: whether to be quick, and where progress is told (standard error: standard output is for the table). */
export async function openStage(quick: boolean, say: (line: string) => void): Promise<Stage> {
  const folder = mkdtempSync(path.join(tmpdir(), 'autodm-bench-'))
  const closers: (() => Promise<unknown>)[] = [async () => rmSync(folder, { recursive: true, force: true })]
  let nextNumber = 1
  // Asked twice (the run ends while it is being ended), both wait for the same end.
  let closed: Promise<void> | null = null
  const close = () => (closed ??= closeAll())
  async function closeAll() {
    for (const end of closers.splice(0).toReversed()) await end().catch((error: Error) => say(error.message))
  }
  try {
    // As the product starts it, with room for several programs at once.
    const postgres = await startEmbeddedPostgres({ home: path.join(folder, 'postgres'), log: () => {}, maxConnections: 120 })
    closers.push(() => postgres.stop())
    const receiver = await startPart('receiver.ts')
    closers.push(() => receiver.stop())
    const load = await startPart('load.ts')
    closers.push(() => load.stop())
    const { port } = await receiver.ask<Counted & { port: number }>({ what: 'forget' })
    return {
      folder,
      quick,
      postmaster: postgres.pid,
      load,
      receiver,
      receiverUrl: `http://127.0.0.1:${port}`,
      say,
      close,
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
      closing: (end) => void closers.push(end),
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** One statement on a connection of its own. */
export async function query<Row extends object>(url: string, text: string, values: unknown[] = []): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}
