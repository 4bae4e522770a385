import { describe, expect, test } from 'vitest'
import type { Credentials } from '../../model/channel.ts'
import type { MessageContent } from '../../model/content.ts'
import { byFacebook, graphError, scriptedHttp } from '../meta/scriptedHttp.ts'
import { loginOf } from './loginOf.ts'
import { readAccount } from './readAccount.ts'
import { subscribe } from './subscribe.ts'
import { whyNotSendable } from './whyNotSendable.ts'

const as: Credentials = { ...byFacebook, channel: 'whatsapp', externalId: '106540352242922', pageId: null, businessId: '102290129340398' }

describe('connecting a number', () => {
  test('speaks to Facebook’s host, whatever was wished', () => {
    expect(loginOf({ loginType: 'instagram', pageId: null, businessId: null })).toEqual({ loginType: 'facebook' })
  })
  test('reads the number that the token may use', async () => {
    const { http, calls } = scriptedHttp({
      json: { id: '106540352242922', display_phone_number: '+1 555-078-3881', verified_name: 'Maya Studio' },
    })
    expect(await readAccount(http, as)).toEqual({
      externalId: '106540352242922',
      username: null,
      name: 'Maya Studio',
      pictureUrl: null,
      phone: expect.stringMatching(/^\+?[\d ()-]+$/),
    })
    expect(calls[0]!.url).toBe('https://graph.facebook.com/v27.0/106540352242922?fields=id%2Cdisplay_phone_number%2Cverified_name')
  })
  test('a token that no longer works is said to be one', async () => {
    await expect(readAccount(scriptedHttp({ status: 401, json: graphError(190, 463) }).http, as)).rejects.toMatchObject({
      class: 'auth',
      code: 'token_expired',
    })
  })
  test('asks for the events of the business account, or for nothing when it is not known', async () => {
    const { http, calls } = scriptedHttp({ json: { success: true } })
    await subscribe(http, as)
    expect(calls[0]).toMatchObject({ method: 'POST', url: 'https://graph.facebook.com/v27.0/102290129340398/subscribed_apps' })
    await subscribe(http, { ...as, businessId: null })
    expect(calls).toHaveLength(1)
    await expect(subscribe(scriptedHttp({ json: { success: false } }).http, as)).rejects.toMatchObject({ code: 'not_subscribed' })
  })
})

describe('what may be said', () => {
  const why = (content: MessageContent, kind: 'message' | 'public_reply' = 'message'): string | null =>
    whyNotSendable({ kind, recipientId: '1', commentId: '1', content })?.code ?? null
  test.each<[string, MessageContent, string | null]>([
    ['4096 characters, whatever they are made of', { type: 'text', text: '😀'.repeat(4096) }, null],
    ['one more', { type: 'text', text: 'x'.repeat(4097) }, 'text_too_long'],
    [
      'a text that becomes too long by its links',
      { type: 'buttons', text: 'x'.repeat(4090), buttons: [{ title: 'Open', url: 'https://a.b' }] },
      'text_too_long',
    ],
    ['nothing', { type: 'text', text: ' ' }, 'empty_text'],
    ['a button with a link, which is written out', { type: 'buttons', text: 'a', buttons: [{ title: 'Open', url: 'https://a.b' }] }, null],
    ['a button that only a tap can answer', { type: 'buttons', text: 'a', buttons: [{ title: 'Price', payload: 'P' }] }, 'no_buttons_here'],
    ['quick replies', { type: 'quick_replies', text: 'a', quickReplies: [{ title: 'Yes', payload: 'Y' }] }, 'no_buttons_here'],
  ])('%s', (_, content, code) => {
    expect(why(content)).toBe(code)
  })
  test('nothing under a comment: there are none', () => {
    expect(why({ type: 'text', text: 'a' }, 'public_reply')).toBe('no_comments_here')
  })
})
