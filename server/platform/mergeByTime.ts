import type { BoundedPage } from './boundedPage.ts'

/**
 * Merges lists of which each is read in the order of its own numbers into one page, newest first, by the time at which each row was listed.
 * That time has to grow with the number of the row: so the order of two rows is the same in every list that has both, whatever else a
 * caller may see.
 * In:     at most one row more of each list than are shown; the list of a row; where each list begins, in the order of its keys at equal
 *         times.
 * Out:    the page, and where each list goes on; null where there is no more.
 */
export function mergeByTime<List extends string, Row extends { seq: number; listedAt: Date }>(
  rows: readonly Row[],
  listOf: (row: Row) => List,
  before: Record<List, number>,
  limit: number,
): BoundedPage<Row, Record<List, number>> {
  const lists = (Object.keys(before) as List[]).map((list) => ({
    list,
    rows: rows.filter((row) => listOf(row) === list).toSorted((a, b) => b.seq - a.seq),
  }))
  const merged: Row[] = []
  const place = { ...before }
  while (merged.length < limit) {
    const newest = lists.filter(({ rows: [head] }) => head).reduce<(typeof lists)[number] | null>(later, null)
    if (!newest) break
    const row = newest.rows.shift()!
    place[newest.list] = row.seq
    merged.push(row)
  }
  return { rows: merged, next: lists.some((one) => one.rows.length) ? place : null }
}

const later = <One extends { rows: { listedAt: Date }[] }>(first: One | null, other: One): One =>
  first && first.rows[0]!.listedAt >= other.rows[0]!.listedAt ? first : other
