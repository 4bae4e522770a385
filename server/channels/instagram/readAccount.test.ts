import { expect, test } from 'vitest'
import { byFacebook, byInstagram, graphError, lostAnswer, scriptedHttp } from '../meta/scriptedHttp.ts'
import { readAccount } from './readAccount.ts'
import { subscribe } from './subscribe.ts'

const profile = {
  id: '9990001',
  user_id: '17841405309211844',
  username: 'myshop',
  name: 'My shop',
  profile_picture_url: 'https://a.b/p.jpg',
}
const known = { externalId: '17841405309211844', username: 'myshop', name: 'My shop', pictureUrl: 'https://a.b/p.jpg' }

test.each([
  ['flat, as it really comes', profile],
  ['in a list, as the documentation prints it', { data: [profile] }],
])('the account of an Instagram login is known by user_id, %s', async (_, json) => {
  const { http, calls } = scriptedHttp({ json })
  expect(await readAccount(http, byInstagram)).toEqual(known)
  expect(calls[0]!.url).toMatch(/^https:\/\/graph\.instagram\.com\/v26\.0\/me\?fields=/)
})

test('with Facebook login the account is asked for by its id', async () => {
  const { http, calls } = scriptedHttp({ json: { id: '17841405309211844', username: 'myshop' } })
  expect(await readAccount(http, byFacebook)).toEqual({ ...known, name: null, pictureUrl: null })
  expect(calls[0]!.url).toMatch(/^https:\/\/graph\.facebook\.com\/v26\.0\/17841405309211844\?fields=/)
})

test.each([
  ['a token that expired', { status: 400, json: graphError(190, 463) }, { code: 'token_expired', class: 'auth', platform: '190/463' }],
  ['an answer without an id', { json: {} }, { code: 'unreadable_answer', class: 'retry' }],
  ['a proxy’s page', { status: 502, body: '<html>' }, { code: 'unreadable_answer', class: 'retry' }],
  ['no answer', lostAnswer, { code: 'unreachable', class: 'retry' }],
])('%s is said in words', async (_, answer, expected) => {
  await expect(readAccount(scriptedHttp(answer).http, byInstagram)).rejects.toMatchObject({ name: 'ChannelError', ...expected })
})

test('an Instagram login subscribes to everything the product listens to', async () => {
  const { http, calls } = scriptedHttp({ json: { success: true } })
  await subscribe(http, byInstagram)
  const url = new URL(calls[0]!.url)
  expect([calls[0]!.method, url.pathname]).toEqual(['POST', '/v26.0/17841405309211844/subscribed_apps'])
  expect(url.searchParams.get('subscribed_fields')!.split(',')).toEqual(
    expect.arrayContaining([
      'comments',
      'live_comments',
      'messages',
      'message_echoes',
      'message_reactions',
      'message_edit',
      'messaging_postbacks',
      'messaging_seen',
      'standby',
    ]),
  )
  expect(url.searchParams.has('access_token')).toBe(false)
})

test('a Facebook login opens the pipe on the Page', async () => {
  const { http, calls } = scriptedHttp({ json: { success: true } })
  await subscribe(http, byFacebook)
  expect(calls[0]!.url).toBe('https://graph.facebook.com/v26.0/1000000000000001/subscribed_apps?subscribed_fields=messages')
})

test('a subscription that is not confirmed is an error', async () => {
  await expect(subscribe(scriptedHttp({ json: { success: false } }).http, byInstagram)).rejects.toMatchObject({ code: 'not_subscribed' })
})
