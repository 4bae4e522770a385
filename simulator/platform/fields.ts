import { GraphError, refuse } from './errors.ts'

/** One requested field of `fields=id,replies.limit(5){id,text}` (meta-platform.md 10, field expansion). */
export type Field = { name: string; limit?: number; as?: string; modifiers?: Record<string, string>; inner: Field[] }

/** Parses the `fields` parameter. Errors: Graph error 2500 when it is malformed. */
export function parseFields(given: string): Field[] {
  const source = given.replaceAll(/\s/g, '')
  let at = 0
  const broken = () => new GraphError(2500, `Syntax error "Unexpected character at position ${at}" in fields: ${source}`, { bare: true })

  function list(end: string | undefined): Field[] {
    const fields: Field[] = []
    for (;;) {
      const name = /^[A-Za-z0-9_]+/.exec(source.slice(at))?.[0]
      if (!name) throw broken()
      at += name.length
      const field: Field = { name, inner: [] }
      fields.push(field)
      // Modifiers: what an object does not know of them changes nothing.
      for (let call; (call = /^\.([a-z_]+)\(([^)]*)\)/.exec(source.slice(at))); at += call[0].length) {
        if (call[1] === 'limit') field.limit = Number(call[2])
        if (call[1] === 'as') field.as = call[2]!
        field.modifiers = { ...field.modifiers, [call[1]!]: call[2]! }
      }
      if (source[at] === '{') {
        at += 1
        field.inner = list('}')
        at += 1
      }
      if (source[at] === ',') {
        at += 1
        continue
      }
      if (source[at] === end) return fields
      throw broken()
    }
  }
  return list(undefined)
}

/** How an object returns each field it has; undefined leaves the field out of the response. */
export type Shown = Record<string, (field: Field) => unknown>

/**
 * Returns the requested fields of one object; `id` is always included.
 * Errors: Graph error 100 for a field that the object does not have.
 */
export function project(fields: Field[], has: Shown): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const field of fields) {
    const read = Object.hasOwn(has, field.name) ? has[field.name] : undefined
    if (!read) throw refuse.invalid(`Tried accessing nonexisting field (${field.name})`)
    const value = read(field)
    if (value !== undefined) out[field.as ?? field.name] = value
  }
  if (!('id' in out) && has['id']) out['id'] = has['id']({ name: 'id', inner: [] })
  return out
}

/** `2021-06-15T22:08:01+0000` (meta-platform.md 10). */
export const graphTime = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}+0000`
