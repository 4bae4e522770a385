import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { call, setStage, type Json, type Stage } from './testing/stage.ts'

// meta-platform.md 13.6: what decides whether a real account can be connected at all; 7.5: the people an app without Advanced Access
// reaches.

let stage: Stage
beforeEach(async () => void (stage = await setStage()))
afterEach(() => stage.close())

const error = (body: Json) => ({
  code: body['error']?.code,
  subcode: body['error']?.error_subcode,
  message: body['error']?.message as string,
})
const throughPage = (method: string, path: string, body?: unknown) =>
  call(`${stage.simulator.url}/graph.facebook.com/v27.0${path}`, method, body, { authorization: `Bearer ${stage.account.pageAccessToken}` })
const fields = (list: string) => `/subscribed_apps?subscribed_fields=${list}`

describe('an Instagram login', () => {
  test('one name that is none refuses the whole list, and the sentence lists those that are', async () => {
    const before = (await stage.graph('GET', `/${stage.account.id}/subscribed_apps`)).body
    const { status, body } = await stage.graph('POST', `/${stage.account.id}${fields('comments,messages,message_echoes')}`)
    expect(status).toBe(400)
    expect(error(body)).toEqual({
      code: 100,
      subcode: undefined,
      message: expect.stringMatching(
        /^\(#100\) Param subscribed_fields\[2\] must be one of \{AGENT_MESSAGES, MESSAGES, .*, SHARE_TO_STORY\} - got "message_echoes"\.$/,
      ),
    })
    expect((await stage.graph('GET', `/${stage.account.id}/subscribed_apps`)).body).toEqual(before)
  })

  test('echoes come with messages, and without them not', async () => {
    await stage.graph('POST', `/${stage.account.id}${fields('comments,messages')}`)
    await stage.write('hello')
    await stage.send({ text: 'hi' })
    await stage.heard((part) => (part['message'] as Json)?.['is_echo'] === true)
    await stage.graph('POST', `/${stage.account.id}${fields('comments')}`)
    await stage.send({ text: 'again' })
    await stage.comment('the last thing that is heard')
    await stage.heard((_, field) => field === 'comments')
    expect(await stage.heard((part) => (part['message'] as Json)?.['is_echo'] === true)).toHaveLength(1)
  })

  test.each([
    ['comments', 'instagram_business_manage_comments'],
    ['messages', 'instagram_business_manage_messages'],
    ['standby', 'instagram_business_manage_messages'],
  ])('%s needs %s', async (field, permission) => {
    await stage.control('POST', '/tokens/withdraw', { accountId: stage.account.id, permission })
    const { status, body } = await stage.graph('POST', `/${stage.account.id}${fields(field)}`)
    expect([status, error(body).code, error(body).message]).toEqual([
      403,
      200,
      `(#200) To subscribe to the ${field} field, one of these permissions is needed: ${permission}`,
    ])
  })

  test('what is subscribed to is told under the app’s id, by either name', async () => {
    const list = async () => (await stage.graph('GET', `/${stage.account.id}/subscribed_apps`)).body['data'] as Json[]
    await stage.graph('POST', `/${stage.account.id}${fields('comments,messages')}`)
    expect(await list()).toEqual([{ app_id: '990000000000001', subscribed_fields: ['comments', 'messages'] }])
    await stage.control('PATCH', '/settings', { subscribedAppAs: 'id' })
    expect(await list()).toEqual([{ id: '990000000000001', subscribed_fields: ['comments', 'messages'] }])
  })
})

describe('a Page', () => {
  const page = () => `/${stage.account.pageId}`

  test('is subscribed to messages only with pages_messaging; feed opens the pipe without it', async () => {
    await stage.control('POST', '/tokens/withdraw', { accountId: stage.account.id, permission: 'pages_messaging' })
    const { status, body } = await throughPage('POST', page() + fields('feed,messages'))
    expect([status, error(body)]).toEqual([
      403,
      {
        code: 200,
        subcode: undefined,
        message: '(#200) To subscribe to the messages field, one of these permissions is needed: pages_messaging',
      },
    ])
    expect((await throughPage('POST', page() + fields('feed'))).body).toEqual({ success: true })
  })

  test('a list replaces the one before', async () => {
    await throughPage('POST', page() + fields('feed,name'))
    await throughPage('POST', page() + fields('messages'))
    expect((await throughPage('GET', `${page()}/subscribed_apps`)).body['data']).toMatchObject([
      { id: '990000000000001', subscribed_fields: ['messages'] },
    ])
  })

  test('has names of its own, Instagram’s are none of them', async () => {
    expect(error((await throughPage('POST', page() + fields('messages,comments'))).body)).toMatchObject({
      code: 100,
      message: expect.stringContaining('got "comments"'),
    })
  })

  test('where comments want a second subscription, they come with that one', async () => {
    await stage.control('PATCH', '/settings', { commentsThroughPage: 'second' })
    await throughPage('DELETE', `${page()}/subscribed_apps`)
    await throughPage('POST', page() + fields('messages'))
    await stage.comment('unheard')
    expect((await throughPage('POST', `/${stage.account.id}${fields('comments')}`)).body).toEqual({ success: true })
    await stage.comment('heard')
    const [heard] = await stage.heard((_, field) => field === 'comments')
    expect(heard!.part['text']).toBe('heard')
  })
})

test('saying where webhooks go leaves what the account was subscribed to', async () => {
  await stage.graph('POST', `/${stage.account.id}${fields('comments')}`)
  const wish = { accountId: stage.account.id, url: stage.product.url, verifyToken: 'meatyhamhock', secret: 'test_app_secret' }
  expect((await stage.control('POST', '/subscriptions', wish)).body['fields']).toEqual(['comments'])
})

describe('an app with Standard Access', () => {
  let tester: { id: string }
  beforeEach(async () => {
    tester = (await stage.control('POST', '/people', { name: 'Tess', role: true })).body as { id: string }
    await stage.control('PATCH', '/settings', { accessLevel: 'standard' })
  })

  test('reaches people with a role on it; a stranger is refused with 200 and no subcode, by comment and in the thread', async () => {
    await stage.write('hello')
    await stage.write('hello', { personId: tester.id })
    const comment = await stage.comment('price')
    const stranger = await stage.send({ text: 'hi' })
    const byComment = await stage.send({ text: 'hi' }, { comment_id: comment })
    for (const { body } of [stranger, byComment])
      expect(error(body)).toEqual({
        code: 200,
        subcode: undefined,
        message:
          '(#200) App does not have Advanced Access to instagram_business_manage_messages permission, and recipient user does not have role on app.',
      })
    expect((await stage.send({ text: 'hi' }, { id: tester.id })).status).toBe(200)
    await stage.control('PATCH', `/people/${stage.person.id}`, { role: true })
    expect((await stage.send({ text: 'hi' })).status).toBe(200)
  })

  test('may be told nothing of what strangers do', async () => {
    await stage.control('PATCH', '/settings', { strangersHeard: false })
    await stage.write('unheard')
    await stage.comment('unheard')
    await stage.comment('heard', { personId: tester.id })
    await stage.write('heard', { personId: tester.id })
    await stage.heard((part) => part['text'] === 'heard' || (part['message'] as Json)?.['text'] === 'heard', 2)
    expect(((await stage.control('GET', '/deliveries')).body['data'] as Json[]).map((one) => one['fields'])).toEqual([
      ['comments'],
      ['messages'],
    ])
  })
})
