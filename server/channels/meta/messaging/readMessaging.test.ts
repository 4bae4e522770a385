import { expect, test } from 'vitest'
import { readMessaging } from './readMessaging.ts'

// What Messenger writes under `page`, where it differs from Instagram (meta-platform.md 4.2, 13.1): the shared reader takes both.
const now = new Date('2026-11-20T10:00:00Z')
const page = '1000000000000001'
const person = '2000000000000002'
const sentAt = 1763599999000
const read = (element: object) =>
  readMessaging(
    { sender: { id: person }, recipient: { id: page }, timestamp: sentAt, ...element },
    { accountId: page, time: 1763600000123 },
    false,
    now,
    'messenger',
  )
const from = { sender: { id: page }, recipient: { id: person } }
const message = (content: object) => ({ message: { mid: 'm_1', ...content } })
const payload = (type: string, content: object, more: object = {}) => message({ attachments: [{ type, payload: content, ...more }] })

test.each<[string, object, object]>([
  ['a text, with an id that begins with m_', message({ text: 'hi' }), { kind: 'message', key: 'message:m_1', text: 'hi' }],
  [
    'an echo with the app as a number and our own word',
    { ...from, ...message({ text: 'hi', is_echo: true, app_id: 1517776481860111, metadata: 'job-42' }) },
    { kind: 'echo', isOwn: true, detail: { appId: '1517776481860111', metadata: 'job-42' } },
  ],
  [
    'an echo of a post that the person asked about: of no app, and empty',
    { ...from, ...message({ is_echo: true, attachments: [{ title: 'Mugs', url: null, type: 'template', payload: null }] }) },
    { kind: 'echo', isOwn: true, text: null, attachments: [{ type: 'template', title: 'Mugs' }] },
  ],
  [
    'a sticker, told as an image',
    payload('image', { url: 'https://x/1', sticker_id: 369239263222822 }),
    { attachments: [{ type: 'sticker', id: '369239263222822', url: 'https://x/1' }] },
  ],
  [
    'a sticker, told as one',
    payload('sticker', { sticker_id: '369239263222822' }),
    { attachments: [{ type: 'sticker', id: '369239263222822' }] },
  ],
  [
    'a link with a preview, its address beside the payload',
    payload('fallback', {}, { title: 'Mugs', url: 'https://shop.example/' }),
    { attachments: [{ type: 'fallback', title: 'Mugs', url: 'https://shop.example/' }] },
  ],
  [
    'a place',
    payload('location', { coordinates: { lat: 52.5, long: 13.4 } }),
    { attachments: [{ type: 'location', title: '52.5, 13.4' }] },
  ],
  [
    'an edit with its number as text',
    { message_edit: { mid: 'm_1', text: 'ho', num_edit: '37' } },
    { kind: 'edit', key: 'edit:m_1:37', text: 'ho' },
  ],
  [
    'what was read, up to a moment',
    { read: { watermark: 1458668856253 } },
    {
      kind: 'read',
      externalId: null,
      upTo: new Date(1458668856253),
      key: `read:${person}:1458668856253`,
      detail: { watermark: '1458668856253' },
    },
  ],
  [
    'what was delivered',
    { delivery: { mids: ['m_1', 'm_2'], watermark: 1458668856253 } },
    {
      kind: 'delivered',
      externalId: 'm_2',
      upTo: new Date(1458668856253),
      detail: { watermark: '1458668856253', mids: ['m_1', 'm_2'] },
    },
  ],
  [
    'a tap without a message id',
    { postback: { title: 'Price', payload: 'PRICE' } },
    { kind: 'postback', payload: 'PRICE', text: 'Price', key: `postback:${person}:${sentAt}:PRICE` },
  ],
  [
    'an m.me link, in the singular',
    { referral: { ref: 'promo1', source: 'SHORTLINK', type: 'OPEN_THREAD' } },
    { kind: 'referral', referral: { ref: 'promo1', source: 'SHORTLINKS', type: 'OPEN_THREAD' } },
  ],
])('%s', (_, element, expected) => {
  const defaults = { channel: 'messenger', accountExternalId: page, personId: person, isOwn: false, occurredAt: new Date(sentAt) }
  expect(read(element)).toMatchObject({ ...defaults, ...expected })
})

test('a tick in a form of the website names nobody', () => {
  expect(read({ sender: undefined, optin: { ref: 'r', user_ref: 'u' } })).toMatchObject({
    kind: 'optin',
    personId: null,
    detail: { ref: 'r' },
  })
})

test('the code of a linked account is not stored: it works like a password', () => {
  const linked = read({ account_linking: { status: 'linked', authorization_code: 'secret-code' } })
  expect(linked).toMatchObject({ kind: 'other', personId: person, detail: { part: 'account_linking', status: 'linked' } })
  expect(JSON.stringify(linked)).not.toContain('secret-code')
})

test('a kind that neither product documents is left to the channel', () => {
  expect(read({ message_context: { anything: 1 } })).toBeNull()
})
