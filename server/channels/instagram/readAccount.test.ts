import { expect, test } from 'vitest'
import { byFacebook, byInstagram, graphError, lostAnswer, scriptedHttp } from '../meta/scriptedHttp.ts'
import { readAccount } from './readAccount.ts'

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
  expect(calls[0]!.url).toMatch(/^https:\/\/graph\.instagram\.com\/v27\.0\/me\?fields=/)
})

test('with Facebook login the account is asked for by its id', async () => {
  const { http, calls } = scriptedHttp({ json: { id: '17841405309211844', username: 'myshop' } })
  expect(await readAccount(http, byFacebook)).toEqual({ ...known, name: null, pictureUrl: null })
  expect(calls[0]!.url).toMatch(/^https:\/\/graph\.facebook\.com\/v27\.0\/17841405309211844\?fields=/)
})

test.each([
  ['a token that expired', { status: 400, json: graphError(190, 463) }, { code: 'token_expired', class: 'auth', platform: '190/463' }],
  ['an answer without an id', { json: {} }, { code: 'unreadable_answer', class: 'retry' }],
  ['a proxy’s page', { status: 502, body: '<html>' }, { code: 'unreadable_answer', class: 'retry' }],
  ['no answer', lostAnswer, { code: 'unreachable', class: 'retry' }],
])('%s is said in words', async (_, answer, expected) => {
  await expect(readAccount(scriptedHttp(answer).http, byInstagram)).rejects.toMatchObject({ name: 'ChannelError', ...expected })
})
