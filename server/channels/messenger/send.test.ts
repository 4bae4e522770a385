import { describe, expect, test } from 'vitest'
import type { Outgoing } from '../../model/channel.ts'
import type { MessageContent } from '../../model/content.ts'
import { inEnglish } from '../../texts.ts'
import { channelOf } from '../channels.ts'
import { byFacebook, graphError, scriptedHttp } from '../meta/scriptedHttp.ts'

// Every body that Messenger is sent (meta-platform.md 4.1, 4.4, 13.2 row 2.27), and what its errors mean (8.2, 8.5).

const messenger = channelOf('messenger')
const as = { ...byFacebook, channel: 'messenger', externalId: '1000000000000001', pageId: null }
const text: MessageContent = { type: 'text', text: 'Hello' }
const toPerson = (content: MessageContent, more: Partial<Outgoing> = {}): Outgoing => ({
  kind: 'message',
  recipientId: '2000000000000002',
  commentId: null,
  content,
  ...more,
})
const recipient = { id: '2000000000000002' }

describe('what is posted', () => {
  test.each<[string, Outgoing, string, object]>([
    ['a text', toPerson(text), 'me/messages', { recipient, messaging_type: 'RESPONSE', message: { text: 'Hello' } }],
    [
      'buttons',
      toPerson({
        type: 'buttons',
        text: 'Pick',
        buttons: [
          { title: 'Shop', url: 'https://a.b' },
          { title: 'Price', payload: 'P' },
        ],
      }),
      'me/messages',
      {
        recipient,
        messaging_type: 'RESPONSE',
        message: {
          attachment: {
            type: 'template',
            payload: {
              template_type: 'button',
              text: 'Pick',
              buttons: [
                { type: 'web_url', title: 'Shop', url: 'https://a.b' },
                { type: 'postback', title: 'Price', payload: 'P' },
              ],
            },
          },
        },
      },
    ],
    [
      'quick replies',
      toPerson({ type: 'quick_replies', text: 'Which?', quickReplies: [{ title: 'Red', payload: 'RED' }] }),
      'me/messages',
      {
        recipient,
        messaging_type: 'RESPONSE',
        message: { text: 'Which?', quick_replies: [{ content_type: 'text', title: 'Red', payload: 'RED' }] },
      },
    ],
    [
      'a file by its address',
      toPerson({ type: 'media', media: { type: 'video', url: 'https://a.b/c.mp4' } }),
      'me/messages',
      { recipient, messaging_type: 'RESPONSE', message: { attachment: { type: 'video', payload: { url: 'https://a.b/c.mp4' } } } },
    ],
    [
      'an uploaded file',
      toPerson({ type: 'media', media: { type: 'image', mediaId: '1857' } }),
      'me/messages',
      { recipient, messaging_type: 'RESPONSE', message: { attachment: { type: 'image', payload: { attachment_id: '1857' } } } },
    ],
    [
      'a utility template',
      toPerson({ type: 'template', template: { name: 'order', language: 'en_US', parameters: { body: ['Ann'], buttons: ['ref'] } } }),
      'me/messages',
      {
        recipient,
        messaging_type: 'UTILITY',
        message: {
          attachment: {
            type: 'template',
            payload: {
              template_type: 'utility_messages',
              name: 'order',
              language: { code: 'en_US' },
              components: [
                { type: 'body', parameters: [{ type: 'text', text: 'Ann' }] },
                { type: 'button', sub_type: 'postback', index: 0, parameters: [{ type: 'text', text: 'ref' }] },
              ],
            },
          },
        },
      },
    ],
    [
      'what a person wrote after the window',
      toPerson(text, { byPerson: true }),
      'me/messages',
      { recipient, messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT', message: { text: 'Hello' } },
    ],
    [
      'a private reply',
      { kind: 'private_reply', recipientId: null, commentId: '9_1', content: text },
      'me/messages',
      { recipient: { comment_id: '9_1' }, messaging_type: 'RESPONSE', message: { text: 'Hello' } },
    ],
    ['a public reply', { kind: 'public_reply', recipientId: null, commentId: '9_1', content: text }, '9_1/comments', { message: 'Hello' }],
  ])('%s', async (_, outgoing, path, body) => {
    expect(messenger.whyNotSendable(outgoing)).toBeNull()
    const { http, calls } = scriptedHttp({ json: { recipient_id: '2', message_id: 'm_1', id: 'm_1' } })
    expect(await messenger.send(http, as, outgoing)).toMatchObject({ kind: 'sent', channelMessageId: 'm_1' })
    expect(new URL(calls[0]!.url).pathname).toBe(`/v27.0/${path}`)
    expect(JSON.parse(calls[0]!.body as string)).toEqual(body)
  })
})

const many = <T>(count: number, of: (at: number) => T) => Array.from({ length: count }, (_, at) => of(at))
describe('what is over a limit is refused before the call, with the limit named', () => {
  test.each<[string, Outgoing, string]>([
    ['a long text', toPerson({ type: 'text', text: 'x'.repeat(2_001) }), '2000'],
    ['four buttons', toPerson({ type: 'buttons', text: 'x', buttons: many(4, (at) => ({ title: `${at}`, payload: 'x' })) }), '3'],
    ['a long text above buttons', toPerson({ type: 'buttons', text: 'x'.repeat(641), buttons: [{ title: 'a', payload: 'x' }] }), '640'],
    [
      'fourteen quick replies',
      toPerson({ type: 'quick_replies', text: 'x', quickReplies: many(14, (at) => ({ title: `${at}`, payload: 'x' })) }),
      '13',
    ],
    [
      'a long public reply',
      { kind: 'public_reply', recipientId: null, commentId: '1', content: { type: 'text', text: 'x'.repeat(8_001) } },
      '8000',
    ],
    [
      'a file with a text',
      toPerson({ type: 'media', media: { type: 'image', url: 'https://a.b/c.png', caption: 'c' } }),
      'message of its own',
    ],
    ['a file without an address', toPerson({ type: 'media', media: { type: 'image', url: 'file:///etc/passwd' } }), 'https://'],
    ['a sticker', toPerson({ type: 'media', media: { type: 'sticker', mediaId: '1' } }), 'picture'],
    [
      'a template’s header',
      toPerson({ type: 'template', template: { name: 'a', language: 'en', parameters: { header: ['x'] } } }),
      'only the body',
    ],
    [
      'a template as private reply',
      { kind: 'private_reply', recipientId: null, commentId: '1', content: { type: 'template', template: { name: 'a', language: 'en' } } },
      'It takes text',
    ],
  ])('%s', (_, outgoing, says) => expect(inEnglish(messenger.whyNotSendable(outgoing)!.words)).toContain(says))
})

describe('an error leads to its reaction', () => {
  test.each<[number, number | undefined, object]>([
    [10, 2018278, { kind: 'refused', code: 'outside_window', class: 'window' }],
    [10, 2018065, { kind: 'refused', code: 'outside_window', class: 'window' }],
    [10, 1893063, { kind: 'stopped', reach: 'account', status: 'paused', class: 'sanction' }],
    [368, undefined, { kind: 'stopped', reach: 'account', class: 'sanction' }],
    [613, 2018338, { kind: 'later', class: 'throttle', usesAttempt: false }],
    [80006, undefined, { kind: 'later', class: 'throttle', usesAttempt: false }],
    [32, undefined, { kind: 'later', class: 'throttle' }],
    [190, 460, { kind: 'stopped', reach: 'account', status: 'reconnect_needed' }],
    [551, 1545041, { kind: 'refused', class: 'contact' }],
    [100, 2018001, { kind: 'refused', class: 'contact', code: 'person_unknown' }],
    [2018300, undefined, { code: 'other_app_owns_thread' }],
    [10900, undefined, { kind: 'refused', code: 'comment_not_answerable' }],
    [10903, undefined, { kind: 'refused', code: 'comment_not_answerable' }],
    [100, 2018292, { kind: 'refused', code: 'comment_not_answerable' }],
    [1, 1357046, { kind: 'sent' }],
  ])('%i/%s', async (code, subcode, expected) => {
    const { http } = scriptedHttp({ status: 400, json: graphError(code, subcode) })
    expect(await messenger.send(http, as, toPerson(text))).toMatchObject(expected)
  })
})

describe('when it may be sent', () => {
  const windowUntil = new Date('2026-11-20T10:00:00Z')
  const at = (hours: number) => new Date(windowUntil.getTime() + hours * 3_600_000)
  const why = (content: MessageContent, hours: number, byHand = false) =>
    messenger.whyNotNow({ kind: 'message', content, windowUntil, commentedAt: null, byHand }, at(hours))?.code ?? null
  const template: MessageContent = { type: 'template', template: { name: 'a', language: 'en' } }

  test.each<[string, MessageContent, number, boolean, string | null]>([
    ['an automation inside the window', text, -1, false, null],
    ['an automation after it', text, 1, false, 'outside_window'],
    ['a person for seven days', text, 6 * 24 - 1, true, null],
    ['a person after those', text, 6 * 24 + 1, true, 'outside_window'],
    ['a template at any time', template, 1_000, false, null],
  ])('%s', (_, content, hours, byHand, code) => expect(why(content, hours, byHand)).toBe(code))

  test('and until then it waits', () => {
    const until = (byHand: boolean) => messenger.expiresAt({ kind: 'message', content: text, windowUntil, commentedAt: null, byHand })
    expect([until(false), until(true)]).toEqual([windowUntil, at(6 * 24)])
  })
})
