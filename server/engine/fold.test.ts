import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { bareWords, fold, hasWord } from './fold.ts'

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

test.each([
  ['a word alone', 'price', 'price', true],
  ['a word in a sentence', 'PRICE please', 'price', true],
  ['a hashtag', '#price', 'price', true],
  ['a word before a comma without a blank', 'PRICE,please', 'price', true],
  ['a word with an exclamation mark', 'price!', 'price', true],
  ['a longer word', 'priceless!', 'price', false],
  ['the end of a longer word', 'overprice', 'price', false],
  ['a word beside a digit', 'price2', 'price', false],
  ['the second time, when the first is inside a word', 'priceless price', 'price', true],
  ['a phrase over two blanks', 'the price  list please', 'price list', true],
  ['a phrase cut short', 'price listing', 'price list', false],
  ['an emoji among others', 'yes🔥🔥', '🔥', true],
  ['an emoji glued to a word', 'want🔥', 'want', true],
  ['Chinese, which has no blanks', '请问价格多少', '价格', true],
  ['Japanese, which has no blanks', '値段を教えて', '値段', true],
  ['Korean with its particles', '가격이 얼마예요', '가격', true],
  ['Thai, which has no blanks', 'ขอราคาหน่อย', 'ราคา', true],
  ['Latin letters beside Chinese ones', '价格price多少', 'price', true],
  ['Hindi', 'कीमत बताओ', 'कीमत', true],
  ['a Hindi word with a vowel sign more', 'कीमती', 'कीमत', false],
  ['Cyrillic inside a longer word', 'ценам', 'цена', false],
  ['nothing', 'anything', '', false],
])('a whole word: %s', (_, text, word, found) => {
  expect(hasWord(fold(text), fold(word))).toBe(found)
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
