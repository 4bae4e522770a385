import { sql, type RawBuilder } from 'kysely'
import { belongingOf } from './belongings.ts'

/**
 * SQL: whether a row leads to one of these people, by any of its columns but those for which another one stands (`by`). Null: no column
 * does.
 */
export function ofPeople(table: string, ids: readonly string[]): RawBuilder<boolean> | null {
  if (table === 'contacts') return sql<boolean>`id = any(${ids}::uuid[])`
  const ways = Object.entries(belongingOf(table).columns).flatMap(([column, { of, removal }]) => {
    if (typeof removal === 'object') return []
    if (of === 'contacts') return [sql`${sql.ref(column)} = any(${ids}::uuid[])`]
    const theirs = ofPeople(of, ids)
    return theirs ? [sql`${sql.ref(column)} in (select id from ${sql.table(of)} where ${theirs})`] : []
  })
  return ways.length ? sql<boolean>`(${sql.join(ways, sql` or `)})` : null
}
