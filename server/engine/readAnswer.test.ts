import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { answerKinds } from '../model/automation.ts'
import { readAnswer } from './readAnswer.ts'

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
  ['ana@-x.com', null],
  ['1@2.3', null],
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
])('the number in "%s"', (text, number) => {
  expect(readAnswer('number', text, 'US')).toBe(number)
})

test('any text is a text, blanks are none', () => {
  expect(readAnswer('text', '  blue ', 'US')).toBe('blue')
  expect(readAnswer('text', ' \n', 'US')).toBeNull()
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
