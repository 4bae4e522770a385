import { ApiError } from './errors.ts'

/** The path of the first text or key that PostgreSQL cannot store, or null. In: what JSON holds; bytes are skipped. */
export function unstorableAt(value: unknown, where = ''): string | null {
  const open: { value: unknown; path: string }[] = [{ value, path: where }]
  for (let next = open.pop(); next; next = open.pop()) {
    if (typeof next.value === 'string') {
      if (!isStorable(next.value)) return next.path
    } else if (next.value !== null && typeof next.value === 'object' && !ArrayBuffer.isView(next.value))
      for (const [key, inner] of Object.entries(next.value)) {
        if (!isStorable(key)) return next.path
        open.push({ value: inner, path: next.path.length < 200 ? `${next.path}.${key}` : next.path })
      }
  }
  return null
}

/**
 * PostgreSQL's text accepts neither the character zero nor lone surrogates: in a filter they would cause a 500, in a stored value
 * unreadable data.
 * In:     a parsed query, parameters or body; bytes are skipped.
 * Errors: ApiError invalid_input that names the field.
 */
export function refuseUnstorable(value: unknown, where: string): void {
  const path = unstorableAt(value, where)
  if (path !== null) throw new ApiError('invalid_input', `${path}: must not contain the character NUL or half a surrogate pair.`)
}

const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()
