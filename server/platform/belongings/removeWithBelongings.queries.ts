import { sql, type RawBuilder } from 'kysely'
import type { Db, Trx } from '../db.ts'
import type { Owner } from './belonging.ts'
import { belongingOf, tables } from './belongings.ts'

/**
 * Removes a row with everything that belongs to it (belongings.ts): what no foreign key reaches is deleted first, what belongs to it before
 * it.
 * In: the table and id. Where a person's threads may be read meanwhile the caller holds the reader's turn. Answers whether the row was
 *     there.
 */
export async function removeWithBelongings(trx: Db | Trx, owner: Owner, id: string): Promise<boolean> {
  // Whoever stores something for it locks its row (outbox/sendByHand.ts): what they store is there before anything is looked for.
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
