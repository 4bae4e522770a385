import { expect, test } from 'vitest'
import { partsOf, sentencesOf, textsIn } from './sentence.ts'

const english = {
  'shop.closed': 'The shop is closed.',
  'shop.until': 'It opens again in {{waitMs}}.',
  'shop.because': '{{>before}} {{name}} said: “{{quote}}”.',
  'shop.sells': 'It sells {{>goods}}.',
  'shop.takes': 'It takes {{>goods|or}}.',
  'shop.bread': 'bread',
  'shop.salt': 'salt',
} as const
const sentence = sentencesOf(english)
const textOf = textsIn('en', english)

test.each([
  ['a key alone', sentence('shop.closed'), 'shop.closed', 'The shop is closed.'],
  [
    'a length of time',
    sentence('shop.until', { waitMs: 7_200_000 }),
    '{"key":"shop.until","data":{"waitMs":7200000}}',
    'It opens again in 2 hours.',
  ],
  [
    'a sentence within another, beside what a person wrote',
    sentence('shop.because', { before: sentence('shop.closed'), name: 'Ada', quote: 'shop.closed {"key":"shop.closed"}' }),
    null,
    'The shop is closed. Ada said: “shop.closed {"key":"shop.closed"}”.',
  ],
  ['a list', sentence('shop.sells', { goods: [sentence('shop.bread'), sentence('shop.salt')] }), null, 'It sells bread and salt.'],
  ['a choice', sentence('shop.takes', { goods: [sentence('shop.bread'), sentence('shop.salt')] }), null, 'It takes bread or salt.'],
])('stored and read again: %s', (_name, given, stored, text) => {
  if (stored) expect(given).toBe(stored)
  expect(partsOf(given)?.key).toMatch(/^shop\./)
  expect(textOf(given)).toBe(text)
})

test.each([
  'The person wrote STOP, so automations stay silent.',
  'Closed by a person. Before: The platform had a problem.',
  '{ is how this one begins',
  '{"code":"not ours"}',
  '',
])('what a release before stored as text stays as it is: %s', (old) => expect(textOf(old)).toBe(old))

test('text of a release before is read within a sentence of today', () => {
  const stored = '{"key" : "shop.because", "data" : {"before" : "Instagram said no.", "name" : "A", "quote" : "b"}}'
  expect(textOf(stored)).toBe('Instagram said no. A said: “b”.')
})

test('a key of a newer release is told as it is, and data that is missing stays out', () => {
  expect(textOf('shop.moved')).toBe('shop.moved')
  expect(textOf('{"key":"constructor"}')).toBe('constructor')
  expect(textOf('shop.until')).toBe('It opens again in .')
})

test('another language uses its own sentences and units, and English for what it lacks', () => {
  const german = textsIn('de', { 'shop.until': 'Sie öffnet in {{waitMs}} wieder.' }, english)
  expect(german(sentence('shop.until', { waitMs: 172_800_000 }))).toBe('Sie öffnet in 2 Tage wieder.')
  expect(german('shop.closed')).toBe('The shop is closed.')
})

test('a misspelled key and a place without data do not compile', () => {
  // @ts-expect-error: no such key
  sentence('shop.close')
  // @ts-expect-error: the place is not filled
  sentence('shop.until')
  // @ts-expect-error: another place is filled
  sentence('shop.until', { name: 'A' })
  // @ts-expect-error: plain text is no sentence
  sentence('shop.because', { before: 'Closed.', name: 'A', quote: 'b' })
  expect(sentence('shop.closed')).toBe('shop.closed')
})
