import { describe, expect, test } from 'vitest'
import type { Outgoing } from '../../model/channel.ts'
import { byFacebook, byInstagram, graphError, lostAnswer, refusedConnection, scriptedHttp } from '../meta/scriptedHttp.ts'
import { send } from './send.ts'

const message: Outgoing = { kind: 'message', recipientId: '5614879045272581', commentId: null, content: { type: 'text', text: 'Hello' } }
const privateReply: Outgoing = {
  kind: 'private_reply',
  recipientId: null,
  commentId: '17865799348089039',
  content: { type: 'text', text: 'Hello' },
}
const publicReply: Outgoing = {
  kind: 'public_reply',
  recipientId: null,
  commentId: '17865799348089039',
  content: { type: 'text', text: 'See your DM' },
}
const accepted = { json: { recipient_id: '5614879045272581', message_id: 'aWdfZAG1f' } }

describe('what goes over the wire', () => {
  test.each([
    [
      'a message, Instagram login',
      byInstagram,
      message,
      '17841405309211844/messages',
      { recipient: { id: '5614879045272581' }, message: { text: 'Hello' } },
    ],
    [
      'a message, Facebook login',
      byFacebook,
      message,
      '1000000000000001/messages',
      { recipient: { id: '5614879045272581' }, message: { text: 'Hello' } },
    ],
    [
      'a message of a Page whose id is not known',
      { ...byFacebook, pageId: null },
      message,
      'me/messages',
      { recipient: { id: '5614879045272581' }, message: { text: 'Hello' } },
    ],
    [
      'a private reply',
      byInstagram,
      privateReply,
      '17841405309211844/messages',
      { recipient: { comment_id: '17865799348089039' }, message: { text: 'Hello' } },
    ],
    ['a public reply', byFacebook, publicReply, '17865799348089039/replies', { message: 'See your DM' }],
    [
      'buttons',
      byInstagram,
      {
        ...message,
        content: {
          type: 'buttons',
          text: 'Pick',
          buttons: [
            { title: 'Open', url: 'https://a.b' },
            { title: 'Price', payload: 'PRICE' },
          ],
        },
      },
      '17841405309211844/messages',
      {
        recipient: { id: '5614879045272581' },
        message: {
          attachment: {
            type: 'template',
            payload: {
              template_type: 'button',
              text: 'Pick',
              buttons: [
                { type: 'web_url', title: 'Open', url: 'https://a.b' },
                { type: 'postback', title: 'Price', payload: 'PRICE' },
              ],
            },
          },
        },
      },
    ],
    [
      'quick replies',
      byInstagram,
      { ...message, content: { type: 'quick_replies', text: 'Pick', quickReplies: [{ title: 'Red', payload: 'RED' }] } },
      '17841405309211844/messages',
      {
        recipient: { id: '5614879045272581' },
        message: { text: 'Pick', quick_replies: [{ content_type: 'text', title: 'Red', payload: 'RED' }] },
      },
    ],
  ] as const)('%s', async (_, as, outgoing, path, body) => {
    const { http, calls } = scriptedHttp(accepted)
    await send(http, as, outgoing as unknown as Outgoing)
    expect(calls).toHaveLength(1)
    expect(calls[0]).toMatchObject({
      method: 'POST',
      url: `${as.graphUrl}/v27.0/${path}`,
      headers: { authorization: `Bearer ${as.accessToken}`, 'content-type': 'application/json' },
      timeoutMs: 10_000,
    })
    expect(JSON.parse(calls[0]!.body as string)).toEqual(body)
  })

  test('an id from outside cannot lead to another address', async () => {
    const { http, calls } = scriptedHttp({ json: { id: '1' } })
    await send(http, byInstagram, { ...publicReply, commentId: '../me?x=1#' })
    expect(calls[0]!.url).toBe('https://graph.instagram.com/v27.0/..%2Fme%3Fx%3D1%23/replies')
  })

  test('the proof of the app secret goes along when there is one, the token never in the address', async () => {
    const { http, calls } = scriptedHttp(accepted)
    await send(http, { ...byFacebook, appSecretProof: 'abc' }, message)
    expect(calls[0]!.url).toBe('https://graph.facebook.com/v27.0/1000000000000001/messages?appsecret_proof=abc')
  })

  test('half an emoji does not reach the platform', async () => {
    const { http, calls } = scriptedHttp(accepted)
    await send(http, byInstagram, { ...message, content: { type: 'text', text: 'a\ud83d' } })
    expect(JSON.parse(calls[0]!.body as string).message.text).toBe('a\uFFFD')
  })
})

