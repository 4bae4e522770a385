import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerKinds } from '../model/automation.ts'
import { readAnswer } from './readAnswer.ts'
import { legible } from './signs.ts'

test.each([
  ["it's ana@x.com thanks", 'ana@x.com'],
  ['Ana.Lopez+shop@Mail.Example.co.uk.', 'ana.lopez+shop@mail.example.co.uk'],
  ['<ana@x.com>', 'ana@x.com'],
  ["'ana@x.com'", 'ana@x.com'],
  ['mailto:ana@x.com?', 'ana@x.com'],
  ['我的邮箱是ana@x.com谢谢', 'ana@x.com'],
  ['ana@x.com😊', 'ana@x.com'],
  ['ana＠x．com', 'ana@x.com'],
  ['ana at x dot com', null],
  ['not an e-mail', null],
  ['ana@x', null],
  ['ana@x..com', null],
  ['a..b@x.com', null],
  ['ana@x.com@y.com', null],
  ['josé@x.com', null],
  ['o’neil@example.com', "o'neil@example.com"],
  ['‘ana@x.com’', 'ana@x.com'],
  ['’ana@x.com', null],
  ['ana@x.com’s', null],
  ['#ana@x.com', null],
  ['mail=ana@x.com', null],
  ['e-mail:ana@x.com', 'ana@x.com'],
  ['½ana@x.com', null],
  ['ana@x.com²', null],
  ['ana@x.com/shop', null],
  ['ana@x.com_', null],
  ['ana@x.com,bob@y.com', 'ana@x.com'],
  ['ana–b@x.com', 'ana-b@x.com'],
  ['ana٢٥@x.com', 'ana25@x.com'],
  ['ana@bücher.example', 'ana@xn--bcher-kva.example'],
  ['ana@ısık.example', 'ana@xn--sk-gpab.example'],
  ['ana@公司.cn', 'ana@xn--55qx5d.cn'],
  ['ana\u200b@example.com', 'ana@example.com'],
  ['ana@exam\u00adple.com', 'ana@example.com'],
  ['\u202aana@x.com\u202c', 'ana@x.com'],
  ['an\u200ba@x.com', null],
  ['write\u200bana@x.com', null],
  ['ana@x.com。谢谢', 'ana@x.com'],
  ['ana@-x.com', null],
  ['1@2.3', null],
  ['josé@example.com', null],
  ['ana\u200b@example.com', 'ana@example.com'],
  ['"Lopez, Ana" <ana.lopez@x.com>', 'ana.lopez@x.com'],
  ['[ana@x.com](mailto:ana@x.com)', 'ana@x.com'],
  ['"john doe"@x.com', null],
  ['ana@x.com…', 'ana@x.com'],
  ['ana@x.com... thanks', 'ana@x.com'],
  ['ana@x.com...de', null],
  ['a@x.com; b@y.com', 'a@x.com'],
  ['a@x.com/b@y.com', null],
  ['ana@ x.com', null],
  ['メールはana@x.comです', 'ana@x.com'],
  ['ana@x.com،', 'ana@x.com'],
  ['@ana.lopez: ana@x.com', 'ana@x.com'],
  ['👉🏽ana@x.com👈', 'ana@x.com'],
  ['ana@x.com—thanks', null],
  [`${'a'.repeat(65)}@x.com`, null],
])('the e-mail address in "%s"', (text, email) => {
  expect(readAnswer('email', text, 'US')).toBe(email)
})

