import { readdirSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { inEnglish } from '../texts.ts'
import { sentenceOfIssue } from './inputSentences.ts'

const raw = 'a text of zod itself'
const before = z.config().localeError
beforeAll(() => void z.config({ localeError: () => raw }))
afterAll(() => void z.config({ localeError: before }))

const sentencesOf = (schema: z.ZodType, given: unknown): string[] =>
  (schema.safeParse(given, { error: sentenceOfIssue }).error?.issues ?? []).map(({ message }) => message)
const problemsOf = (schema: z.ZodType, given: unknown): string[] => sentencesOf(schema, given).map(inEnglish)

test.each<[z.ZodType, unknown, string]>([
  [z.string(), undefined, 'is missing'],
  [z.enum(['a', 'b']), undefined, 'is missing'],
  [z.string(), 5, 'must be text'],
  [z.coerce.number(), 'five', 'must be a number'],
  [z.number().int(), 1.5, 'must be a whole number'],
  [z.boolean(), 'yes', 'must be true or false'],
  [z.array(z.string()), {}, 'must be a list'],
  [z.strictObject({}), [], 'must be an object with fields'],
  [z.string().min(1), '', 'must not be empty'],
  [z.string().min(8), 'short', 'must have at least 8 characters'],
  [z.string().max(3), 'long', 'must have at most 3 characters'],
  [z.array(z.string()).min(1), [], 'must have at least one entry'],
  [z.array(z.string()).max(2), ['a', 'b', 'c'], 'must have at most 2 entries'],
  [z.number().min(1), 0, 'must be at least 1'],
  [z.number().max(9), 12, 'must be at most 9'],
  [z.number().positive(), 0, 'must be more than 0'],
  [z.number().lt(5), 5, 'must be less than 5'],
  [z.number().multipleOf(5), 7, 'must be a multiple of 5'],
  [z.literal('full'), 'half', 'must be full'],
  [z.enum(['a', 'b']), 'c', 'must be one of a, b'],
  [z.email(), 'ana@', 'must be an email address'],
  [z.url(), 'shop', 'must be a URL, such as https://shop.example'],
  [z.uuid(), '7', 'must be an id'],
  [z.iso.datetime({ offset: true }), 'today', 'must be a time with its offset, such as 2026-11-30T12:00:00Z'],
  [z.string().regex(/^\d$/), 'x', 'has the wrong format'],
  [z.strictObject({ a: z.string() }), { a: '', b: 1, c: 2 }, 'has an unknown field: b, c'],
  [z.record(z.string().max(3), z.string()), { toolong: '' }, 'must have at most 3 characters'],
  [z.string().refine(() => false), 'x', 'is not valid'],
  [z.string().refine(() => false, 'needs a name'), 'x', 'needs a name'],
  [z.union([z.string(), z.number()]), true, 'must be text or must be a number'],
  [z.union([z.string(), z.strictObject({ a: z.number() })]), { a: 'x' }, 'a: must be a number'],
  [
    z.discriminatedUnion('type', [z.object({ type: z.literal('a') }), z.object({ type: z.literal('b') })]),
    { type: 'c' },
    'must be one of a, b',
  ],
  [z.discriminatedUnion('type', [z.object({ type: z.literal('a') })]), {}, 'is missing'],
])('%o refuses %o: %s', (schema, given, text) => {
  expect(problemsOf(schema, given)).toEqual([text])
})

type Any = { _zod?: { def: Record<string, unknown> } }
/** Every schema within the schemas that routes take, each once. */
function schemasIn(from: unknown, found = new Set<z.ZodType>()): Set<z.ZodType> {
  if (typeof from !== 'object' || from === null) return found
  const { _zod } = from as Any
  if (found.has(from as z.ZodType)) return found
  if ('safeParse' in from) found.add(from as z.ZodType)
  for (const inner of Object.values(_zod ? _zod.def : from)) {
    const isPlain = Array.isArray(inner) || Object.getPrototypeOf(inner ?? 0) === Object.prototype
    if (typeof inner === 'object' && inner !== null && ('_zod' in inner || isPlain)) schemasIn(inner, found)
  }
  return found
}
const server = path.join(import.meta.dirname, '..')
const wrong = [
  undefined,
  null,
  true,
  0,
  -1e12,
  1e12,
  1.5,
  Number.NaN,
  '',
  ' ',
  'x',
  '7',
  'x'.repeat(20_000),
  [],
  [null],
  Array.from({ length: 600 }, () => 'x'),
  {},
  { unknown: 1 },
  { type: 'unknown' },
  { ['x'.repeat(600)]: 'x' },
]

/** A part that relies on what an earlier part of a pipe lets through throws for the rest: it is never given that. */
function sentencesOfPart(schema: z.ZodType, given: unknown): string[] {
  try {
    return sentencesOf(schema, given)
  } catch {
    return []
  }
}

test('no part of what any route takes is refused in words of the library', async () => {
  const schemas = new Set<z.ZodType>()
  for (const file of readdirSync(server, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.schemas.ts')))
    for (const one of Object.values((await import(path.join(server, file))) as object)) schemasIn(one, schemas)
  const said = new Set<string>()
  for (const schema of schemas)
    for (const given of wrong)
      // Long ones only where their length is looked at.
      if (!(given as string | undefined)?.length || (given as string).length < 100 || schema.type === 'string' || schema.type === 'array')
        for (const text of sentencesOfPart(schema, given)) said.add(text)
  const texts = new Set([...said].map(inEnglish))
  expect(schemas.size).toBeGreaterThan(500)
  // Each kind of problem is among them, so that each was looked at.
  for (const kind of [
    'is missing',
    'must be text',
    'must not be empty',
    'must have at least one entry',
    'has an unknown field: unknown',
    'must be an id',
  ])
    expect(texts).toContain(kind)
  expect([...texts].filter((text) => text.includes(raw) || /undefined|\[object|\{"key"/.test(text))).toEqual([])
})
