import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { ApiError } from './errors.ts'

/** Fields of an answer that nobody changes, as a change takes them: who sends back what was answered need not take them out. */
export const shownOnly = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, z.unknown().optional().describe('only shown; not changed')])) as Record<
    Name,
    z.ZodOptional<z.ZodUnknown>
  >

/**
 * Takes fields that are only shown out of a change. Those that change by themselves are ignored in a whole answer, which has its `id`.
 * In:     the change, what is shown at present, which fields never change, and which do by themselves.
 * Errors: ApiError invalid_input when one of them was to be changed.
 */
export function withoutShown<Given extends object, Fixed extends string, Moving extends string>(
  given: Given,
  shown: Record<Fixed | Moving, unknown>,
  fixed: readonly Fixed[],
  moving: readonly Moving[],
): Omit<Given, Fixed | Moving> {
  const isWhole = Object.hasOwn(given, 'id')
  const rest = { ...given } as Record<string, unknown>
  for (const name of [...fixed, ...moving]) {
    const ignored = isWhole && (moving as readonly string[]).includes(name)
    if (rest[name] !== undefined && !ignored && !isDeepStrictEqual(rest[name], shown[name]))
      throw new ApiError('invalid_input', `${name}: must be left out, since it is only shown.`, [
        { path: `body.${name}`, message: 'must be left out, since it is only shown' },
      ])
    delete rest[name]
  }
  return rest as Omit<Given, Fixed | Moving>
}
