import { z } from 'zod'
import type { PageOf } from '../model/page.ts'
import { ApiError } from './errors.ts'

/**
 * The query of every list. A cursor is the position after the last row; treat it as opaque. The longest has the key of a tag:
 * 60 characters, each of which NFKC can turn into 18, in UTF-8 and base64.
 */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(5_000).optional(),
})

/** The search text of a list; spaces alone are no search. */
export const searchText = z
  .string()
  .max(200)
  .transform((text) => text.trim() || undefined)
  .optional()

export const pageOf = <T extends z.ZodType>(item: T) => z.object({ data: z.array(item), nextCursor: z.string().nullable() })

export const writeCursor = (place: (string | number)[]): string => Buffer.from(JSON.stringify(place)).toString('base64url')

/** The types of cursor parts. A cursor comes back from the client, so each part is checked before it reaches a statement. */
const isKind = {
  id: (part: unknown) => typeof part === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(part),
  time: (part: unknown) => typeof part === 'string' && isTime(part),
  number: (part: unknown) => Number.isSafeInteger(part),
  text: (part: unknown) => typeof part === 'string' && !part.includes('\0') && part.isWellFormed(),
}
type Kind = keyof typeof isKind

/**
 * A time in our format. JavaScript also accepts the 30th of February, and both it and ISO 8601 have a year 0, which PostgreSQL does not.
 */
function isTime(text: string): boolean {
  const time = new Date(text)
  return !Number.isNaN(time.getTime()) && time.toISOString() === text && /^(?!0000)\d{4}-/.test(text)
}

/**
 * In:     the cursor a client sent back, and of what kinds its parts are. Errors: ApiError invalid_input for anything that we never gave
 *         out.
 */
export function readCursor<T extends Kind[]>(
  cursor: string | undefined,
  ...kinds: T
): { [I in keyof T]: T[I] extends 'number' ? number : string } | null {
  if (cursor === undefined) return null
  try {
    const place = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')) as unknown
    if (Array.isArray(place) && place.length === kinds.length && kinds.every((kind, i) => isKind[kind](place[i]))) return place as never
  } catch {
    // falls through to the error below
  }
  throw wrongCursor()
}

export const wrongCursor = () => new ApiError('invalid_input', 'cursor: use the nextCursor of the page before, or leave it out.')

/** A page of rows in the order in which they were made. In: how they are found after a place; each has the time and its id. */
export async function pageByTime<Row extends { createdAt: Date; id: string }, Item>(
  { limit, cursor }: { limit: number; cursor?: string | undefined },
  find: (page: { after: { at: string; id: string } | null; limit: number }) => Promise<Row[]>,
  show: (row: Row) => Item,
): Promise<PageOf<Item>> {
  const place = readCursor(cursor, 'time', 'id')
  const rows = await find({ after: place && { at: place[0], id: place[1] }, limit })
  return toPage(rows, limit, (row) => [row.createdAt.toISOString(), row.id], show)
}

/** One row more than asked for tells whether there is a next page. */
export function toPage<Row, Item>(
  rows: Row[],
  limit: number,
  place: (row: Row) => (string | number)[],
  show: (row: Row) => Item,
): PageOf<Item> {
  const shown = rows.slice(0, limit)
  return { data: shown.map(show), nextCursor: rows.length > limit ? writeCursor(place(shown.at(-1)!)) : null }
}
