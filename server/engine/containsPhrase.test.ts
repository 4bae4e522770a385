import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { containsPhrase } from './containsPhrase.ts'

test('a phrase is found in a long text exactly where the built-in search finds it', () => {
  const signs = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 30 })
  let found = 0
  fc.assert(
    fc.property(signs, fc.nat(900), signs, (start, repeated, end) => {
      const text = `${'ab'.repeat(2000)}${start}${'a'.repeat(repeated)}${end}${'b'.repeat(2000)}`
      const phrase = start + 'a'.repeat(400) + end
      expect(containsPhrase(text, phrase)).toBe(text.includes(phrase))
      found += Number(text.includes(phrase))
    }),
    { numRuns: 500 },
  )
  expect(found).toBeGreaterThan(20)
})

test.each([
  ['nothing', 'abc', '', true],
  ['the whole text', 'abc', 'abc', true],
  ['more than the text', 'abc', 'abcd', false],
])('%s is looked for', (_, text, phrase, stands) => expect(containsPhrase(text, phrase)).toBe(stands))
