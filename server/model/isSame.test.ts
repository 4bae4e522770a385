import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MessageContent } from './content.ts'
import { isSame, type Heard } from './isSame.ts'

const heard = (text: string | null, ...types: string[]): Heard => ({ text, attachments: types.map((type) => ({ type })) })
const text = (words: string): MessageContent => ({ type: 'text', text: words })
const buttons: MessageContent = {
  type: 'buttons',
  text: 'Want it?',
  buttons: [
    { title: 'Open', url: 'https://a.b' },
    { title: 'Send it', payload: 'SEND' },
  ],
}
const link: MessageContent = { type: 'buttons', text: 'Here', buttons: [{ title: 'Open', url: 'https://a.b' }] }
const quickReplies: MessageContent = { type: 'quick_replies', text: 'Which?', quickReplies: [{ title: 'Red', payload: 'RED' }] }
const image: MessageContent = { type: 'media', media: { type: 'image', url: 'https://a.b/c.png' } }
const captioned: MessageContent = { type: 'media', media: { type: 'file', mediaId: '1', caption: 'The list' } }
const sticker: MessageContent = { type: 'media', media: { type: 'sticker', mediaId: '1' } }
const list: MessageContent = {
  type: 'list',
  list: { text: 'Which?', button: 'Choose', sections: [{ rows: [{ id: 'red', title: 'Red' }] }] },
}
const template: MessageContent = { type: 'template', template: { name: 'order', language: 'en_US' } }
const location: MessageContent = { type: 'location', location: { latitude: 1, longitude: 2, name: 'Shop' } }
const contacts: MessageContent = { type: 'contacts', contacts: [{ name: 'Maya' }] }
const reaction: MessageContent = { type: 'reaction', reaction: { messageId: 'm1', emoji: '👍' } }

describe('what comes back is what was said', () => {
  test.each<[string, MessageContent, Heard]>([
    ['the echo of a private reply', text('Your link: https://a.b'), heard('Your link: https://a.b')],
    ['our own comment after a public reply', text('See your DM 🙌'), heard('See your DM 🙌')],
    ['a text whose blanks at the ends were taken away', text('  Hello \n'), heard('Hello')],
    ['a text with other line ends', text('one\ntwo\nthree'), heard('one\r\ntwo\rthree')],
    ['letters with their accents put together', text('cafe\u0301'), heard('caf\u00e9')],
    ['half an emoji, which went out as a replacement sign', text('a\ud83d'), heard('a\ufffd')],
    ['a text whose link came back as a preview too', text('Here: https://a.b'), heard('Here: https://a.b', 'fallback')],
    ['buttons, by the text above them', buttons, heard('Want it?', 'template')],
    ['buttons, without any text', buttons, heard(null, 'template')],
    ['buttons, of which only is told that there was something', buttons, heard(null)],
    ['buttons as reading back tells them: empty', buttons, heard('')],
    ['buttons that went out as text', buttons, heard('Want it?\nOpen: https://a.b\nSend it')],
    ['a link that went out as text', link, heard('Here\nOpen: https://a.b')],
    ['quick replies, by their text', quickReplies, heard('Which?')],
    ['a list, by its text', list, heard('Which?')],
    ['a list, without its text', list, heard(null, 'interactive')],
    ['an image', image, heard(null, 'image')],
    ['an image of which the kind is not told', image, heard('')],
    ['a file with its caption', captioned, heard('The list', 'document')],
    ['a sticker that comes back as an image', sticker, heard(null, 'image')],
    ['a template', template, heard('Your order has been sent.', 'template')],
    ['a location', location, heard(null, 'location')],
    ['contacts', contacts, heard(null, 'contact')],
  ])('%s', (_, said, back) => {
    expect(isSame(said, back)).toBe(true)
  })
})

describe('what comes back is something else', () => {
  test.each<[string, MessageContent, Heard]>([
    ['another text', text('Hello'), heard('Hello!')],
    ['another case', text('Hello'), heard('hello')],
    ['blanks inside', text('Hello Ana'), heard('Hello  Ana')],
    ['a text of which nothing is told', text('Hello'), heard(null)],
    ['an empty text', text(' '), heard('')],
    ['an image that a person sent beside', text('Hello'), heard(null, 'image')],
    ['an image where buttons are looked for', buttons, heard(null, 'image')],
    ['other words above buttons', buttons, heard('Want them?', 'template')],
    ['other buttons, written out', buttons, heard('Want it?\nOpen: https://a.b\nKeep it')],
    ['quick replies of which nothing is told', quickReplies, heard(null)],
    ['a video where an image is looked for', image, heard(null, 'video')],
    ['an image with a caption that has none', image, heard('Look', 'image')],
    ['a file without its caption', captioned, heard(null, 'document')],
    ['a text where a template is looked for: its words are not known', template, heard('Your order has been sent.')],
    ['an image where a location is looked for', location, heard(null, 'image')],
    ['words where contacts are looked for', contacts, heard('Maya')],
    ['anything at all where a reaction is looked for: nothing comes back', reaction, heard('👍')],
  ])('%s', (_, said, back) => {
    expect(isSame(said, back)).toBe(false)
  })
})

test('every text is the same as itself, unless it is blank, and as nothing else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (words, others) => {
      expect(isSame(text(words), heard(words))).toBe(words.trim() !== '')
      if (words.trim() !== others.trim() && isSame(text(words), heard(others)))
        expect(words.toWellFormed().normalize('NFC').replaceAll(/\s/g, '')).toBe(others.normalize('NFC').replaceAll(/\s/g, ''))
    }),
    { numRuns: 500 },
  )
})
