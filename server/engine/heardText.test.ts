import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold } from './fold.ts'
import { hears, heardText } from './heardText.ts'

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
  ['a word inside a mention', '@maria_info mira esto 😍', 'info', false],
  ['the first part of a mention', '@price.shop look at this', 'price', false],
  ['a whole mention without its @', 'thanks @price', 'price', false],
  ['a mention in full width', '＠price', 'price', false],
  ['a word beside a mention', '@maria_info the info please', 'info', true],
  ['a word after an @ that stands alone', '@ price', 'price', true],
  ['a mention that is the keyword', 'hey @Shop!', '@shop', true],
  ['a longer mention than the keyword', '@shop.de', '@shop', false],
  ['a phrase with a mention', 'ask @shop price', '@shop price', true],
  ['a keyword that is a hashtag', 'the #price', '#price', true],
  ['a word without the hashtag of the keyword', 'the price', '#price', false],
  ['a keyword with signs', 'I love C++!', 'c++', true],
  ['a keyword that is a sign', 'how many $?', '$', true],
  ['a keyword with a sign at its end', '50% off', '50%', true],
  ['the end of a longer number', '150%', '50%', false],
  ['a keyword with a point', 'version 1.5?', '1.5', true],
  ['an emoji in another skin', 'yes 👍🏿', '👍🏽', true],
  ['an emoji without skin', '👍', '👍🏽', true],
  ['a digit on a keycap', '1️⃣', '1', true],
  ['Arabic digits', '١', '1', true],
  ['a Persian digit as the keyword', '1', '۱', true],
  ['Arabic letters for Persian ones', 'قيمت؟', 'قیمت', true],
  ['an Arabic kaf for a Persian one', 'كتاب', 'کتاب', true],
  ['a Persian kaf for an Arabic one', 'کتاب لطفا', 'كتاب', true],
  ['alef maqsura for yeh', 'على', 'علي', true],
  ['heh for teh marbuta', 'قائمه', 'قائمة', true],
  ['a Persian ending after a non-joiner', 'کتاب‌ها', 'کتاب', true],
  ['a Persian word with its non-joiner left out', 'کتاب‌ها', 'کتابها', true],
  ['hiragana for katakana', 'らーめん', 'ラーメン', true],
  ['Azerbaijani ə typed as e', 'qiymət', 'qiymet', true],
  ['another hyphen', 'e‑mail', 'e-mail', true],
  ['another apostrophe', 'l´info', "l'info", true],
  ['a word through an invisible separator', 'pri\u200bce', 'price', true],
  ['a part that an invisible separator leaves', 'foo\u200bprice', 'price', true],
  ['a Hindi word without its nukta', 'कीमत क्या है', 'क़ीमत', true],
  ['a Hindi word with a nukta that the keyword lacks', 'ज़रूर', 'जरूर', true],
  ['a Hindi nukta composed and decomposed', 'क़ीमत', 'क़ीमत', true],
  ['a flag', 'love 🇪🇺!', '🇪🇺', true],
  ['a flag among flags', '🇩🇪🇪🇺🇺🇸', '🇪🇺', true],
  ['halves of two flags', '🇩🇪🇺🇸', '🇪🇺', false],
  ['half a flag', '🇪🇺', '🇪', false],
  ['an emoji of several signs', '👩🏽‍💻!', '👩‍💻', true],
  ['another emoji of several signs', '👨‍💻', '👩‍💻', false],
  ['a Turkish İ', 'FİYAT?', 'fiyat', true],
  ['a Turkish ı', 'FIYAT', 'fıyat', true],
  ['ß in capitals', 'GRÖSSE', 'größe', true],
  ['a final sigma', 'ΤΙΜΕΣ;', 'τιμές', true],
  ['Hebrew points', 'מְחִיר', 'מחיר', true],
  ['a Hebrew quotation mark', 'צה״ל', 'צה"ל', true],
  ['tatweel and harakat', 'سِـــعْـــرٌ', 'سعر', true],
  ['an Arabic word after its article', 'السعر', 'سعر', false],
  ['an Arabic presentation form', 'ﻗﻴﻤﺔ', 'قيمة', true],
  ['accents in two signs', 'gia\u0301 bao nhiêu', 'giá', true],
  ['half-width katakana', 'ｶﾞｲﾄﾞ', 'ガイド', true],
  ['Korean in single letters', '가격'.normalize('NFD'), '가격', true],
  ['letters of mathematics', '𝓹𝓻𝓲𝓬𝓮', 'price', true],
  ['a word in an address', 'https://shop.example/info?x=1', 'info', true],
  ['a word inside a hashtag', '#pricelist', 'price', false],
  ['a Cyrillic letter that looks the same', 'рrice', 'price', false],
  ['a part before a soft hyphen', 'price\u00adlist', 'price', false],
])('a whole word: %s', (_, text, word, found) => {
  expect(hears(heardText(text), fold(word), true)).toBe(found)
})

/** The plain way: every place, every rule, sign by sign, with nothing of the product but folding. */
function slowly(written: string, keyword: string): boolean {
  const [text, phrase] = [fold(written), fold(keyword)]
  const word = (sign: string | undefined): boolean => sign !== undefined && /[a-z0-9é]/.test(sign)
  const mentions = [...text.matchAll(/(^|[^a-z0-9_])@([a-z0-9_][a-z0-9_.]*)/g)].map(({ index, 1: lead, 2: name }) => {
    const from = index + lead!.length
    return [from, from + 1 + name!.replace(/\.+$/, '').length] as const
  })
  if (phrase === '') return false
  for (let at = 0; at + phrase.length <= text.length; at++) {
    const end = at + phrase.length
    if (text.slice(at, end) !== phrase) continue
    if ((word(text[at - 1]) && word(text[at])) || (word(text[end - 1]) && word(text[end]))) continue
    if (mentions.every(([from, to]) => end <= from || at >= to || (at <= from && end >= to))) return true
  }
  return false
}

test('a keyword is heard where the plain way finds it', () => {
  const part = fc.constantFrom(
    'a',
    'ab',
    'price',
    'PRICE',
    '@',
    '@a',
    '.',
    '_',
    ' ',
    '#',
    '+',
    '$',
    '5',
    '٥',
    'é',
    '’',
    "'",
    '🔥',
    '%',
    '\u00ad',
  )
  const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''))
  let heard = 0
  fc.assert(
    fc.property(text, fc.array(part, { minLength: 1, maxLength: 3 }), (written, keyword) => {
      const found = hears(heardText(written), fold(keyword.join('')), true)
      if (found) heard++
      expect(found).toBe(slowly(written, keyword.join('')))
    }),
    { numRuns: 5000 },
  )
  expect(heard).toBeGreaterThan(200)
})

test('separators change no word, wherever they are', () => {
  const text = fc.array(
    fc.constantFrom('price', ' ', '\u200b', '\u200e', '\u200c', 'کتاب', 'ها', '가', 'ᄀ', 'ᅡ', '\ufdd0', 'e', '\u0301'),
    { maxLength: 12 },
  )
  fc.assert(
    fc.property(text, (parts) => {
      const { text: folded, seams } = heardText(parts.join(''))
      expect(folded).toBe(fold(parts.join('')))
      for (const seam of seams ?? []) expect(seam > 0 && seam < folded.length).toBe(true)
    }),
    { numRuns: 2000 },
  )
})
