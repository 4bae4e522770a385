/** Reads fields of untrusted JSON: each function returns null (or an empty list) for a value of another type, and none throws. */
export type JsonObject = Record<string, unknown>

/** The value as an object, or null for everything else, lists included. */
export const objectOf = (value: unknown): JsonObject | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null

/** The value as a list; a single object counts as a list of one, because the platform's documentation shows both. */
export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : objectOf(value) ? [value] : [])

/** PostgreSQL stores neither NUL nor half of a surrogate pair in text and jsonb: both become U+FFFD. */
export function storable(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed()
  return whole.includes('\u0000') ? whole.replaceAll('\u0000', '\uFFFD') : whole
}

/** The value as text that can be stored; numbers become their digits. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return storable(value)
  return typeof value === 'number' ? String(value) : null
}

/** The value as a short text, truncated if necessary: for details stored with the event. The stored payload has the whole value. */
export const shortTextOf = (value: unknown, maxChars = 200): string | null => textOf(value)?.slice(0, maxChars).toWellFormed() ?? null

/** Longer than any id in meta-platform.md 2.1 (mids have up to 250 characters); a longer text is not an id. */
const maxIdChars = 1024

/** The value as an id: a text that is not empty and at most this long. */
export function idOf(value: unknown): string | null {
  const id = textOf(value)
  return id !== null && id !== '' && id.length <= maxIdChars ? id : null
}

/** The id inside `{"id": …}`. */
export const idIn = (value: unknown): string | null => idOf(objectOf(value)?.id)

export const isTrue = (value: unknown): boolean => value === true || value === 'true'

const mostLevels = 50

/**
 * Whether objects and lists are nested more deeply than anything the platform sends, which has about ten levels. Call it before
 * JSON.stringify, which compares each object with all its ancestors (3,000 levels cost a thousand times as much as 3) and finally overflows
 * the stack. This function descends no deeper than the limit.
 */
export function isTooDeep(value: unknown, levels = mostLevels): boolean {
  if (typeof value !== 'object' || value === null) return false
  return levels === 0 || Object.values(value).some((inner) => isTooDeep(inner, levels - 1))
}

/** The object without its null and undefined values: optional fields are left out, not written as null. */
export function present<T extends JsonObject>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const kept: JsonObject = {}
  for (const key in fields) if (fields[key] !== null && fields[key] !== undefined) kept[key] = fields[key]
  return kept as { [K in keyof T]?: NonNullable<T[K]> }
}

/** Instagram exists since 2010, and a clock may be a day wrong: times outside this range are samples or mistakes. */
const earliestMs = Date.UTC(2010, 0, 1)
const toleranceMs = 24 * 60 * 60_000
/** Below it a number can only be seconds (as milliseconds: 1973), above it only milliseconds (as seconds: the year 5138). */
const secondsBelow = 1e11

/**
 * When something happened. Changes carry seconds and messaging milliseconds (meta-platform.md 1.4), distinguished by size.
 * In:  candidates, the best first; `receivedAt` is used when all are missing or implausible.
 */
export function timeOf(receivedAt: Date, ...candidates: unknown[]): Date {
  for (const candidate of candidates) {
    const given = typeof candidate === 'string' && /^\d{1,16}$/.test(candidate) ? Number(candidate) : candidate
    if (typeof given !== 'number') continue
    const ms = given < secondsBelow ? given * 1000 : given
    if (ms >= earliestMs && ms <= receivedAt.getTime() + toleranceMs) return new Date(Math.trunc(ms))
  }
  return receivedAt
}
