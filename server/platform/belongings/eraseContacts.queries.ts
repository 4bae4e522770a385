import { sql } from 'kysely'
import type { Trx } from '../db.ts'
import { belongingOf, tables } from './belongings.ts'
import { ofPeople } from './ofPeople.ts'

/**
 * Erases people: in every table, what belongings.ts says of the rows that lead to them.
 * In:     contacts. The caller holds the ingest lock, so that no event of theirs is stored meanwhile.
 */
export async function eraseContacts(trx: Trx, ids: readonly string[]): Promise<void> {
  if (!ids.length) return
  // A transaction that stores something for one of them locks its row (outbox/sendByHand.ts).
  await sql`select from contacts where id = any(${ids}::uuid[]) order by id for update`.execute(trx)
  for (const table of tables.toReversed()) {
    const theirs = ofPeople(table, ids)
    const { erase } = belongingOf(table)
    if (!theirs || (typeof erase === 'object' && 'nothing' in erase)) continue
    if (erase === 'delete') {
      await sql`delete from ${sql.table(table)} where ${theirs}`.execute(trx)
      continue
    }
    if (erase.deleteWhere) await sql`delete from ${sql.table(table)} where ${theirs} and ${sql.raw(erase.deleteWhere)}`.execute(trx)
    const blanks = Object.entries(erase.blank).map(([column, value]) => sql`${sql.ref(column)} = ${value}`)
    const made = Object.entries(erase.made).map(([column, value]) => sql`${sql.ref(column)} = ${sql.raw(value)}`)
    await sql`update ${sql.table(table)} set ${sql.join([...blanks, ...made])} where ${theirs}`.execute(trx)
  }
}
