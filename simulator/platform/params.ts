import { refuse } from './errors.ts'
import { readPairs, type FormFile } from './form.ts'

/** The parameters of a call: the platform treats query, form and JSON alike (meta-platform.md 10). */
export type Params = Record<string, unknown>

// Ids beyond 2^53 may come as JSON numbers; the reviver's source text keeps them exact.
function exact(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) return context?.source ?? String(value)
  return value
}

/** Parses JSON with big whole numbers kept as decimal strings. Errors: throws SyntaxError. */
export const parseJson = (text: string): unknown => JSON.parse(text, exact) as unknown

function readJsonText(value: string): unknown {
  if (!/^\s*[[{]/.test(value)) return value
  try {
    return parseJson(value)
  } catch {
    return value
  }
}

/**
 * Parses a body by its content type; without one it may be JSON or a form.
 * In:     `pairs`: the parsed pairs of a multipart body; null when there is none that can be parsed.
 * Errors: Graph error 100 when it is declared as JSON but is not, or is not an object.
 */
export function readBody(bytes: Buffer, contentType: string, pairs: [string, string | FormFile][] | null = null): Params {
  if (pairs) return readPairs(pairs)
  if (bytes.length === 0) return {}
  if (/^multipart\//i.test(contentType)) throw refuse.invalid('The request body is not valid multipart/form-data.')
  const text = bytes.toString('utf8')
  const json = contentType.includes('json') || (!contentType.includes('form') && /^\s*\{/.test(text))
  if (!json) return readPairs(new URLSearchParams(text))
  let value: unknown
  try {
    value = parseJson(text)
  } catch {
    throw refuse.invalid('The request body is not valid JSON.')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse.invalid('The request body must be a JSON object.')
  return value as Params
}

/** A text parameter; numbers and booleans are accepted as written. Undefined when absent. */
export function text(params: Params, name: string): string | undefined {
  const value = params[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw refuse.invalid(`Param ${name} must be a string`)
}

/** An object parameter, also when sent as a JSON string. Undefined when absent. */
export function object(params: Params, name: string): Params | undefined {
  const value = params[name]
  if (value === undefined || value === null) return undefined
  const read = typeof value === 'string' ? readJsonText(value) : value
  if (typeof read !== 'object' || read === null || Array.isArray(read)) throw refuse.invalid(`Param ${name} must be a JSON object`)
  return read as Params
}

/**
 * Checks that an object parameter has only these keys.
 * Errors: Graph error 100 that names the others, as the platform does (meta-platform.md 13.6).
 */
export function onlyKeys(params: Params, name: string, known: readonly string[]): void {
  const others = Object.keys(params).filter((key) => !known.includes(key))
  if (others.length > 0) throw refuse.invalid(`Invalid keys "${others.join(', ')}" were found in param "${name}".`)
}

/** A list of objects, also when sent as a JSON string. Errors: Graph error 100. */
export function list(value: unknown, name: string): Params[] {
  const read = typeof value === 'string' ? readJsonText(value) : value
  if (!Array.isArray(read) || read.some((each) => typeof each !== 'object' || each === null))
    throw refuse.invalid(`Param ${name} must be an array of objects`)
  return read as Params[]
}

/** A list of names: `a,b`, `["a","b"]` or `x[]=a&x[]=b`, all of which clients send (meta-platform.md 13.6). Undefined when absent. */
export function names(params: Params, name: string): string[] | undefined {
  const value = params[name]
  if (value === undefined || value === null) return undefined
  const read = typeof value === 'string' ? readJsonText(value) : value
  const all = Array.isArray(read) ? read.map(String) : (text(params, name) ?? '').split(',')
  return all.map((each) => each.trim()).filter(Boolean)
}

const hiddenNames = new Set(['access_token', 'client_secret', 'code', 'pin', 'appsecret_proof', 'fb_exchange_token', 'input_token'])

/** The parameters of a call that may be stored and shown: all but those that would give access to an account. Null when none are left. */
export function shown(params: Params): Params | null {
  const rest = Object.entries(params).filter(([name]) => name !== 'access_token')
  if (rest.length === 0) return null
  return Object.fromEntries(rest.map(([name, value]) => [name, hiddenNames.has(name) ? '…' : value]))
}
