import { serializerCompiler } from 'fastify-type-provider-zod'

/**
 * Serializes responses as the product does, and fails when a field is lost: a field that a handler returns and the schema of its route does
 * not name would be missing in the response and in the OpenAPI document. So every test that calls a route also checks its schema.
 */
export const wholeAnswers: typeof serializerCompiler = (route) => {
  const serialize = serializerCompiler(route)
  return (given: unknown) => {
    const written = serialize(given)
    const lost = lostPaths(JSON.parse(JSON.stringify(given) ?? 'null'), JSON.parse(written), '')
    if (lost.length) throw new Error(`${route.method} ${route.url} gives what its schema does not name: ${lost.join(', ')}`)
    return written
  }
}

/** The path where a value of `given` is missing or different in `written`. More in `written` is no loss: defaults are filled in. */
function lostPaths(given: unknown, written: unknown, at: string): string[] {
  if (typeof given !== 'object' || given === null) return Object.is(given, written) ? [] : [at]
  if (typeof written !== 'object' || written === null) return [at]
  return Object.entries(given).flatMap(([key, value]) =>
    lostPaths(value, (written as Record<string, unknown>)[key], at ? `${at}.${key}` : key),
  )
}
