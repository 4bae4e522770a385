import { afterEach, beforeEach, expect, test } from 'vitest'
import { call, setStage, type Answer, type Json, type Stage } from './testing/stage.ts'

// Embedded signup of WhatsApp, and registering a number: meta-platform.md 7.3, 5.11, 13.2 rows 2.21–2.23 and 2.42.

let stage: Stage
let number: { id: string; wabaId: string }
beforeEach(async () => {
  stage = await setStage()
  number = (await add()).body as typeof number
})
afterEach(() => stage.close())

const back = 'http://127.0.0.1:3000/api/auth/whatsapp/callback'
const appId = '990000000000001'
const scopes = ['whatsapp_business_messaging', 'whatsapp_business_management', 'business_management']
const add = (more: object = {}) => stage.control('POST', '/accounts', { channel: 'whatsapp', name: 'Maya Studio', ...more })
const codeOf = ({ body }: Answer) => [body['error']?.code, body['error']?.error_subcode].filter(Boolean).join('/')
const graph = (method: string, path: string, query: Record<string, string> = {}, body?: object) =>
  call(`${stage.simulator.url}/graph.facebook.com/v27.0/${path}?${new URLSearchParams(query)}`, method, body)
const consent = (decision: unknown, more: object = {}) => stage.control('POST', '/consent', { decision, ...more })

const open = (more: Record<string, string> = {}) => {
  const asked = { client_id: appId, redirect_uri: back, state: 'xyz', response_type: 'code', config_id: '990000000000002' }
  const query = new URLSearchParams({ ...asked, override_default_response_type: 'true', extras: '{"setup":{}}', ...more })
  return call(`${stage.simulator.url}/www.facebook.com/v27.0/dialog/oauth?${query}`, 'GET')
}
const codeFrom = async (more = {}) => new URL((await open(more)).headers.get('location')!).searchParams.get('code')!
const exchange = (code: string, more: Record<string, string> = {}) =>
  graph('GET', 'oauth/access_token', { client_id: appId, client_secret: 's', redirect_uri: back, code, ...more })
const signUp = async () => (await exchange(await codeFrom())).body['access_token'] as string
const debug = async (token: string) =>
  (await graph('GET', 'debug_token', { input_token: token, access_token: `${appId}|s` })).body['data'] as Json

test('the window lists the numbers and a new one, and wants the response type that gives a code', async () => {
  const page = (await open()).body['text'] as string
  for (const part of ['Simulated WhatsApp', 'whatsapp_business_messaging', `value="${number.id}"`, 'A new number'])
    expect(page).toContain(part)
  expect((await open({ override_default_response_type: 'false' })).status).toBe(400)
  await stage.control('PATCH', '/settings', { app: { redirectUris: 'https://hub.example/callback' } })
  expect((await open()).status).toBe(400)
  await stage.control('PATCH', '/settings', { app: { redirectUris: back } })
  await consent('deny')
  const refused = new URL((await open()).headers.get('location')!)
  expect([refused.searchParams.get('error'), refused.searchParams.get('state')]).toEqual(['access_denied', 'xyz'])
})

test('a code lives thirty seconds, works once and for its address; the token is a system user’s and does not expire', async () => {
  await consent('grant')
  expect(codeOf(await exchange(await codeFrom(), { redirect_uri: 'http://elsewhere/' }))).toBe('100/36008')
  const late = await codeFrom()
  await stage.control('POST', '/clock', { advanceMs: 31_000 })
  expect(codeOf(await exchange(late))).toBe('100/36009')
  const code = await codeFrom()
  const { body } = await exchange(code)
  expect(body).toEqual({ access_token: expect.stringMatching(/^EAA/), token_type: 'bearer' })
  expect(codeOf(await exchange(code))).toBe('100/36009')
  const token = body['access_token'] as string
  const told = await debug(token)
  expect(told).toMatchObject({ type: 'SYSTEM_USER', is_valid: true, expires_at: 0, scopes })
  expect(told['granular_scopes'][0]).toEqual({ scope: 'whatsapp_business_messaging', target_ids: [number.wabaId] })
  expect((await graph('GET', 'me', { access_token: token })).body['id']).toBe(told['user_id'])
})

