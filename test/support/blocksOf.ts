import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { Db } from '../../server/platform/db.ts'

/**
 * How many blocks of the database a statement looks at: what it costs, however busy the machine is.
 * In: the database; what runs the statement, which is its only one and changes nothing that counts, since it is run twice.
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
