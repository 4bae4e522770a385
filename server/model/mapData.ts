const place = /\{\{([^{}]+)\}\}/g

/** The value at a path such as `customFields.city`; the name of a field may hold dots. */
function valueAt(data: unknown, path: string): unknown {
  if (typeof data !== 'object' || data === null) return undefined
  if (Object.hasOwn(data, path)) return (data as Record<string, unknown>)[path]
  for (let dot = path.indexOf('.'); dot > 0; dot = path.indexOf('.', dot + 1)) {
    const head = path.slice(0, dot)
    if (!Object.hasOwn(data, head)) continue
    const found = valueAt((data as Record<string, unknown>)[head], path.slice(dot + 1))
    if (found !== undefined) return found
  }
  return undefined
}

/** A value as text: nothing for none, JSON for what is no text. */
export const textOf = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)

/**
 * The fields that an endpoint wants, under its own names: each a path of the data, whose value is taken as it is (null when it has none),
 * or text with paths in `{{ }}`.
 */
export function mapData(data: unknown, mapping: Record<string, string> | null): unknown {
  if (!mapping) return data
  return Object.fromEntries(
    Object.entries(mapping).map(([name, from]) => [
      name,
      from.includes('{{')
        ? from.replace(place, (_place, path: string) => textOf(valueAt(data, path.trim())))
        : (valueAt(data, from) ?? null),
    ]),
  )
}
