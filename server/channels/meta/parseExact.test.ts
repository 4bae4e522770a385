import * as fc from 'fast-check'
import { parse } from 'lossless-json'
import { expect, test } from 'vitest'
import { parseExact } from './parseExact.ts'

test.each([
  ['{"id":17841400000000001}', { id: '17841400000000001' }],
  ['{"id": -17841400000000001 }', { id: '-17841400000000001' }],
  ['[17841400000000001,\n 17841400000000003]', ['17841400000000001', '17841400000000003']],
  ['{"id":9007199254740991}', { id: 9007199254740991 }],
  ['{"id":9007199254740993}', { id: '9007199254740993' }],
  ['{"time":1763600000000,"share":1.5,"big":1e20}', { time: 1763600000000, share: 1.5, big: 1e20 }],
  [
    '{"text":"call :12345678901234567890, ok","n":12345678901234567890}',
    { text: 'call :12345678901234567890, ok', n: '12345678901234567890' },
  ],
])('%s is read exactly', (text, value) => {
  expect(parseExact(text)).toEqual(value)
})

/** The result of another exact parser: whole numbers beyond 2^53 as their digits. */
const byLosslessJson = (text: string): unknown =>
  parse(text, null, {
    parseNumber: (digits) => (/^-?\d+$/.test(digits) && !Number.isSafeInteger(Number(digits)) ? digits : Number(digits)),
  })

const bigOrSmall = fc.oneof(
  fc.bigInt({ min: -(10n ** 25n), max: 10n ** 25n }).map((n) => `${n}`),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => JSON.stringify(n)),
)
const blank = fc.constantFrom('', ' ', '\n', '\t ')
const jsonText = fc.letrec<{ value: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    bigOrSmall,
    fc.string({ unit: 'grapheme' }).map((s) => JSON.stringify(s)),
    fc.constantFrom('true', 'false', 'null', '":1234567890123456789"'),
    fc.tuple(fc.array(tie('value'), { maxLength: 4 }), blank).map(([items, gap]) => `[${gap}${items.join(`${gap},${gap}`)}${gap}]`),
    fc
      .tuple(
        fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          tie('value'),
          { maxKeys: 4 },
        ),
        blank,
      )
      .map(
        ([fields, gap]) =>
          `{${Object.entries(fields)
            .map(([key, value]) => `${JSON.stringify(key)}${gap}:${gap}${value}`)
            .join(',')}}`,
      ),
  ),
})).value

test('any JSON is read as an exact reader reads it', () => {
  fc.assert(
    fc.property(jsonText, (text) => {
      expect(parseExact(text)).toEqual(byLosslessJson(text))
    }),
    { numRuns: 1000 },
  )
})
