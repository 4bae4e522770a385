import { sql, type RawBuilder } from 'kysely'
import type { Db, Scope } from './db.ts'

/** How many rows, from the cursor on, are read and filtered before an index is used or the rest is left to the next page. */
export const rowsPerWalk = 5_000
/** A word with more older hits than this is not looked up: reading on finds it sooner. */
const mostHits = 20_000

/** The time limit for an index lookup; after it the list is read on instead. */
const longestLookUpMs = 500
const canceled = '57014'

/** One page of a filtered list. `next`: the position to read on from, also when the page holds fewer rows than asked for, or none. */
export type BoundedPage<Row, Place> = { rows: Row[]; next: Place | null }

/**
 * Reads one page of a filtered list in a time that does not grow with the table. The newest rows are read in order, which finds frequent
 * values; rare ones are looked up in an index; without an index the rest is left to the next page, so that each response is fast and the
 * list is complete.
 * In:     `walk`: filters at most `rowsPerWalk` rows; its `end` is the position after the last one, null where there are no more. `hits`:
 *         the positions of all older rows that an index finds, null when there are too many or there is no index. `read`: the rows at these
 *         positions that pass the other filters too, newest first.
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

/** The ILIKE pattern for "contains this text", with special characters escaped. */
export const containing = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`

/** Whether a trigram index can find the text: it needs three letters or digits in a row. */
export const hasTrigram = (text: string): boolean => /[\p{L}\p{M}\p{N}]{3}/u.test(text)

/** With more rows than this to read account by account, the list is read in the order of the workspace instead. */
const mostRowsByAccount = 100_000

/**
 * SQL, as a table: the newest rows of a table with `account_id` and `seq`. Each account is read by its own index: rows of a quiet account
 * are found without skipping those of all others, and of several busy ones no more rows are sorted than are shown. With very many accounts,
 * the list is read in the order of the workspace, and row-level security leaves out the rest.
 * In: `accountIds`: null for all that the caller sees; `where`: what else must hold, with `r` as the alias; `most`: how many rows; `order`:
 *     `asc` for the oldest.
 */
export function newestOf(
  table: 'events' | 'ledger' | 'leads',
  accountIds: readonly string[] | null,
  where: RawBuilder<unknown>,
  most: number,
  order: 'desc' | 'asc' = 'desc',
): RawBuilder<unknown> {
  const rows = (ofAccount: RawBuilder<unknown>) =>
    sql`select r.* from ${sql.table(table)} r where ${ofAccount} and ${where} order by r.seq ${sql.raw(order)} limit ${most}`
  if (accountIds === null || accountIds.length * most > mostRowsByAccount) return sql`(${rows(sql`true`)})`
  return sql`(select n.* from unnest(${accountIds}::uuid[]) as seen(id) cross join lateral (${rows(sql`r.account_id = seen.id`)}) n
    order by n.seq ${sql.raw(order)} limit ${most})`
}

/**
 * SQL: the row belongs to an account that the caller may see. Row-level security enforces this anyway. In the statement it lets the list of
 * a limited member use the index by account instead of skipping the rows of all others, and it keeps `findHits` from returning positions
 * that would be filtered out only after the page was cut.
 */
export const isOfSeenAccounts = ({ accountIds }: Scope, column: string): RawBuilder<boolean> => {
  if (accountIds === null) return sql`true`
  // With one account, its index also gives the order.
  return accountIds.length === 1 ? sql`${sql.ref(column)} = ${accountIds[0]}::uuid` : sql`${sql.ref(column)} = any(${accountIds}::uuid[])`
}

/**
 * Finds positions by a trigram index, over a connection without row-level security: under row-level security PostgreSQL does not use such
 * an index, since its operators are not leakproof. So this returns nothing but positions, of the workspace and the accounts that `select`
 * names; the rows themselves are read under row-level security.
 * In:     a statement whose rows are positions, as `place`; how long it may take.
 * Out:    null when there are too many to look up, when it takes too long, or when there is no index.
 */
export async function findHits<Place>(system: Db, select: RawBuilder<unknown>, withinMs = longestLookUpMs): Promise<Place[] | null> {
  try {
    return await system.transaction().execute(async (trx) => {
      const { rows: extensions } = await sql`select from pg_extension where extname = 'pg_trgm'`.execute(trx)
      if (!extensions.length) return null
      // The pool of the workers disables bitmap scans, which such an index needs.
      await sql`select set_config('enable_bitmapscan', 'on', true), set_config('plan_cache_mode', 'force_custom_plan', true),
        set_config('statement_timeout', ${String(withinMs)}, true)`.execute(trx)
      // A materialized CTE is planned for all its rows, and yet read no further than the limit.
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
