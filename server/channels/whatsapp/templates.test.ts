import { expect, test } from 'vitest'
import type { Template } from '../../model/content.ts'
import { inEnglish } from '../../texts.ts'
import { fitParameters } from './fitParameters.ts'
import { readTemplate } from './readTemplate.ts'

/** A template as the platform lists it (meta-platform.md 5.8). */
const listed = (components: object[], more: object = {}) =>
  readTemplate({ id: '1', name: 'order', language: 'en_US', status: 'APPROVED', category: 'UTILITY', components, ...more })!
const body = (text: string) => ({ type: 'BODY', text })
const buttons = {
  type: 'BUTTONS',
  buttons: [
    { type: 'QUICK_REPLY', text: 'Stop' },
    { type: 'URL', text: 'Track', url: 'https://a.example/{{1}}' },
    { type: 'COPY_CODE', text: 'Copy' },
    { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+15550001111' },
  ],
}
const fit = (components: object[], parameters: Template['parameters'], more: object = {}) => {
  const found = fitParameters(listed(components, more), { name: 'order', language: 'en_US', ...(parameters && { parameters }) })
  return 'words' in found ? inEnglish(found.words) : found.template.filled!
}

test('numbers count, wherever they stand, and names go by name or in their order', () => {
  expect(fit([body('To {{2}} from {{1}}.')], ['Ana', 'Ben'])).toMatchObject({
    text: 'To Ben from Ana.',
    body: [{ text: 'Ana' }, { text: 'Ben' }],
  })
  const named = [body('To {{to_whom}} from {{shop}}, {{shop}}.')]
  const filled = {
    text: 'To Ana from us, us.',
    body: [
      { name: 'to_whom', text: 'Ana' },
      { name: 'shop', text: 'us' },
    ],
  }
  expect(fit(named, { body: { shop: 'us', to_whom: 'Ana' } })).toMatchObject(filled)
  expect(fit(named, ['Ana', 'us'])).toMatchObject(filled)
})

test('a value that looks like a placeholder stays what it is', () => {
  expect(fit([body('To {{1}} from {{2}}.')], ['{{2}}', 'Ben'])).toMatchObject({ text: 'To {{2}} from Ben.' })
})

test('buttons take the values they need, and replies may carry one', () => {
  expect(fit([body('Hello'), buttons], { buttons: ['17', 'SAVE'] })).toMatchObject({
    buttons: [
      { index: 1, as: 'url', text: '17' },
      { index: 2, as: 'code', text: 'SAVE' },
    ],
  })
  expect(fit([body('Hello'), buttons], { buttons: ['STOP', '17', 'SAVE'] })).toMatchObject({
    buttons: [{ index: 0, as: 'payload', text: 'STOP' }, { index: 1 }, { index: 2 }],
  })
  expect(fit([body('Hello'), buttons], { buttons: ['17'] })).toContain('takes 2')
})

test.each([
  ['a carousel', [body('Hello'), { type: 'CAROUSEL', cards: [] }], {}],
  ['a header of a kind to come', [{ type: 'HEADER', format: 'HOLOGRAM' }, body('Hello')], {}],
  ['a button of a kind to come', [body('Hello'), { type: 'BUTTONS', buttons: [{ type: 'TELEPORT', text: 'Go' }] }], {}],
])('%s cannot be sent from here', (_, components, more) => {
  expect(fit(components, undefined, more)).toContain('cannot be sent from here')
})

test.each([
  ['PAUSED', 'paused'],
  ['IN_APPEAL', 'in appeal'],
  ['SOMETHING_NEW', 'other'],
])('one that is %s is refused', (status, words) => {
  expect(fit([body('Hello')], undefined, { status })).toContain(words)
})

test('what the platform does not name is no template', () => {
  for (const odd of [null, 'text', {}, { id: '1' }, { id: '1', name: 'a' }]) expect(readTemplate(odd)).toBeNull()
  expect(
    readTemplate({ id: 1, name: 'a', language: 'en', components: 'none', quality_score: 'odd', rejected_reason: 'NONE' }),
  ).toMatchObject({
    id: '1',
    status: 'other',
    quality: null,
    rejectedReason: null,
    parts: { header: null, body: '', footer: null, buttons: [], hasMore: false },
  })
})
