import { sql, type RawBuilder } from 'kysely'
import type { Db, Scope } from './db.ts'

/** So many rows, from the cursor on, are read and filtered before an index is asked or the rest is left to the next page. */
export const rowsPerWalk = 5_000
/** A word that so many older rows have is none to look up: it is found sooner by reading on. */
const mostHits = 20_000

/** An index that takes longer is not the way: the list is read on instead. */
const longestLookUpMs = 500
const canceled = '57014'

/**
 * One page of a list that is filtered: `next` is the place to read on from, also when the page holds fewer rows than asked for, or none.
 */
export type BoundedPage<Row, Place> = { rows: Row[]; next: Place | null }

/**
 * One page of a filtered list in a time that does not grow with the table. The newest rows are read in their order, which finds what is
 * frequent; what is rarer is looked up in an index; what has no index is left to the next page, so that each answer is quick and the whole
 * is complete.
 * In:  `walk`: filters at most `rowsPerWalk` rows; its `end` is the place after the last one, null where there are no more.
 *      `hits`: the places of all older rows that an index finds, null when there are too many or there is no index.
 *      `read`: the rows at these places that pass the other filters too, newest first.
 */
export async function boundedPage<Row, Place>(
  limit: number,
  placeOf: (row: Row) => Place,
  ways: {
    walk(most: number): Promise<{ rows: Row[]; end: Place | null }>
    hits: ((before: Place) => Promise<Place[] | null>) | null
    read(places: Place[], most: number): Promise<Row[]>
  },
): Promise<BoundedPage<Row, Place>> {
  const { rows, end } = await ways.walk(limit + 1)
  const cut = (all: Row[]): BoundedPage<Row, Place> => ({ rows: all.slice(0, limit), next: placeOf(all[limit - 1]!) })
  if (rows.length > limit) return cut(rows)
  if (end === null) return { rows, next: null }
  const hits = ways.hits ? await ways.hits(end) : null
  if (hits === null) return { rows, next: end }
  const all = [...rows, ...(hits.length ? await ways.read(hits, limit + 1 - rows.length) : [])]
  return all.length > limit ? cut(all) : { rows: all, next: null }
}

/** What ILIKE takes for "contains this", with the signs that would mean something there escaped. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`

/** Whether a trigram index can find the text: it needs three letters or digits in a row. */
export const hasTrigram = (text: string): boolean => /[\p{L}\p{M}\p{N}]{3}/u.test(text)

/**
 * SQL: it is of an account that the caller may see. Row-level security holds this anyway; said in the statement, it lets a list of a caller
 * who is limited be read by the index of an account instead of past the rows of all others, and keeps `findHits` from places that would be
 * left out only after the page was cut.
 */
export const isOfSeenAccounts = ({ accountIds }: Scope, column: string): RawBuilder<boolean> => {
  if (accountIds === null) return sql`true`
  // One account alone is also in the order of its index.
  return accountIds.length === 1 ? sql`${sql.ref(column)} = ${accountIds[0]}::uuid` : sql`${sql.ref(column)} = any(${accountIds}::uuid[])`
}

/**
 * Places found by a trigram index, over the program's own connection: under row-level security PostgreSQL may not use such an index, since
 * its operators are not leakproof. So this answers nothing but places of the workspace and the accounts that `select` names; the rows
 * behind them are read through the wall.
 * In:  a statement whose rows are places, as `place`.
 * Out: null when there are more than are worth looking up, when it takes too long, or when there is no index.
 */
export async function findHits<Place>(system: Db, select: RawBuilder<unknown>): Promise<Place[] | null> {
  try {
    return await system.transaction().execute(async (trx) => {
      const { rows: extensions } = await sql`select from pg_extension where extname = 'pg_trgm'`.execute(trx)
      if (!extensions.length) return null
      // The pool of the workers allows no bitmaps, which is how such an index is read.
      await sql`select set_config('enable_bitmapscan', 'on', true), set_config('plan_cache_mode', 'force_custom_plan', true),
        set_config('statement_timeout', ${String(longestLookUpMs)}, true)`.execute(trx)
      // A materialized CTE is planned as if all of it were wanted, and yet read no further than the limit.
      const { rows } = await sql<{
        place: Place
      }>`with hits as materialized (${select}) select place from hits limit ${mostHits + 1}`.execute(trx)
      return rows.length > mostHits ? null : rows.map((row) => row.place)
    })
  } catch (error) {
    if ((error as { code?: string }).code === canceled) return null
    throw error
  }
}
