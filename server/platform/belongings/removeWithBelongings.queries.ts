import { sql, type RawBuilder } from 'kysely'
import type { Db, Trx } from '../db.ts'
import type { Owner } from './belonging.ts'
import { belongingOf, tables } from './belongings.ts'

/**
 * Deletes a row with everything that belongs to it (belongings.ts): rows that no foreign key reaches are deleted first, and before them
 * what belongs to them.
 * In:     the table and id. The caller holds the ingest lock where a person's threads may be read meanwhile.
 * Out:    whether the row existed.
 */
export async function removeWithBelongings(trx: Db | Trx, owner: Owner, id: string): Promise<boolean> {
  // A transaction that stores something for it locks its row (outbox/sendByHand.ts): what it stores is visible to the following statements.
  await sql`select from ${sql.table(owner)} where id = ${id} for update`.execute(trx)
  for (const table of tables.toReversed()) {
    const mine = belongsTo(table, owner, id)
    if (mine) await sql`delete from ${sql.table(table)} where ${mine}`.execute(trx)
  }
  const { numAffectedRows } = await sql`delete from ${sql.table(owner)} where id = ${id}`.execute(trx)
  return Number(numAffectedRows) > 0
}

/** SQL: whether a row of this table is to be deleted with that owner; null when none is, or a foreign key does it. */
function belongsTo(table: string, owner: Owner, id: string): RawBuilder<boolean> | null {
  const deleting = Object.entries(belongingOf(table).columns).filter(([, { removal }]) => removal === 'delete')
  const direct = deleting.find(([, { of }]) => of === owner)
  if (direct) return sql`${sql.ref(direct[0])} = ${id}`
  for (const [column, { of }] of deleting) {
    const theirs = belongsTo(of, owner, id)
    if (theirs) return sql`${sql.ref(column)} in (select id from ${sql.table(of)} where ${theirs})`
  }
  return null
}
