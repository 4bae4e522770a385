import { afterEach, beforeEach, expect, test } from 'vitest'
import { call, setStage, type Answer, type Stage } from './testing/stage.ts'

let stage: Stage
beforeEach(async () => void (stage = await setStage()))
afterEach(() => stage.close())

const scope = 'instagram_business_basic,instagram_business_manage_messages,instagram_business_manage_comments'
const redirect = 'http://127.0.0.1:3000/api/auth/instagram/callback'
const codeOf = ({ body }: Answer) => [body['error']?.code, body['error']?.error_subcode].filter(Boolean).join('/')

function authorize(more: Record<string, string> = {}): Promise<Answer> {
  const query = new URLSearchParams({ client_id: '99', redirect_uri: redirect, response_type: 'code', scope, state: 'xyz', ...more })
  return call(`${stage.simulator.url}/www.instagram.com/oauth/authorize?${query}`, 'GET')
}

async function grantedCode(): Promise<string> {
  await stage.control('POST', '/consent', { decision: 'grant' })
  const target = new URL((await authorize()).headers.get('location')!)
  return target.searchParams.get('code')!
}

function exchange(code: string, more: Record<string, string> = {}): Promise<Answer> {
  const form = new URLSearchParams({
    client_id: '99',
    client_secret: 's',
    grant_type: 'authorization_code',
    redirect_uri: redirect,
    code,
    ...more,
  })
  return call(`${stage.simulator.url}/api.instagram.com/oauth/access_token`, 'POST', form.toString(), {
    'content-type': 'application/x-www-form-urlencoded',
  })
}

const tokenCall = (path: string, token: string) => call(`${stage.simulator.url}/graph.instagram.com/${path}&access_token=${token}`, 'GET')