test('a second signup of the business reaches what was shared before too, each number by its id, and nothing else', async () => {
  await consent('grant')
  await signUp()
  const second = (await add()).body as typeof number
  const sibling = (await add({ wabaId: second.wabaId })).body as typeof number
  const foreign = (await add()).body as typeof number
  await consent('grant', { accountId: second.id })
  const token = await signUp()
  expect((await debug(token))['granular_scopes'][0].target_ids).toEqual([second.wabaId, number.wabaId])
  const numbers = async (waba: string) =>
    ((await graph('GET', `${waba}/phone_numbers`, { access_token: token })).body['data'] as Json[]).map(({ id }) => id as string)
  expect([await numbers(number.wabaId), await numbers(second.wabaId)]).toEqual([[number.id], [sibling.id, second.id]])
  expect((await graph('GET', sibling.id, { access_token: token })).status).toBe(200)
  expect(codeOf(await graph('GET', foreign.id, { access_token: token }))).toBe('100/33')
  expect((await graph('POST', `${number.wabaId}/subscribed_apps`, { access_token: token })).body).toEqual({ success: true })
})

test('what was not granted is not permitted', async () => {
  await consent(['whatsapp_business_messaging'])
  expect(codeOf(await graph('GET', `${number.wabaId}/phone_numbers`, { access_token: await signUp() }))).toBe('10')
})

test('a new number is registered with a PIN before it sends; another PIN, an unverified number and ten tries are refused', async () => {
  const chosen = { decision: 'grant', account: 'new', allow: scopes.join(',') }
  const token = (await exchange(await codeFrom(chosen))).body['access_token'] as string
  const { data } = (await stage.control('GET', '/accounts')).body as { data: { id: string }[] }
  const fresh = data.at(-1)!.id
  const state = async () =>
    (await graph('GET', fresh, { access_token: token, fields: 'status,platform_type,is_pin_enabled,code_verification_status' })).body
  const register = (pin?: string) =>
    graph('POST', `${fresh}/register`, { access_token: token }, { messaging_product: 'whatsapp', ...(pin && { pin }) })
  const send = () => {
    const text = { messaging_product: 'whatsapp', to: '+16505551234', type: 'text', text: { body: 'hi' } }
    return graph('POST', `${fresh}/messages`, { access_token: token }, text)
  }
  expect(await state()).toMatchObject({ status: 'PENDING', platform_type: 'NOT_APPLICABLE', is_pin_enabled: false })
  expect(codeOf(await send())).toBe('133010')
  await stage.control('PATCH', `/numbers/${fresh}`, { verified: false })
  expect(codeOf(await register('123456'))).toBe('133006')
  await stage.control('PATCH', `/numbers/${fresh}`, { verified: true })
  expect([codeOf(await register()), codeOf(await register('12345'))]).toEqual(['131008', '131009'])
  expect((await register('123456')).body).toEqual({ success: true })
  expect(await state()).toMatchObject({ status: 'CONNECTED', platform_type: 'CLOUD_API', is_pin_enabled: true })
  expect((await send()).status).toBe(200)
  expect(codeOf(await register('654321'))).toBe('133005')
  for (let tries = 1; tries < 10; tries += 1) expect((await register('123456')).status).toBe(200)
  expect(codeOf(await register('123456'))).toBe('133016')
  await stage.advance(73)
  expect((await graph('POST', `${fresh}/deregister`, { access_token: token })).body).toEqual({ success: true })
  expect(codeOf(await send())).toBe('133010')
  await stage.control('PATCH', `/numbers/${fresh}`, { onBizApp: true })
  expect(codeOf(await register('123456'))).toBe('131055')
})
