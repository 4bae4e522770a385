import { sql } from 'kysely'
import type { Db } from '../../server/platform/db.ts'
import { tablesOf } from './tablesWith.ts'

/** How a value may be written in a row: as it is, in an address, escaped in JSON, in base64, and in the hex of a column of bytes. */
function writings(value: string): string[] {
  const bytes = Buffer.from(value)
  const escaped = JSON.stringify(value).slice(1, -1)
  // In base64 the middle of a value is written in three ways, by where it begins.
  const inBase64 = [0, 1, 2].map((at) =>
    Buffer.concat([Buffer.alloc(at), bytes])
      .toString('base64')
      .slice(at === 0 ? 0 : 4, -4),
  )
  return [value, encodeURIComponent(value), escaped, bytes.toString('hex'), ...inBase64].map((one) => one.toLowerCase())
}

/**
 * Reads every column of every row of every table, partitions included, and looks for values in whatever case and writing.
 * Out: for each value that is found, the tables: `violet: public.bodies`.
 */
export async function rowsWith(db: Db, values: Record<string, string>): Promise<string[]> {
  const found = new Set<string>()
  for (const table of await tablesOf(db)) {
    const { rows } = await sql<{ row: string }>`select lower(t::text) as row from ${sql.raw(table)} t`.execute(db)
    for (const [what, value] of Object.entries(values)) {
      const written = writings(value)
      if (rows.some(({ row }) => written.some((one) => row.includes(one)))) found.add(`${what}: ${table}`)
    }
  }
  return [...found].toSorted()
}
