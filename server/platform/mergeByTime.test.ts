import { expect, test } from 'vitest'
import { mergeByTime } from './mergeByTime.ts'

const rowsOf = (list: 'a' | 'b', ...given: [seq: number, at: number][]) =>
  given.map(([seq, at]) => ({ list, seq, listedAt: new Date(at), name: `${list}${seq}` }))
const top = { a: Number.MAX_SAFE_INTEGER, b: Number.MAX_SAFE_INTEGER }

/** Reads every page, as a caller does. */
function readAll(rows: ReturnType<typeof rowsOf>, limit: number): string[] {
  const names: string[] = []
  for (let place: typeof top | null = top; place;) {
    const from: typeof top = place
    const page = (['a', 'b'] as const).flatMap((list) =>
      rows
        .filter((row) => row.list === list && row.seq < from[list])
        .toSorted((x, y) => y.seq - x.seq)
        .slice(0, limit + 1),
    )
    const merged = mergeByTime(page, (row) => row.list, from, limit)
    names.push(...merged.rows.map((row) => row.name))
    place = merged.next
  }
  return names
}
const some = [...rowsOf('a', [1, 10], [2, 20], [3, 20], [4, 50]), ...rowsOf('b', [1, 20], [2, 30], [3, 60])]

test.each([1, 2, 3, 10])('two lists are one, newest first, in pages of %s', (limit) =>
  expect(readAll(some, limit)).toEqual(['b3', 'a4', 'b2', 'a3', 'a2', 'b1', 'a1']),
)

test('who sees fewer rows sees them in the same order', () => {
  const fewer = some.filter((row) => row.name !== 'b3' && row.name !== 'a2')
  expect(readAll(fewer, 2)).toEqual(['a4', 'b2', 'a3', 'b1', 'a1'])
})

test.each([1, 2, 3])('looked through in parts of %s rows, rare rows come in the same order, and none is left out', (most) => {
  const wanted = new Set(['b3', 'a3', 'a2', 'a1'])
  const names: string[] = []
  for (let place: typeof top | null = top; place;) {
    const from: typeof top = place
    const parts = (['a', 'b'] as const).map((list) =>
      some
        .filter((row) => row.list === list && row.seq < from[list])
        .toSorted((x, y) => y.seq - x.seq)
        .slice(0, most),
    )
    const ends = Object.fromEntries(parts.filter((part) => part.length === most).map((part) => [part[0]!.list, part.at(-1)!]))
    const hits = parts.flat().filter((row) => wanted.has(row.name))
    const merged = mergeByTime(hits, (row) => row.list, from, 1, ends)
    names.push(...merged.rows.map((row) => row.name))
    expect(merged.next).not.toEqual(from)
    place = merged.next
  }
  expect(names).toEqual(['b3', 'a3', 'a2', 'a1'])
})

test('without rows there is no next page', () => expect(mergeByTime([], () => 'a', top, 5)).toEqual({ rows: [], next: null }))
