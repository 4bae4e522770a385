import { expect, test } from 'vitest'
import type { Credentials } from '../../model/channel.ts'
import { graphError, lostAnswer, scriptedHttp } from '../meta/scriptedHttp.ts'
import { renewToken } from './renewToken.ts'

const as: Credentials = {
  channel: 'instagram',
  externalId: '17841400000000001',
  pageId: null,
  loginType: 'instagram',
  accessToken: 'IGAAold',
  graphUrl: 'https://graph.instagram.com',
  graphVersion: 'v27.0',
}

test('asks at the documented address and takes the new token', async () => {
  const { http, calls } = scriptedHttp({
    json: { access_token: 'IGAAnew', token_type: 'bearer', expires_in: 5_183_944, permissions: 'a,b' },
  })
  expect(await renewToken(http, as)).toEqual({ accessToken: 'IGAAnew', lastsMs: 5_183_944_000 })
  const { origin, pathname, searchParams } = new URL(calls[0]!.url)
  expect([calls[0]!.method, origin + pathname]).toEqual(['GET', 'https://graph.instagram.com/refresh_access_token'])
  expect([searchParams.get('grant_type'), searchParams.get('access_token')]).toEqual(['ig_refresh_token', 'IGAAold'])
})

test.each([
  ['an expired token', { status: 401, json: graphError(190, 463) }, { class: 'auth', code: 'token_expired' }],
  ['no token in the response', { json: { token_type: 'bearer' } }, { class: 'retry', code: 'unreadable_answer' }],
  ['a token without an end', { json: { access_token: 'IGAAnew' } }, { class: 'retry' }],
  ['a lost response', lostAnswer, { class: 'retry', line: 'shaky' }],
  ['trouble at the platform', { status: 503, body: '<html>' }, { class: 'retry' }],
])('%s is no new token', async (_, response, error) =>
  expect(await renewToken(scriptedHttp(response).http, as).catch((e: unknown) => e)).toMatchObject(error),
)