test.each([
  ['my number is (202) 555-0143, call me', 'US', '+12025550143'],
  ['+49 171 1234567', 'US', '+491711234567'],
  ['0171 1234567', 'DE', '+491711234567'],
  ['０１７１ １２３４５６７', 'DE', '+491711234567'],
  ['0171 1234567', 'de', '+491711234567'],
  ['0171 1234567', 'nowhere', null],
  ['555', 'US', null],
  ['call me', 'US', null],
  ['०९८७६५४३२१०', 'IN', '+919876543210'],
  ['٠٥٠١٢٣٤٥٦٧', 'AE', '+971501234567'],
  ['+52 1 55 1234 5678', 'MX', '+525512345678'],
  ['5215512345678', 'MX', '+525512345678'],
  ['044 55 1234 5678', 'MX', '+525512345678'],
  ['11 8765 4321', 'BR', '+5511987654321'],
  ['07 12 34 56', 'CI', '+2250707123456'],
  ['011 15 2345 6789', 'AR', '+5491123456789'],
  ['+49 (0) 171 1234567', 'US', '+491711234567'],
  ['\u202a+1 (202) 555‑0143\u202c', 'US', '+12025550143'],
  ['(my number: 202.555.0143)', 'US', '+12025550143'],
  ['电话是13800138000谢谢', 'CN', '+8613800138000'],
  ['202 555 0143 202 555 0144', 'US', null],
  ['2025550143, 2025550144', 'US', '+12025550143'],
  ['202-555-0143x5', 'US', null],
  ['#2025550143', 'US', null],
  ['2025550143’', 'US', null],
  ['+1 202 555 0143²', 'US', null],
  ['202\u200b5550143', 'US', null],
  ['20255501430', 'US', null],
  ['202-555-0143 ext. 5', 'US', '+12025550143'],
  ['0049 171 1234567', 'FR', '+491711234567'],
  ['0049 171 1234567', 'US', '+491711234567'],
  ['00 52 55 1234 5678', 'US', '+525512345678'],
  ['005521967506838', 'BR', '+5521967506838'],
  ['001234', 'US', null],
  ['+ 49 171 1234567', 'US', '+491711234567'],
  ['202\u2009555\u20090143', 'US', '+12025550143'],
  ['202　555　0143', 'US', '+12025550143'],
  ['202\t555\t0143', 'US', '+12025550143'],
  ['202-555-O143', 'US', null],
  ['๐๘๑ ๒๓๔ ๕๖๗๘', 'TH', '+66812345678'],
  ['0️⃣1️⃣7️⃣1️⃣ 1234567', 'DE', '+491711234567'],
  ['11 2345-6789', 'AR', '+541123456789'],
  ['+54 11 15 2345 6789', 'AR', '+5491123456789'],
  ['15 2345 6789', 'AR', null],
  ['(011) 98765-4321', 'BR', '+5511987654321'],
  ['045 55 1234 5678', 'MX', '+525512345678'],
  ['8 (912) 345-67-89', 'RU', '+79123456789'],
  ['۰۹۱۲ ۳۴۵ ۶۷۸۹', 'IR', '+989123456789'],
  ['0532 123 45 67', 'TR', '+905321234567'],
])('the phone number in "%s" (%s)', (text, country, phone) => {
  expect(readAnswer('phone', text, country)).toBe(phone)
})

test.each([
  ['about 12 people', '12'],
  ['3', '3'],
  ['1,234.50', '1234.50'],
  ['1.234,50 €', '1234.50'],
  ['1,234', '1234'],
  ['3.5', '3.5'],
  ['3,5', '3.5'],
  ['1 234 567', '1234567'],
  ['-7', '-7'],
  ['007', '7'],
  ['0', '0'],
  ['2, maybe 3', '2'],
  ['many', null],
  ['12.05.2024', null],
  ['1’000', '1000'],
  ['1’000’000.50', '1000000.50'],
  ['1 234,50', '1234.50'],
  ['1.234.567,8', '1234567.8'],
  ['1,00,000', '100000'],
  ['12,34,567.50', '1234567.50'],
  ['1.234', '1.234'],
  ['٢٥', '25'],
  ['۲۵', '25'],
  ['২৪', '24'],
  ['２５', '25'],
  ['١٬٢٣٤٫٥', '1234.5'],
  ['−7', '-7'],
  ['(5)', '5'],
  ['‘5’', '5'],
  ['12😊', '12'],
  ['½', null],
  ['5½', null],
  ['5²', null],
  ['①', null],
  ['10k', null],
  ['10 k', null],
  ['5 million', null],
  ['3 लाख', null],
  ['10万', null],
  ['12’5', null],
  ['5’', null],
  ['5"', null],
  ['5€', null],
  ['50%', null],
  ['2-3', null],
  ['12:30', null],
  ['12/5', null],
  ['1e5', null],
  ['12 34', null],
  ['1 000 00', null],
  ['2 1/2', null],
  ['1\u200b000', null],
  ['1,000,00', null],
  ['3 to 4', null],
  ['3 or 4', null],
  ['between 3 and 4', null],
  ['5 people and 3 kids', null],
  ['5 people, 3 kids', '5'],
  ['5 (2 big, 3 small)', '5'],
  ['3 ~ 4', null],
  ['minus 5', null],
  ['- 5', null],
  ['Size - 38', '38'],
  ['más o menos 5', '5'],
  ['al menos 5', '5'],
  ['menos 5', null],
  ['2 and a half', null],
  ['5 y medio', null],
  ['10 bin', null],
  ['5 juta', null],
  ['5 Mio. Euro', null],
  ['<5', null],
  ['>5', null],
  ['"5"', '5'],
  ['“5”', '5'],
  ['“5” or “6”', null],
  ['1️⃣', '1'],
  ['1️⃣0️⃣', '10'],
  ['5...', '5'],
  ['5...10', null],
  ['๒๕', '25'],
  ['٣٫٥', '3.5'],
  ['1\u2009000', '1000'],
  ['1\u00a0000,50', '1000.50'],
  ['R$ 1.234,50', '1234.50'],
  ['€ 50', '50'],
  ['50 USD', '50'],
  ['5 kg', '5'],
  ['12th', null],
  ['три', null],
  ['24/7', null],
])('the number in "%s"', (text, number) => {
  expect(readAnswer('number', text, 'US')).toBe(number)
})

