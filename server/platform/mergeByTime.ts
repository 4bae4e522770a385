import type { BoundedPage } from './boundedPage.ts'

/**
 * Merges lists of which each is read in the order of its own numbers into one page, newest first, by the time at which each row was listed.
 * That time has to grow with the number of the row: so the order of two rows is the same in every list that has both, whatever else a
 * caller may see.
 * In:     at most one row more of each list than are shown; the list of a row; where each list begins, in the order of its keys at equal
 *         times; of lists of which only a part was looked through, the last row of that part, shown or not.
 * Out:    the page, and where each list goes on; null where there is no more. Nothing older is shown than what was looked through of every
 *         list, so such a page may be shorter, or empty.
 */
export function mergeByTime<List extends string, Row extends { seq: number; listedAt: Date }>(
  rows: readonly Row[],
  listOf: (row: Row) => List,
  before: Record<List, number>,
  limit: number,
  ends: Partial<Record<List, { seq: number; listedAt: Date }>> = {},
): BoundedPage<Row, Record<List, number>> {
  const all = Object.keys(before) as List[]
  const sinceMs = Math.max(...all.map((list) => ends[list]?.listedAt.getTime() ?? Number.NEGATIVE_INFINITY))
  const lists = all.map((list) => ({
    list,
    rows: rows.filter((row) => listOf(row) === list && row.listedAt.getTime() >= sinceMs).toSorted((a, b) => b.seq - a.seq),
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
  if (lists.some((one) => one.rows.length)) return { rows: merged, next: place }
  if (sinceMs === Number.NEGATIVE_INFINITY) return { rows: merged, next: null }
  for (const list of all) if (ends[list]?.listedAt.getTime() === sinceMs) place[list] = ends[list].seq
  return { rows: merged, next: place }
}

const later = <One extends { rows: { listedAt: Date }[] }>(first: One | null, other: One): One =>
  first && first.rows[0]!.listedAt >= other.rows[0]!.listedAt ? first : other
