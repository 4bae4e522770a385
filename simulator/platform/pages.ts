import type { Store, Value } from '../world/store.ts'
import { parseFields, type Field } from './fields.ts'
import { refuse } from './errors.ts'
import { names, text, type Params } from './params.ts'

export type Window = { limit: number; after: number | null; before: number | null }
export type Page = { data: unknown[]; paging?: { cursors: { before: string; after: string }; next?: string; previous?: string } }

const toCursor = (seq: number) => Buffer.from(`seq:${seq}`).toString('base64url')

function fromCursor(cursor: string | undefined): number | null {
  if (cursor === undefined || cursor === '') return null
  const seq = /^seq:(\d+)$/.exec(Buffer.from(cursor, 'base64url').toString())?.[1]
  if (!seq) throw refuse.invalid('Invalid cursors values')
  return Number(seq)
}

/**
 * Returns one page of rows, newest first, with cursors (meta-platform.md 10): the last page has no `next`.
 * In: the call's parameters, the default and maximum size of a page, the address for `next`, how rows are read (one more than requested
 *     shows whether there are more) and formatted.
 */
export function readPage<Row extends { seq: number }>(
  params: Params,
  usual: number,
  most: number,
  address: string,
  rows: (window: Window) => Row[],
  show: (row: Row) => unknown,
): Page {
  const asked = Number(text(params, 'limit') ?? usual)
  if (!Number.isInteger(asked) || asked < 1) throw refuse.invalid('Param limit must be a positive whole number')
  const limit = Math.min(asked, most)
  const after = fromCursor(text(params, 'after'))
  const before = fromCursor(text(params, 'before'))
  const found = rows({ limit: limit + 1, after, before })
  const data = before === null ? found.slice(0, limit) : found.slice(-limit)
  if (data.length === 0) return { data: [] }
  const more = found.length > limit
  const cursors = { before: toCursor(data[0]!.seq), after: toCursor(data.at(-1)!.seq) }
  const link = (name: string, cursor: string) => {
    const query = new URLSearchParams()
    for (const [key, value] of Object.entries(params)) if (key !== 'after' && key !== 'before') query.set(key, String(value))
    query.set(name, cursor)
    return `${address}?${query}`
  }
  return {
    data: data.map(show),
    paging: {
      cursors,
      ...((before === null ? more : true) && { next: link('after', cursors.after) }),
      ...((before === null ? after !== null : more) && { previous: link('before', cursors.before) }),
    },
  }
}

/**
 * Reads the rows of a page, newest first.
 * In: a select that ends in its where clause, the values of that clause, the page.
 */
export function newestFirst<Row>(store: Store, select: string, values: Value[], { limit, after, before }: Window): Row[] {
  if (before !== null) return store.all<Row>(`${select} and seq > ? order by seq limit ?`, ...values, before, limit).toReversed()
  return store.all<Row>(`${select} and seq < ? order by seq desc limit ?`, ...values, after ?? Number.MAX_SAFE_INTEGER, limit)
}

/** The requested fields of a call, or the default ones. */
export function fieldsOf(params: Params, usual: string): Field[] {
  const given = params['fields']
  // `fields=["id","text"]` and `fields[]=id` work as well (meta-platform.md 13.6); a comma inside braces is the parser's.
  const read = typeof given === 'string' && given.trim().startsWith('[') ? names(params, 'fields') : given
  return parseFields((Array.isArray(read) ? read.map(String).join(',') : text(params, 'fields')) || usual)
}

/** The fields inside an expansion, or the default ones. */
export const innerFields = (field: Field, usual: string): Field[] => (field.inner.length > 0 ? field.inner : parseFields(usual))
