import { expect, test } from 'vitest'
import type { MessageContent } from '../model/content.ts'
import type { HeardDoubt } from './doubts.queries.ts'
import { settledByEcho } from './settledByEcho.ts'

const text = (words: string): MessageContent => ({ type: 'text', text: words })
const heard = (id: string, words: string | null) => ({ id, text: words, attachments: [] })
const doubt = (id: string, changes: Partial<HeardDoubt> = {}): HeardDoubt => ({
  id,
  epoch: 1,
  attempts: 1,
  failures: 0,
  doubts: 1,
  accountId: 'shop',
  workspaceId: 'w',
  conversationId: id,
  content: text('Hello'),
  heard: [],
  beingSaid: [],
  ...changes,
})
const pairs = (doubts: HeardDoubt[]): string[] => settledByEcho(doubts).map(({ doubt: { id }, echoId }) => `${id}=${echoId}`)
const buttons: MessageContent = { type: 'buttons', text: 'Want it?', buttons: [{ title: 'Yes', payload: 'YES' }] }

test.each<[string, HeardDoubt[], string[]]>([
  ['nothing was heard', [doubt('a')], []],
  ['other words were heard', [doubt('a', { heard: [heard('e1', 'Good morning')] })], []],
  ['the words were heard, after others', [doubt('a', { heard: [heard('e1', 'Good morning'), heard('e2', 'Hello')] })], ['a=e2']],
  ['the words are just being sent to the same person', [doubt('a', { heard: [heard('e1', 'Hello')], beingSaid: [text('Hello')] })], []],
  ['other words are being sent', [doubt('a', { heard: [heard('e1', 'Hello')], beingSaid: [text('Good morning')] })], ['a=e1']],
  // An echo without words may be of either.
  [
    'other buttons are being sent, and the echo has no words',
    [doubt('a', { content: buttons, heard: [heard('e1', null)], beingSaid: [{ ...buttons, text: 'Which?' }] })],
    [],
  ],
  [
    'one echo for two equal doubts of two people: the older one has it',
    [doubt('a', { heard: [heard('e1', 'Hello')] }), doubt('b', { heard: [heard('e1', 'Hello')] })],
    ['a=e1'],
  ],
  [
    'two echoes for them',
    [
      doubt('a', { heard: [heard('e1', 'Hello'), heard('e2', 'Hello')] }),
      doubt('b', { heard: [heard('e1', 'Hello'), heard('e2', 'Hello')] }),
    ],
    ['a=e1', 'b=e2'],
  ],
  [
    'two equal doubts of one person: one in a round',
    [
      doubt('a', { conversationId: 'ana', heard: [heard('e1', 'Hello'), heard('e2', 'Hello')] }),
      doubt('b', { conversationId: 'ana', heard: [heard('e1', 'Hello'), heard('e2', 'Hello')] }),
    ],
    ['a=e1'],
  ],
  [
    'the older doubt of a person was not heard, the younger one was',
    [
      doubt('a', { conversationId: 'ana', content: text('Good morning'), heard: [heard('e1', 'Hello')] }),
      doubt('b', { conversationId: 'ana', heard: [heard('e1', 'Hello')] }),
    ],
    ['b=e1'],
  ],
])('%s', (_, doubts, settled) => {
  expect(pairs(doubts)).toEqual(settled)
})
