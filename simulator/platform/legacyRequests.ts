import type { Settings } from '../world/settings.ts'
import { GraphError, refuse } from './errors.ts'
import { names, text, type Params } from './params.ts'

/** Requests that an app created before 4 November 2026 may still make (meta-platform.md 13.1, row 1.2). */
export type Legacy = { method: string; ids: string[] | null; callback: string | null; dateFormat: string | null }

const switches = ['ids', 'method', 'callback', 'date_format'] as const

/**
 * Reads the requests that a new app may not make, in any version: many ids at once, another method than HTTP's, JSONP, other dates,
 * aliases. Every self-hoster's app is new; the setting `newApp` says so.
 * Errors: Graph error 3 for each of them from a new app (our choice: no source names the code); 100 for an invalid value.
 */
export function readLegacy(method: string, params: Params, { newApp }: Pick<Settings, 'newApp'>): Legacy {
  const used = switches.find((name) => params[name] !== undefined) ?? (hasAlias(params['fields']) ? '.as()' : null)
  if (used !== null && newApp)
    throw new GraphError(3, 'Application does not have the capability to make this API call.', {
      hint: `${used} is closed to new apps since 4 Nov 2026 (meta-platform.md 13.1); PATCH /simulator/settings {"newApp":false} opens it`,
    })
  const asked = text(params, 'method')?.toUpperCase()
  if (asked !== undefined && !['GET', 'POST', 'DELETE'].includes(asked))
    throw refuse.invalid('Param method must be one of {GET, POST, DELETE}')
  const callback = text(params, 'callback') ?? null
  if (callback !== null && !/^[\w.$]{1,100}$/.test(callback)) throw refuse.invalid('Param callback must be the name of a function')
  return { method: asked ?? method, ids: names(params, 'ids') ?? null, callback, dateFormat: text(params, 'date_format') ?? null }
}

const hasAlias = (fields: unknown): boolean => (Array.isArray(fields) ? fields : [fields]).some((each) => /\.as\(/.test(String(each)))

const pad = (value: number, length = 2) => String(value).padStart(length, '0')
// Those of PHP's letters for dates that are meant for machines.
const letters: Record<string, (date: Date) => string> = {
  U: (date) => String(Math.floor(date.getTime() / 1000)),
  Y: (date) => pad(date.getUTCFullYear(), 4),
  m: (date) => pad(date.getUTCMonth() + 1),
  d: (date) => pad(date.getUTCDate()),
  H: (date) => pad(date.getUTCHours()),
  i: (date) => pad(date.getUTCMinutes()),
  s: (date) => pad(date.getUTCSeconds()),
  O: () => '+0000',
  P: () => '+00:00',
  e: () => 'UTC',
  T: () => 'UTC',
  c: (date) => `${date.toISOString().slice(0, 19)}+00:00`,
}

/** The same response with each of its times in the requested format. */
export function withDates(body: unknown, format: string): unknown {
  if (typeof body === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000$/.test(body)) {
    const date = new Date(body)
    const written = format.replaceAll(/\\(.)|([A-Za-z])/g, (_all, kept: string | undefined, letter: string) =>
      kept !== undefined ? kept : (letters[letter]?.(date) ?? letter),
    )
    return format === 'U' ? Number(written) : written
  }
  if (Array.isArray(body)) return body.map((each) => withDates(each, format))
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, withDates(value, format)]))
}
