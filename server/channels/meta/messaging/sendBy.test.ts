import { expect, test } from 'vitest'
import type { Outgoing } from '../../../model/channel.ts'
import { segment } from '../graph.ts'
import { byFacebook, scriptedHttp } from '../scriptedHttp.ts'
import type { MessagingProduct } from './product.ts'
import { sentence } from '../sentences.ts'
import { sendBy } from './sendBy.ts'
import { whyNotSendableBy } from './whyNotSendableBy.ts'

// A product other than Instagram, with its own limits and its own endpoint for replies: a Page (meta-platform.md 4.1, 4.4).
const page: MessagingProduct = {
  limits: {
    maxTextBytes: 8_000,
    maxTextChars: 2_000,
    maxPublicReplyChars: 8_000,
    writesLinksOut: false,
    maxButtons: 2,
    maxButtonTitleChars: 20,
    maxButtonTemplateChars: 640,
    maxCaptionChars: 0,
    windowMs: 86_400_000,
    opensWindow: [],
    privateReplyMs: 7 * 86_400_000,
  },
  shapes: { maxQuickReplies: 1, maxPayloadChars: 10, maxUrlChars: 100 },
  contents: { message: ['text', 'buttons', 'quick_replies'], private_reply: ['text'], public_reply: ['text'] },
  errors: {
    rows: { '100': { code: 'invalid_message', words: sentence('meta.invalid_message'), class: 'bug', reach: 'recipient' } },
    ranges: [],
    sentences: [],
  },
  replyCall: (commentId, text) => ({ method: 'POST', path: `${segment(commentId)}/comments`, json: { message: text } }),
}
const message: Outgoing = { kind: 'message', recipientId: '2000000000000002', commentId: null, content: { type: 'text', text: 'hi' } }
const reply: Outgoing = { kind: 'public_reply', recipientId: null, commentId: '1_2', content: { type: 'text', text: 'hi' } }

test('messages go to the speaker, public replies where the product says', async () => {
  const { http, calls } = scriptedHttp({ json: { recipient_id: '2', message_id: 'm_1' } }, { json: { id: '1_3' } })
  expect(await sendBy(page)(http, byFacebook, message)).toMatchObject({ kind: 'sent', channelMessageId: 'm_1' })
  expect(await sendBy(page)(http, byFacebook, reply)).toMatchObject({ kind: 'sent', channelMessageId: '1_3' })
  expect(calls.map(({ url }) => url.split('/').slice(4).join('/'))).toEqual([`${byFacebook.pageId}/messages`, '1_2/comments'])
})

test('an error means what the product’s own table says', async () => {
  const { http } = scriptedHttp({ status: 400, json: { error: { message: '(#100) x', code: 100 } } })
  expect(await sendBy(page)(http, byFacebook, message)).toMatchObject({
    kind: 'refused',
    code: 'invalid_message',
    words: 'meta.invalid_message',
  })
})

const buttons = (count: number) => Array.from({ length: count }, (_, at) => ({ title: `b${at}`, payload: 'x' }))
const quickReplies = (count: number, payload = 'x') => Array.from({ length: count }, (_, at) => ({ title: `q${at}`, payload }))
test.each<[string, Outgoing['content'], string | null]>([
  ['2,000 characters, more than Instagram has bytes', { type: 'text', text: 'x'.repeat(2_000) }, null],
  ['one more', { type: 'text', text: 'x'.repeat(2_001) }, 'text_too_long'],
  ['two buttons', { type: 'buttons', text: 'x', buttons: buttons(2) }, null],
  ['three', { type: 'buttons', text: 'x', buttons: buttons(3) }, 'too_many_buttons'],
  ['two quick replies', { type: 'quick_replies', text: 'x', quickReplies: quickReplies(2) }, 'too_many_quick_replies'],
  ['a long payload', { type: 'quick_replies', text: 'x', quickReplies: quickReplies(1, 'x'.repeat(11)) }, 'payload_too_long'],
  [
    'an address beyond its limit',
    { type: 'buttons', text: 'x', buttons: [{ title: 'a', url: `https://x/${'y'.repeat(100)}` }] },
    'button_url_invalid',
  ],
  ['a file', { type: 'media', media: { type: 'image', mediaId: '1' } }, 'content_not_supported'],
])('limits are the product’s: %s', (_, content, code) => {
  expect(whyNotSendableBy(page)({ ...message, content })?.code ?? null).toBe(code)
})