test('the consent page asks, unless it was decided beforehand', async () => {
  const page = await authorize()
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  expect(page.body['text']).toContain('maya.studio')
  await stage.control('POST', '/consent', { decision: 'deny' })
  const denied = new URL((await authorize()).headers.get('location')!)
  expect([denied.searchParams.get('error'), denied.searchParams.get('state')]).toEqual(['access_denied', 'xyz'])
  await stage.control('POST', '/consent', { decision: 'grant' })
  const granted = (await authorize()).headers.get('location')!
  expect(granted).toMatch(/\?code=AQB.+&state=xyz#_$/)
  expect((await authorize({ scope: 'business_basic' })).status).toBe(400)
})

test('a code becomes a short token once, a long one after that, and sixty more days later', async () => {
  const code = await grantedCode()
  const short = await exchange(code)
  expect(short.body).toMatchObject({ user_id: stage.account.id, permissions: scope.split(',') })
  expect((await exchange(code)).body).toEqual({
    error_type: 'OAuthException',
    code: 400,
    error_message: 'Matching code was not found or was already used',
  })
  const long = await tokenCall('access_token?grant_type=ig_exchange_token&client_secret=s', short.body['access_token'] as string)
  expect(long.body).toMatchObject({ token_type: 'bearer', expires_in: 5_184_000 })
  const token = long.body['access_token'] as string
  const refresh = () => tokenCall('refresh_access_token?grant_type=ig_refresh_token', token)
  expect(codeOf(await refresh())).toBe('190')
  await stage.advance(25)
  const fresh = (await refresh()).body['access_token'] as string
  expect(codeOf(await stage.graph('GET', '/me', undefined, short.body['access_token'] as string))).toBe('190/463')
  await stage.advance(24 * 59 + 12)
  expect(codeOf(await refresh())).toBe('190/463')
  expect((await stage.graph('GET', '/me', undefined, fresh)).status).toBe(200)
})

test('a code is bound to its redirect address and lives an hour', async () => {
  expect((await exchange(await grantedCode(), { redirect_uri: 'http://elsewhere/' })).status).toBe(400)
  const code = await grantedCode()
  await stage.advance(1.1)
  expect((await exchange(code)).status).toBe(400)
})

test('what was not granted is not permitted', async () => {
  await stage.control('POST', '/consent', { decision: ['instagram_business_basic'] })
  const code = new URL((await authorize()).headers.get('location')!).searchParams.get('code')!
  const { body } = await exchange(code)
  expect(body['permissions']).toEqual(['instagram_business_basic'])
  await stage.write('hello')
  const send = { recipient: { id: stage.person.id }, message: { text: 'hi' } }
  expect(codeOf(await stage.graph('POST', '/me/messages', send, body['access_token'] as string))).toBe('10')
})

test('a revoked token is 190 with the subcode that was wished for, until new ones are issued', async () => {
  await stage.control('POST', '/tokens/revoke', { accountId: stage.account.id, subcode: 458 })
  const answer = await stage.graph('GET', '/me')
  expect([answer.status, codeOf(answer)]).toEqual([401, '190/458'])
  const { body } = await stage.control('POST', '/tokens/renew', { accountId: stage.account.id })
  expect((await stage.graph('GET', '/me', undefined, body['accessToken'] as string)).status).toBe(200)
})

const facebook = 'http://127.0.0.1:3000/api/auth/facebook/callback'
const appId = '990000000000001'
const atFacebook = (path: string, query: Record<string, string> = {}, method = 'GET') =>
  call(`${stage.simulator.url}/graph.facebook.com/v27.0/${path}?${new URLSearchParams(query)}`, method)

/** The consent page of Facebook, answered as was decided beforehand. Out: the parameters of the redirect. */
async function dialog(more: Record<string, string> = {}): Promise<URLSearchParams> {
  const query = new URLSearchParams({
    client_id: appId,
    redirect_uri: facebook,
    state: 'xyz',
    scope: 'pages_show_list,leads_retrieval',
    ...more,
  })
  const { headers } = await call(`${stage.simulator.url}/www.facebook.com/v27.0/dialog/oauth?${query}`, 'GET')
  return new URL(headers.get('location')!).searchParams
}
const giveToken = (code: string, more: Record<string, string> = {}) =>
  atFacebook('oauth/access_token', { client_id: appId, client_secret: 's', redirect_uri: facebook, code, ...more })
const permissionsOf = async (token: string) => {
  const { body } = await atFacebook('me/permissions', { access_token: token })
  return Object.fromEntries(
    (body['data'] as { permission: string; status: string }[]).map(({ permission, status }) => [permission, status]),
  )
}

test('a code of Facebook works once, for ten minutes, for its address and with the secret of the app', async () => {
  await stage.control('POST', '/consent', { decision: 'grant' })
  await stage.control('PATCH', '/settings', { app: { secret: 's' } })
  const code = (await dialog()).get('code')!
  expect(codeOf(await giveToken(code, { redirect_uri: 'http://elsewhere/' }))).toBe('100/36008')
  expect(codeOf(await giveToken(code, { client_secret: 'another' }))).toBe('101')
  expect((await giveToken(code)).body).toMatchObject({ token_type: 'bearer', expires_in: 7_200 })
  expect(codeOf(await giveToken(code))).toBe('100/36009')
  const late = (await dialog()).get('code')!
  await stage.advance(0.2)
  expect(codeOf(await giveToken(late))).toBe('100/36009')
  // A code of one login is none of the other.
  expect(codeOf(await giveToken(await grantedCode()))).toBe('100')
  expect((await exchange((await dialog()).get('code')!)).status).toBe(400)
  await stage.control('PATCH', '/settings', { app: { redirectUris: redirect } })
  const query = new URLSearchParams({ client_id: appId, redirect_uri: facebook, scope: 'email' })
  expect((await call(`${stage.simulator.url}/www.facebook.com/v27.0/dialog/oauth?${query}`, 'GET')).status).toBe(400)
})

test('what was declined is asked again only with rerequest, and taking everything back ends every token of the login', async () => {
  await stage.control('POST', '/consent', { decision: ['pages_show_list'] })
  await stage.control('POST', '/pages', { name: 'Page' })
  await dialog()
  await stage.control('POST', '/consent', { decision: 'grant' })
  const tokenOf = async (more = {}) => (await giveToken((await dialog(more)).get('code')!)).body['access_token'] as string
  expect(await permissionsOf(await tokenOf())).toEqual({ pages_show_list: 'granted', leads_retrieval: 'declined' })
  const token = await tokenOf({ auth_type: 'rerequest' })
  expect(await permissionsOf(token)).toEqual({ pages_show_list: 'granted', leads_retrieval: 'granted' })

  const me = (await atFacebook('me', { access_token: token })).body['id'] as string
  const { body } = await atFacebook('debug_token', { input_token: token, access_token: `${appId}|s` })
  expect(body['data']).toMatchObject({ type: 'USER', is_valid: true, user_id: me, scopes: ['pages_show_list', 'leads_retrieval'] })
  const pages = (await atFacebook('me/accounts', { access_token: token, fields: 'id,access_token,tasks' })).body['data']
  const page = (pages as { id: string; access_token: string }[])[0]!
  expect((await atFacebook('me', { access_token: page.access_token })).body['id']).toBe(page.id)
  expect((await atFacebook(`${me}/permissions`, { access_token: token }, 'DELETE')).body).toEqual({ success: true })
  for (const dead of [token, page.access_token]) expect(codeOf(await atFacebook('me', { access_token: dead }))).toBe('190/458')
  await stage.control('POST', '/consent', { decision: 'deny' })
  expect((await dialog()).get('error')).toBe('access_denied')
})
