import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bareWords, fold } from './fold.ts'

test.each([
  ['case', 'PRICE', 'price'],
  ['accents', 'Précio Ação', 'precio acao'],
  ['accents written as separate signs', 'cafe\u0301', 'cafe'],
  ['the German ß in both cases', 'STRAẞE straße', 'strasse strasse'],
  ['the Turkish İ and ı', 'İSTANBUL ışık', 'istanbul isik'],
  ['both Greek sigmas', 'ΛΌΓΟΣ', fold('λογοσ')],
  ['letters with a stroke', 'Łódź Ørsted', 'lodz orsted'],
  ['full-width letters', 'ＰＲＩＣＥ', 'price'],
  ['blanks of every kind', '  price\u00a0\n list\t', 'price list'],
  ['curly apostrophes', 'what’s', "what's"],
  ['invisible joiners', 'pri\u200bce', 'price'],
  ['the two forms of an emoji', '❤️', '❤'],
])('%s make no difference', (_, written, folded) => {
  expect(fold(written)).toBe(folded)
})

test('a word is bare without its punctuation and pictures', () => {
  expect(bareWords('  STOP!!! 🛑 ')).toBe('stop')
})

test('folding what is folded changes nothing, whatever people type', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => fold(fold(text)) === fold(text)),
    { numRuns: 2000 },
  )
})
