import { readdirSync, readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { eventKinds } from '../../model/event.ts'
import { readBody } from '../channels.ts'
import { readPart } from './read.ts'

const now = new Date('2026-11-20T10:00:00Z')
const folder = new URL('../../../fixtures/instagram/', import.meta.url)
const fixtures = readdirSync(folder).map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as unknown)

/** Every string inside a value, field names included. */
const textsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? [...Object.keys(value), ...Object.values(value).flatMap(textsIn)]
      : []

/** Every parsed event can be stored and identified; otherwise the modules that use it would fail. */
function expectUsable({ events, accountEvents, notes }: ReturnType<typeof readBody>): void {
  for (const event of [...events, ...accountEvents]) {
    expect(eventKinds).toContain(event.kind)
    expect(event.key.length).toBeGreaterThan(0)
    expect(event.key.length).toBeLessThan(700)
    expect(event.occurredAt.getTime()).toBeGreaterThan(0)
    expect('aboutId' in event ? event.aboutId : event.accountExternalId).not.toBe('0')
  }
  for (const text of textsIn({ events, accountEvents, notes })) {
    expect(text.isWellFormed()).toBe(true)
    expect(text).not.toContain('\u0000')
  }
  for (const { detail } of [...events, ...accountEvents]) expect(JSON.stringify(detail).length).toBeLessThan(8000)
}

const names = [...new Set(JSON.stringify(fixtures).match(/"[a-z_-]+"(?=:)/g))].map((name) => name.slice(1, -1))
const odd = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('\u0000', '\ud83d', 'constructor', '__proto__', '', -1, 1e300, 0, '0', true, [], {}, [[]]),
  fc.string({ minLength: 2000, maxLength: 3000 }),
)

test('arbitrary JSON, under the platform’s own names, is read without an exception', () => {
  const names$ = fc.constantFrom(...names, 'constructor', '__proto__', 'toString')
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof({ maxDepth: 4 }, odd, fc.array(tie('tree'), { maxLength: 3 }), fc.dictionary(names$, tie('tree'), { maxKeys: 6 })),
  }))
  fc.assert(
    fc.property(fc.array(fc.dictionary(names$, tree), { maxLength: 3 }), (entry) => {
      expectUsable(
        readBody(
          Buffer.from(JSON.stringify({ object: 'instagram', entry: entry.map((one) => ({ id: '17841405309211844', ...one })) })),
          now,
        ),
      )
    }),
    { numRuns: 400 },
  )
})

test('arbitrary bytes are read without an exception', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => expectUsable(readBody(Buffer.from(bytes), now))),
    { numRuns: 500 },
  )
})

/** Every path inside a value. */
const pathsOf = (value: unknown, path: string[] = []): string[][] =>
  typeof value === 'object' && value !== null
    ? [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))]
    : [path]

const withChanged = (value: unknown, path: string[], to: unknown): unknown => {
  const [key, ...rest] = path
  if (key === undefined) return to
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>
  copy[key] = withChanged(copy[key], rest, to)
  return copy
}

test('a body the platform documents, with any of its values replaced, is read without an exception', () => {
  const mutated = fc.constantFrom(...fixtures).chain((fixture) => fc.tuple(fc.constant(fixture), fc.constantFrom(...pathsOf(fixture)), odd))
  fc.assert(
    fc.property(mutated, ([fixture, path, to]) => expectUsable(readBody(Buffer.from(JSON.stringify(withChanged(fixture, path, to))), now))),
    { numRuns: 3000 },
  )
})

test('the reader itself takes any part', () => {
  fc.assert(
    fc.property(fc.anything(), fc.anything(), fc.string(), fc.boolean(), (value, time, word, standby) => {
      const at = { accountId: '1', time }
      readPart({ ...at, container: 'messaging', standby, element: value }, now)
      readPart({ ...at, container: 'unknown', name: word, value }, now)
      for (const field of ['comments', 'live_comments', 'mentions', 'story_insights', 'messages', word])
        readPart({ ...at, container: 'change', field, value }, now)
    }),
  )
})

test('ids stay exact, whether they come as text or as numbers', () => {
  const id = fc.bigInt({ min: 1n, max: 10n ** 24n }).map(String)
  fc.assert(
    fc.property(id, id, id, id, fc.boolean(), (account, comment, author, media, asText) => {
      const write = (digits: string): string => (asText ? `"${digits}"` : digits)
      const value = `{"id":${write(comment)},"from":{"id":${write(author)}},"text":"hi","media":{"id":${write(media)}}}`
      const body = `{"object":"instagram","entry":[{"id":${write(account)},"time":1763600000,"changes":[{"field":"comments","value":${value}}]}]}`
      expect(readBody(Buffer.from(body), now).events).toMatchObject([
        { accountExternalId: account, externalId: comment, personId: author, mediaId: media },
      ])
    }),
  )
})

test('the same body twice gives the same keys, and different things in one body different ones', () => {
  for (const fixture of fixtures) {
    const read = (): string[] =>
      readBody(Buffer.from(JSON.stringify(fixture)), now).events.map((event) => `${event.accountExternalId} ${event.key}`)
    expect(read()).toEqual(read())
    expect(new Set(read()).size).toBe(read().length)
  }
})
