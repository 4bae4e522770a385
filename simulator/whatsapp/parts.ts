import { GraphError } from '../platform/errors.ts'
import { list, object, text, type Params } from '../platform/params.ts'

const refuse = (code: number, title: string, details: string) => new GraphError(code, title, { details })
/** Error 131008: something that is required is not there (meta-platform.md 8.3). */
export const missing = (name: string) => refuse(131008, 'Required parameter is missing', `The parameter ${name} is required.`)
/** Error 131009: a value that is not allowed. */
export const wrong = (details: string) => refuse(131009, 'Parameter value is not valid', details)

/** Errors: 100, which names keys that are unknown or misplaced (the platform's words are from memory). */
export function onlyKnown(part: Params, name: string, known: string[]): void {
  const other = Object.keys(part).find((key) => !known.includes(key))
  if (other !== undefined) throw new GraphError(100, 'Invalid parameter', { details: `Unexpected key "${other}" on param "${name}".` })
}

/** A text of a length between 1 and `most`, as people count characters. Errors: 131008, 100. */
export function needWords(part: Params, key: string, name: string, most: number): string {
  const value = text(part, key)
  if (value === undefined || value === '') throw missing(`${name}.${key}`)
  needLength(value, `${name}.${key}`, most)
  return value
}

export function maybeWords(part: Params, key: string, name: string, most: number): string | undefined {
  return part[key] === undefined ? undefined : needWords(part, key, name, most)
}

export function needLength(value: string, name: string, most: number): void {
  if (Array.from(value).length > most)
    throw new GraphError(100, 'Invalid parameter', { details: `Param ${name} must be at most ${most} characters long.` })
}

export function needObject(part: Params, key: string, name = key): Params {
  const value = object(part, key)
  if (!value) throw missing(name)
  return value
}

/** Between `least` and `most` objects. Errors: 131008, 131009. */
export function needList(part: Params, key: string, name: string, least: number, most: number): Params[] {
  if (part[key] === undefined) throw missing(name)
  const items = list(part[key], name)
  if (items.length < least || items.length > most)
    throw wrong(`${name} must have between ${least} and ${most} items; it has ${items.length}.`)
  return items
}

export function needDifferent(values: string[], name: string): void {
  if (new Set(values).size < values.length) throw wrong(`${name} must be different from each other.`)
}

export function needUrl(value: string, name: string): void {
  if (!/^https?:\/\/\S+$/i.test(value) || !URL.canParse(value)) throw wrong(`${name} is not a valid URL.`)
}
