import { sql } from 'kysely'
import type { Trx } from '../db.ts'
import { belongingOf, tables } from './belongings.ts'
import { ofPeople } from './ofPeople.ts'

/** The most rows of one table in an export. */
const rowsAtMost = 10_000

export type ExportedTable = { table: string; rows: Record<string, unknown>[]; isWhole: boolean }

/** SQL: a column that a caller who is limited to some accounts does not get: what a merge moved is of all accounts. */
const hidden = (table: string) =>
  table === 'contact_merges' ? sql`case when (select seen_accounts()) is null then '' else 'moved' end` : sql`''::text`

/**
 * Everything that is stored about a person, in the tables that an export has by the list of belongings; without those that hold nothing.
 * The transaction limits it to the workspace and accounts of the caller. One statement per table, whatever the person did.
 */
export async function exportContact(trx: Trx, id: string): Promise<ExportedTable[]> {
  const found: ExportedTable[] = []
  for (const table of tables) {
    const theirs = belongingOf(table).exported === 'person' ? ofPeople(table, [id]) : null
    if (!theirs) continue
    const { rows } = await sql<{ row: Record<string, unknown> }>`
      select to_jsonb(t) - 'workspace_id' - ${hidden(table)} as row from ${sql.table(table)} t
      where ${theirs} order by 1 desc limit ${rowsAtMost + 1}`.execute(trx)
    if (rows.length) found.push({ table, rows: rows.slice(0, rowsAtMost).map(({ row }) => row), isWhole: rows.length <= rowsAtMost })
  }
  return found
}