describe('how it went', () => {
  test('sent, with the message’s id and the person’s', async () => {
    expect(await send(scriptedHttp(accepted).http, byInstagram, privateReply)).toMatchObject({
      kind: 'sent',
      channelMessageId: 'aWdfZAG1f',
      recipientId: '5614879045272581',
      httpStatus: 200,
    })
  })

  test('sent in public, with the new comment’s id exact even as a number', async () => {
    const { http } = scriptedHttp({ body: '{"id":17865799348089041}' })
    expect(await send(http, byInstagram, publicReply)).toMatchObject({
      kind: 'sent',
      channelMessageId: '17865799348089041',
      recipientId: null,
    })
  })

  test.each([
    [
      'a refused connection is tried again and uses no attempt',
      refusedConnection,
      { kind: 'later', usesAttempt: false, code: 'unreachable', line: 'down' },
    ],
    ['a lost answer is in doubt', lostAnswer, { kind: 'in_doubt', code: 'no_answer' }],
    ['an exception nobody expected is in doubt', new TypeError('odd'), { kind: 'in_doubt', code: 'no_answer' }],
    ['half an answer is in doubt', { body: '{"recipient_id":"5614' }, { kind: 'in_doubt', code: 'unreadable_answer' }],
    ['an empty answer is in doubt', { body: '' }, { kind: 'in_doubt', code: 'unreadable_answer' }],
    ['an answer without any id is in doubt', { json: { success: true } }, { kind: 'in_doubt', code: 'unreadable_answer' }],
    ['an answer that is a list is in doubt', { json: [] }, { kind: 'in_doubt', code: 'unreadable_answer' }],
    [
      'a page of a failing gateway is in doubt',
      { status: 502, body: '<html>Bad gateway</html>' },
      { kind: 'in_doubt', code: 'platform_trouble', httpStatus: 502 },
    ],
    [
      'a page of a proxy that let nothing through is tried again',
      { status: 403, body: '<html>No</html>' },
      { kind: 'later', usesAttempt: true, code: 'not_the_platform' },
    ],
    [
      'a bare 429 waits as told and uses no attempt',
      { status: 429, body: '', headers: { 'Retry-After': '30' } },
      { kind: 'later', usesAttempt: false, afterMs: 30_000 },
    ],
    [
      'an error of the platform is read from its code, even under status 200',
      { status: 200, json: graphError(10, 2534022) },
      { kind: 'refused', code: 'outside_window' },
    ],
    ['an error under status 500 too', { status: 500, json: graphError(190, 463) }, { kind: 'stopped', status: 'reconnect_needed' }],
  ])('%s', async (_, answer, expected) => {
    const { http, calls } = scriptedHttp(answer)
    expect(await send(http, byInstagram, message)).toMatchObject(expected)
    expect(calls).toHaveLength(1)
  })
})

describe('a message with buttons', () => {
  const withLink: Outgoing['content'] = { type: 'buttons', text: 'Here', buttons: [{ title: 'Open', url: 'https://a.b' }] }
  const withTap: Outgoing['content'] = { type: 'buttons', text: 'Want the link?', buttons: [{ title: 'Send it', payload: 'P' }] }
  const asText = (text: string) => ({
    kind: 'later',
    code: 'buttons_not_accepted',
    platform: '100',
    afterMs: 0,
    usesAttempt: false,
    instead: { type: 'text', text },
  })

  test.each<[string, Outgoing, string]>([
    ['as private reply, its link written out', { ...privateReply, content: withLink }, 'Here\nOpen: https://a.b'],
    ['as private reply, what a tap would say on a line of its own', { ...privateReply, content: withTap }, 'Want the link?\nSend it'],
    ['in the thread', { ...message, content: withTap }, 'Want the link?\nSend it'],
    [
      'two that are tapped',
      {
        ...message,
        content: {
          type: 'buttons',
          text: 'Which?',
          buttons: [
            { title: 'Red', payload: 'R' },
            { title: 'Blue', payload: 'B' },
          ],
        },
      },
      'Which?\nRed\nBlue',
    ],
  ])('that the platform does not take is to be sent as text: %s', async (_, outgoing, text) => {
    const { http, calls } = scriptedHttp({ status: 400, json: graphError(100) })
    expect(await send(http, byInstagram, outgoing)).toMatchObject(asText(text))
    // The text is the next attempt, with its own row and its own slot in the rate limits.
    expect(calls).toHaveLength(1)
  })

  test.each<[string, Outgoing, object, string]>([
    ['the comment was answered already', { ...privateReply, content: withLink }, graphError(100, 2534025), 'comment_not_answerable'],
    ['there are no buttons', { ...privateReply, content: { type: 'text', text: 'Here' } }, graphError(100), 'invalid_message'],
    [
      'the text would be too long',
      {
        ...privateReply,
        content: { type: 'buttons', text: 'x'.repeat(600), buttons: [{ title: 'Open', url: `https://a.b/${'y'.repeat(500)}` }] },
      },
      graphError(100),
      'invalid_message',
    ],
  ])('is refused when %s', async (_, outgoing, error, code) => {
    const { http } = scriptedHttp({ status: 400, json: error })
    expect(await send(http, byInstagram, outgoing)).toMatchObject({ kind: 'refused', code })
  })
})