test('any text is a text, blanks are none', () => {
  expect(readAnswer('text', '  blue ', 'US')).toBe('blue')
  expect(readAnswer('text', ' \n', 'US')).toBeNull()
  expect(readAnswer('text', '\u200b\ufe0f', 'US')).toBeNull()
})

test('whatever people write, an answer is of its kind or none', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\d.,' @a-z+()-]{0,200}$/))
  fc.assert(
    fc.property(fc.constantFrom(...answerKinds), text, (kind, written) => {
      const answer = readAnswer(kind, written, 'US')
      const shape = { email: /^\S+@\S+\.\S{2,}$/, phone: /^\+\d{6,15}$/, number: /^-?\d+(\.\d+)?$/, text: /\S/ }[kind]
      if (answer !== null) expect(answer).toMatch(shape)
    }),
    { numRuns: 1500 },
  )
})

/** What an answer may stand between, written down once more and without the product's own table. */
const apart =
  /^$|^[\s\p{Ps}\p{Pe}<>"“”«»,;:!?…。、،؛؟।·•¡¿\p{Pi}\p{Pf}]$|^(?![©®™])[\p{Extended_Pictographic}\p{Regional_Indicator}\p{Emoji_Modifier}]$/u
const sign = fc.oneof(
  fc.constantFrom(...` \n()<>"“”,;:!?.…。、😊🛒'’‘\`´-–−_+%$€#&*=/\\~^|@°²½①ªéßıжяع٣५０Ａ\u200b\u200c\u00ad\u2060\u202e`.split('')),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 }),
)
const around = fc.oneof(
  fc.constant(''),
  sign,
  fc.tuple(sign, sign).map(([a, b]) => a + b),
)

test.each([
  ['email', '', ['ana@x.com', "o'neil@shop.example", 'a+b@x-y.co']],
  ['number', '0+', ['12', '1,234.50', "1'000", '-7', '1,00,000']],
  ['phone', '1+', ['+49 171 1234567', '(202) 555-0143', '2025550143']],
] as const)('an %s is never a part of something longer', (kind, alike, written) => {
  let found = 0
  fc.assert(
    fc.property(around, fc.constantFrom(...written), around, (before, middle, after) => {
      const answer = readAnswer(kind, before + middle + after, 'US')
      if (answer === null) return
      const alone = readAnswer(kind, middle, 'US')
      // Only what can be seen counts: signs of one spelling, without what is invisible.
      const text = legible(before + middle + after)
      const at = text.indexOf(middle)
      found++
      const neighbors = at === -1 ? null : [Array.from(text.slice(0, at)).at(-1) ?? '', Array.from(text.slice(at + middle.length))[0] ?? '']
      const cut =
        neighbors !== null &&
        // 012 and +12 are 12; 1 202 … is the same number as 202 …
        !(neighbors[0] !== '' && alike.includes(neighbors[0]!)) &&
        !neighbors.every((one) => apart.test(one) || one === '.' || (one === "'" && neighbors[0] === neighbors[1]))
      // Where something touches it, the answer is the longer one as a whole, never what stood in the middle.
      if (
        cut &&
        !/\p{scx=Hani}|\p{scx=Hira}|\p{scx=Kana}|\p{scx=Hang}|\p{scx=Bopo}|\p{scx=Thai}|\p{scx=Laoo}|\p{scx=Khmr}|\p{scx=Mymr}|\p{scx=Tibt}/u.test(
          text,
        )
      )
        expect(answer).not.toBe(alone)
    }),
    { numRuns: 4000 },
  )
  expect(found).toBeGreaterThan(200)
})

test.each([
  ['apostrophes', "'"],
  ['full stops', '.'],
  ['digits', '1'],
  ['marks between digits', '1.,'],
  ['brackets', '(1'],
  ['at signs', 'a@'],
  ['separators', '\u200b'],
  ['blanks', ' '],
  ['letters', 'a'],
  ['quoted addresses', "'a@x.co'"],
])('a hundred thousand %s are read in time', (_, part) => {
  const text = part.repeat(Math.ceil(100_000 / part.length))
  const started = performance.now()
  for (const kind of answerKinds) readAnswer(kind, text, 'US')
  for (const kind of answerKinds) readAnswer(kind, `${text}x`, 'US')
  expect(performance.now() - started).toBeLessThan(2_000)
})
