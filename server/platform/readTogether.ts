/**
 * Reads rows that are asked for in the same moment with one statement. In: reads rows by their ids. Out: reads one row.
 * Errors: those of `read`, for every row that was asked for with it.
 */
export function readTogether<Row extends { id: string }>(
  read: (ids: string[]) => Promise<Row[]>,
): (id: string) => Promise<Row | undefined> {
  let next: { ids: string[]; rows: Promise<Map<string, Row>> } | null = null
  function begin() {
    const ids: string[] = []
    const rows = Promise.resolve().then(async () => {
      next = null
      return new Map((await read(ids)).map((row) => [row.id, row]))
    })
    return { ids, rows }
  }
  return async (id) => {
    next ??= begin()
    next.ids.push(id)
    return (await next.rows).get(id)
  }
}
