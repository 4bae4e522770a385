import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Db } from '../../server/platform/db.ts'

/**
 * Returns how many blocks of the database a statement reads: its cost, independent of how busy the machine is.
 * In: the database; a callback that runs the statement and no other. Its changes must not matter, since it is run twice.
 */
export async function blocksOf(url: string, run: (db: Db) => Promise<unknown>): Promise<number> {
  let seen: { sql: string; parameters: readonly unknown[] } | null = null
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  const db: Db = new Kysely({ dialect: new PostgresDialect({ pool }), log: (event) => void (seen = event.query) })
  try {
    await run(db)
    const { sql, parameters } = seen!
    const { rows } = await pool.query<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }>(
      `explain (analyze, buffers, format json) ${sql}`,
      [...parameters],
    )
    const { Plan } = rows[0]!['QUERY PLAN'][0]
    return Plan['Shared Hit Blocks']! + Plan['Shared Read Blocks']!
  } finally {
    await db.destroy()
  }
}
