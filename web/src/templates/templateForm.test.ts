import { expect, test } from 'vitest'
import { emptyTemplate, formOf, inputOf, isEditable, withPlaceholder } from './templateForm.ts'

const shown = {
  id: '1',
  accountId: 'a',
  platformId: '9',
  name: 'order',
  language: 'en_US',
  category: 'utility',
  formerCategory: null,
  status: 'approved' as const,
  quality: null,
  rejectedReason: null,
  header: { type: 'text', text: 'Order {{1}}', example: '17' },
  body: 'Hello {{1}}!',
  examples: { 1: 'Ana' },
  footer: 'Your shop',
  buttons: [
    { type: 'link' as const, title: 'Track', url: 'https://shop.example/{{1}}', example: 'https://shop.example/17' },
    { type: 'code' as const, title: 'Copy code', example: 'SAVE' },
  ],
  cards: [],
  placeholders: { header: ['1'], body: ['1'] },
  canSend: true,
  syncedAt: '2026-11-20T12:00:00.000Z',
}

test('a template comes back as it was', () => {
  expect(inputOf(formOf(shown))).toEqual({
    name: 'order',
    language: 'en_US',
    category: 'utility',
    header: { text: 'Order {{1}}', example: '17' },
    body: { text: 'Hello {{1}}!', examples: { 1: 'Ana' } },
    footer: 'Your shop',
    buttons: [
      { type: 'link', title: 'Track', url: 'https://shop.example/{{1}}', example: 'https://shop.example/17' },
      { type: 'code', example: 'SAVE' },
    ],
  })
  expect(isEditable(shown)).toBe(true)
  expect(isEditable({ ...shown, buttons: [{ type: 'flow', title: 'Choose' }] })).toBe(false)
})

test('a file above the text is named by its id, and a place by nothing', () => {
  const form = { ...emptyTemplate('en_US'), name: 'hi', text: 'Hello.', headerFile: 'f1' }
  expect([inputOf({ ...form, headerType: 'image' }).header, inputOf({ ...form, headerType: 'location' }).header]).toEqual([
    { type: 'image', mediaId: 'f1' },
    { type: 'location' },
  ])
})

test('what is empty, and examples of placeholders that are gone, are left out', () => {
  const form = { ...emptyTemplate('en_US'), name: ' hi ', text: 'Hello there. ', examples: { 1: 'Ana' }, footer: ' ' }
  expect(inputOf(form)).toEqual({ name: 'hi', language: 'en_US', category: 'utility', body: { text: 'Hello there.' } })
})

test('a further placeholder has the next number', () => {
  expect(['', 'Hi', 'Hi {{1}} and {{3}} '].map(withPlaceholder)).toEqual(['{{1}} ', 'Hi {{1}} ', 'Hi {{1}} and {{3}} {{4}} '])
})
