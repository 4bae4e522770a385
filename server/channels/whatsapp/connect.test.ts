import { describe, expect, test } from 'vitest'
import type { Credentials } from '../../model/channel.ts'
import type { MessageContent } from '../../model/content.ts'
import { byFacebook, graphError, scriptedHttp, type Scripted } from '../meta/scriptedHttp.ts'
import { loginOf } from './loginOf.ts'
import { readAccount } from './readAccount.ts'
import { subscribe } from './subscribe.ts'
import { whyNotSendable } from './whyNotSendable.ts'

const as: Credentials = { ...byFacebook, channel: 'whatsapp', externalId: '106540352242922', pageId: null, businessId: '102290129340398' }

describe('connecting a number', () => {
  test('speaks to Facebook’s host, whatever was wished', () => {
    expect(loginOf({ loginType: 'instagram', pageId: null, businessId: null })).toEqual({ loginType: 'facebook' })
  })
  describe('reads the number that the token may use', () => {
    const json = { id: '106540352242922', display_phone_number: '+1 555-078-3881', verified_name: 'Maya Studio' }
    const entities = [
      { entity_type: 'PHONE_NUMBER', id: '106540352242922' },
      { entity_type: 'WABA', id: '102290129340398' },
    ]
    test('with the business account above it, which its health names', async () => {
      const { http, calls } = scriptedHttp({ json: { ...json, health_status: { can_send_message: 'AVAILABLE', entities } } })
      expect(await readAccount(http, { ...as, businessId: null })).toEqual({
        externalId: '106540352242922',
        username: null,
        name: 'Maya Studio',
        pictureUrl: null,
        phone: '+1 555-078-3881',
        businessId: '102290129340398',
        isRegistered: true,
      })
      expect(new URL(calls[0]!.url).pathname).toBe('/v27.0/106540352242922')
    })
    test('without its health where the token may not read that', async () => {
      const { http, calls } = scriptedHttp({ status: 403, json: graphError(10) }, { json })
      expect(await readAccount(http, as)).toMatchObject({ name: 'Maya Studio', businessId: as.businessId })
      expect(calls.map(({ url }) => url.includes('health_status'))).toEqual([true, false])
    })
    test('and one that belongs to another business account than was given is told', async () => {
      const { http } = scriptedHttp({ json: { ...json, health_status: { entities } } })
      await expect(readAccount(http, { ...as, businessId: '1' })).rejects.toMatchObject({ code: 'other_business' })
    })
    test.each<[boolean, object]>([
      [true, {}],
      [true, { status: 'CONNECTED', platform_type: 'CLOUD_API' }],
      [true, { status: 'FLAGGED', platform_type: 'CLOUD_API' }],
      [false, { status: 'PENDING', platform_type: 'NOT_APPLICABLE' }],
      [false, { status: 'DISCONNECTED' }],
      [false, { status: 'CONNECTED', platform_type: 'NOT_APPLICABLE' }],
      [true, { status: 'PENDING', is_on_biz_app: true }],
    ])('registered: %s for %j', async (isRegistered, more) => {
      expect(await readAccount(scriptedHttp({ json: { ...json, ...more } }).http, as)).toMatchObject({ isRegistered })
    })
  })
  test('a token that no longer works is said to be one', async () => {
    await expect(readAccount(scriptedHttp({ status: 401, json: graphError(190, 463) }).http, as)).rejects.toMatchObject({
      class: 'auth',
      code: 'token_expired',
    })
  })
  describe('the events of the business account', () => {
    const list = (...ids: string[]) => ({
      json: { data: ids.map((id) => ({ whatsapp_business_api_data: { id, name: 'App', link: '' } })) },
    })
    const done = { json: { success: true } }
    const own = { ...as, appIds: ['990'] }
    const asked = async (who: Credentials, ...script: Scripted[]) => {
      const { http, calls } = scriptedHttp(...script)
      const { wasMissing } = await subscribe(http, who)
      return { methods: calls.map(({ method }) => method), wasMissing, url: calls.at(-1)?.url }
    }
    test('are asked for when the app is not among those that get them', async () => {
      const url = 'https://graph.facebook.com/v27.0/102290129340398/subscribed_apps'
      expect(await asked(own, list(), done)).toEqual({ methods: ['GET', 'POST'], wasMissing: true, url })
      expect(await asked(own, list('1'), done)).toMatchObject({ methods: ['GET', 'POST'], wasMissing: true })
    })
    test('are not asked for again, which would remove the address that somebody set for them', async () => {
      expect(await asked(own, list('1', '990'))).toMatchObject({ methods: ['GET'], wasMissing: false })
    })
    test('are asked for where nobody knows whose app that is, or the list cannot be read', async () => {
      expect(await asked(as, list('1'), done)).toMatchObject({ methods: ['GET', 'POST'], wasMissing: false })
      expect(await asked(own, { status: 400, json: graphError(100) }, done)).toMatchObject({ methods: ['GET', 'POST'], wasMissing: false })
    })
    test('are not asked for without the business account, and an answer that confirms nothing is told', async () => {
      expect(await asked({ ...own, businessId: null })).toMatchObject({ methods: [] })
      await expect(asked(own, list(), { json: { success: false } })).rejects.toMatchObject({ code: 'not_subscribed' })
    })
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
      { type: 'buttons', text: 'x'.repeat(4090), buttons: [{ title: 'Open it now and at once', url: 'https://a.b' }] },
      'text_too_long',
    ],
    ['nothing', { type: 'text', text: ' ' }, 'empty_text'],
    ['a button with a link, which is written out', { type: 'buttons', text: 'a', buttons: [{ title: 'Open', url: 'https://a.b' }] }, null],
    ['a button that is tapped', { type: 'buttons', text: 'a', buttons: [{ title: 'Price', payload: 'P' }] }, null],
    ['a button that leads nowhere', { type: 'buttons', text: 'a', buttons: [{ title: 'Price' }] }, 'part_missing'],
    ['quick replies', { type: 'quick_replies', text: 'a', quickReplies: [{ title: 'Yes', payload: 'Y' }] }, null],
  ])('%s', (_, content, code) => {
    expect(why(content)).toBe(code)
  })
  test('nothing under a comment: there are none', () => {
    expect(why({ type: 'text', text: 'a' }, 'public_reply')).toBe('no_comments_here')
  })
})
