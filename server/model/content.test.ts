import { describe, expect, test } from 'vitest'
import { readContent, type StoredContent, wordsOf, writtenOut } from './content.ts'
import { spanWords } from './spanWords.ts'

describe('a stored message is read', () => {
  const buttons = [{ title: 'Open', url: 'https://a.b' }]
  const quickReplies = [{ title: 'Red', payload: 'RED' }]
  test.each<[string, StoredContent, object]>([
    ['as text, from before there were kinds', { text: 'Hello' }, { type: 'text', text: 'Hello' }],
    ['as buttons, from before there were kinds', { text: 'Hello', buttons }, { type: 'buttons', text: 'Hello', buttons }],
    ['as text, where the list of buttons was empty', { text: 'Hello', buttons: [] }, { type: 'text', text: 'Hello' }],
    [
      'as quick replies, from before there were kinds',
      { text: 'Which?', quickReplies },
      { type: 'quick_replies', text: 'Which?', quickReplies },
    ],
    ['as it is, with its kind', { type: 'buttons', text: 'Hello', buttons }, { type: 'buttons', text: 'Hello', buttons }],
  ])('%s', (_, stored, content) => {
    expect(readContent(stored)).toEqual(content)
  })
})

test.each([
  [{ type: 'text', text: 'Hello' }, 'Hello'],
  [{ type: 'list', list: { text: 'Which?', button: 'Choose', sections: [] } }, 'Which?'],
  [{ type: 'media', media: { type: 'image', url: 'https://a.b', caption: 'Look' } }, 'Look'],
  [{ type: 'media', media: { type: 'image', url: 'https://a.b' } }, null],
  [{ type: 'template', template: { name: 'order', language: 'en' } }, null],
  [{ type: 'location', location: { latitude: 1, longitude: 2, address: 'Street 1' } }, 'Street 1'],
  [{ type: 'contacts', contacts: [{ name: 'Maya' }, { name: 'Ana' }] }, 'Maya, Ana'],
  [{ type: 'reaction', reaction: { messageId: 'm', emoji: '👍' } }, '👍'],
] as const)('the words of %j', (content, words) => {
  expect(wordsOf(content as Parameters<typeof wordsOf>[0])).toBe(words)
})

test('buttons are written out below their text', () => {
  const buttons = [
    { title: 'Open', url: 'https://a.b' },
    { title: 'Send it', payload: 'SEND' },
  ]
  expect(writtenOut({ type: 'buttons', text: 'Want it?', buttons })).toBe('Want it?\nOpen: https://a.b\nSend it')
})

test.each([
  [20_000, '1 minute'],
  [86_400_000, '24 hours'],
  [7 * 86_400_000, '7 days'],
  [2 * 86_400_000, '2 days'],
  [3_600_000, '1 hour'],
  [90 * 60_000, '90 minutes'],
  [30 * 3_600_000, '30 hours'],
])('%i ms are %s', (ms, words) => {
  expect(spanWords(ms)).toBe(words)
})
