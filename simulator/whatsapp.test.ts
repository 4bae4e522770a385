import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { call, setStage, until, type Answer, type Json, type Stage } from './testing/stage.ts'

// meta-platform.md 11.5, for text, statuses and their errors.

type Number = { id: string; phoneNumberId: string; wabaId: string; phone: string; accessToken: string }

let stage: Stage
let number: Number
let person: { id: string }
beforeEach(async () => {
  stage = await setStage()
  number = (await stage.control('POST', '/accounts', { channel: 'whatsapp', name: 'Maya Studio', phone: '+1 555 078-3881' })).body as Number
  const wish = { accountId: number.id, url: stage.product.url, verifyToken: 'meatyhamhock', secret: 'test_app_secret' }
  await stage.control('POST', '/subscriptions', wish)
  person = await meet({ phone: '+1 650 555 1234' })
})
afterEach(() => stage.close())

const meet = async (more: object) => (await stage.control('POST', '/people', { name: 'Pablo', ...more })).body as { id: string }
const act = async (what: object, by = person.id) =>
  (await stage.control('POST', '/messages', { accountId: number.id, personId: by, ...what })).body['id'] as string
const graph = (method: string, address: string, body?: unknown, token = number.accessToken): Promise<Answer> =>
  call(`${stage.simulator.url}/graph.facebook.com/v26.0${address}`, method, body, { authorization: `Bearer ${token}` })
const send = (body: string, more: object = {}): Promise<Answer> =>
  graph('POST', `/${number.id}/messages`, { messaging_product: 'whatsapp', to: '+16505551234', type: 'text', text: { body }, ...more })
const settings = (whatsapp: object) => stage.control('PATCH', '/settings', { whatsapp })
const bodies = async () =>
  ((await stage.control('GET', '/deliveries')).body['data'] as Json[]).map(({ body }) => JSON.parse(body as string) as Json)
const values = async () =>
  (await bodies()).flatMap((body) =>
    body['entry'].flatMap((entry: Json) => entry['changes'].map((change: Json) => change['value'] as Json)),
  )
const statuses = async () => (await values()).flatMap((value) => (value['statuses'] ?? []) as Json[])
const inbox = async (of = person.id) => (await stage.control('GET', `/people/${of}/inbox?accountId=${number.id}`)).body['data'] as Json[]

test('a number is told with its business account, and can be read and subscribed through it', async () => {
  expect(number).toMatchObject({
    channel: 'whatsapp',
    phoneNumberId: number.id,
    wabaId: expect.stringMatching(/^\d{15}$/),
    phone: '+15550783881',
  })
  expect(number).not.toHaveProperty('pageId')
  expect((await graph('GET', `/${number.id}`)).body).toMatchObject({
    id: number.id,
    verified_name: 'Maya Studio',
    display_phone_number: '+1 555 078 3881',
  })
  expect((await graph('GET', `/${number.wabaId}/phone_numbers`)).body['data']).toHaveLength(1)
  expect((await graph('DELETE', `/${number.wabaId}/subscribed_apps`)).body).toEqual({ success: true })
  await act({ text: 'unheard' })
  expect(await bodies()).toEqual([])
  expect((await graph('POST', `/${number.wabaId}/subscribed_apps`)).body).toEqual({ success: true })
  await act({ text: 'heard' })
  expect(await bodies()).toHaveLength(1)
  expect((await graph('GET', `/${stage.account.id}`)).body['error']).toMatchObject({ code: 100, error_subcode: 33 })
})

describe('what the person in front of the phone does', () => {
  const fixture = (name: string): unknown =>
    JSON.parse(readFileSync(path.join(import.meta.dirname, `../fixtures/whatsapp/${name}.json`), 'utf8'))
  /** A payload with every value replaced by its type. */
  function shape(value: unknown, key = ''): unknown {
    if (Array.isArray(value)) return value.map((each) => shape(each, key))
    if (value !== null && typeof value === 'object') {
      const pairs = Object.entries(value as Json).toSorted(([a], [b]) => a.localeCompare(b))
      return Object.fromEntries(pairs.map(([name, inner]) => [name, shape(inner, name)]))
    }
    return ['field', 'type', 'status', 'object', 'messaging_product', 'source_type', 'code'].includes(key) ? value : typeof value
  }
  const wrote = async () => act({ text: 'hi' })
  const stories: Record<string, () => Promise<unknown>> = {
    'message-text': wrote,
    'message-by-number-alone': async () => [await settings({ userIds: false }), await wrote()],
    'message-by-user-id': async () => act({ text: 'hi' }, (await meet({ username: '@pablo' })).id),
    'message-from-ad': () => act({ text: 'hi', ad: { id: '120' } }),
    'message-edit': async () => stage.control('POST', `/messages/${await wrote()}/edit`, { text: 'hi!' }),
    'message-revoked': async () => stage.control('POST', `/messages/${await wrote()}/delete`),
    'tap-on-template': async () => act({ tap: 'TRACK', replyTo: await wrote() }),
    reaction: async () => act({ reaction: 'like', messageId: await wrote() }),
    'typed-in-app': () => stage.control('POST', '/human', { accountId: number.id, personId: person.id, text: 'I am here' }),
    'status-read': async () => {
      await wrote()
      const { body } = await send('hello', { biz_opaque_callback_data: 'job-42' })
      await stage.control('POST', `/messages/${encodeURIComponent(body['messages'][0].id as string)}/read`)
    },
    'status-delivered': async () => [await wrote(), await send('hello', { biz_opaque_callback_data: 'job-42' })],
    'status-outside-window': async () => [
      await wrote(),
      await stage.advance(25),
      await send('hello', { biz_opaque_callback_data: 'job-42' }),
    ],
  }

  test.each(Object.keys(stories))('%s has the form of its fixture', async (name) => {
    await stories[name]!()
    expect(shape((await bodies()).at(-1))).toEqual(shape(fixture(name)))
  })

  test('comes to the product signed, and never beside Instagram in one body', async () => {
    await stage.control('POST', '/batch', { on: true })
    await act({ text: 'on WhatsApp' })
    await stage.write('on Instagram')
    await act({ text: 'again' })
    await stage.control('POST', '/batch', { on: false })
    const received = await until(() => stage.product.received.length === 2 && stage.product.received, 'two bodies')
    expect(received.map(({ json }) => json.object).toSorted()).toEqual(['instagram', 'whatsapp_business_account'])
    expect(received.every(({ headers }) => String(headers['x-hub-signature-256']).startsWith('sha256='))).toBe(true)
    const ours = received.find(({ json }) => json.object !== 'instagram')!
    expect(ours.json.entry).toHaveLength(1)
    expect(ours.json.entry[0]!.changes).toHaveLength(2)
  })
})

describe('what is sent', () => {
  test('to a number without a plus goes to that number in the country of the business, unless it is switched off', async () => {
    await act({ text: 'hi' })
    expect((await send('whole', { to: '+1 650 555 1234' })).body['contacts']).toEqual([{ input: '+1 650 555 1234', wa_id: '16505551234' }])
    expect((await send('national', { to: '650 555 1234' })).body['contacts']).toEqual([{ input: '650 555 1234', wa_id: '16505551234' }])
    expect((await send('astray', { to: '16505551234' })).body['contacts']).toEqual([{ input: '16505551234', wa_id: '116505551234' }])
    expect((await inbox()).map(({ text }) => text)).toEqual(['hi', 'whole', 'national'])
    await settings({ prependsCallingCode: false })
    await send('as it is', { to: '16505551234' })
    expect((await inbox()).at(-1)!['text']).toBe('as it is')
  })

  test('is accepted at once, and its fate is told afterwards, with what was sent along', async () => {
    await act({ text: 'hi' })
    const { status, body } = await send('hello', { to: '+1 (650) 555-1234', biz_opaque_callback_data: 'job-42' })
    expect([status, body]).toEqual([
      200,
      {
        messaging_product: 'whatsapp',
        contacts: [{ input: '+1 (650) 555-1234', wa_id: '16505551234' }],
        messages: [{ id: expect.stringMatching(/^wamid\.[A-Za-z0-9+/=]+$/) }],
      },
    ])
    const id = body['messages'][0].id as string
    const told = (await statuses()).map((one) => [one['id'], one['status'], one['biz_opaque_callback_data']])
    expect(told).toEqual([
      [id, 'sent', 'job-42'],
      [id, 'delivered', 'job-42'],
    ])
    expect((await inbox()).map(({ from, text }) => [from, text])).toEqual([
      [person.id, 'hi'],
      [number.id, 'hello'],
    ])
    // No echo: a program's own message is not reported back (5.6 echoes the app's messages only).
    expect((await values()).flatMap((value) => (value['message_echoes'] ?? []) as Json[])).toEqual([])
  })

  test('twice is two messages: there is no idempotency', async () => {
    await act({ text: 'hi' })
    const ids = [(await send('hello')).body['messages'][0].id, (await send('hello')).body['messages'][0].id]
    expect(new Set(ids).size).toBe(2)
  })

  test('statuses take the time that the settings give them, and some are left out', async () => {
    await act({ text: 'hi' })
    await settings({ sentAfterMs: 1_000, deliveredAfterMs: 60_000, readAfterMs: 120_000, readShare: 1 })
    await send('hello')
    const states = async () =>
      ((await stage.control('GET', '/deliveries')).body['data'] as Json[])
        .filter(({ state }) => state === 'delivered')
        .flatMap(({ body }) => (JSON.parse(body as string) as Json)['entry'][0].changes[0].value.statuses ?? [])
        .map((one: Json) => one['status'] as string)
    expect(await states()).toEqual([])
    await stage.advance(1.5 / 60)
    await until(async () => (await states()).length === 2, 'sent and delivered')
    expect(await states()).toEqual(['sent', 'delivered'])
    await stage.advance(1 / 60)
    await until(async () => (await states()).includes('read'), 'read')
    await settings({ sentAfterMs: 0, deliveredAfterMs: 0, deliveredShare: 0 })
    await send('never delivered')
    expect((await statuses()).slice(3).map((one) => one['status'])).toEqual(['sent'])
  })

  test('statuses a moment apart all come, however many are on their way', async () => {
    await act({ text: 'hi' })
    await settings({ sentAfterMs: 2, deliveredAfterMs: 14, readAfterMs: 26, readShare: 1, pairBurst: null })
    await Promise.all(Array.from({ length: 40 }, (_, at) => send(`${at}`)))
    const pending = async () => (await stage.control('GET', '/deliveries?state=pending')).body['data'] as Json[]
    await until(async () => (await pending()).length === 0, 'every status')
    expect(await statuses()).toHaveLength(120)
  })

  test.each([
    ['the window is closed', async () => stage.advance(25), '+16505551234', 131047],
    ['nobody has this number', async () => undefined, '+4917000000000', 131026],
    [
      'the person blocked the business',
      async () => stage.control('PATCH', `/people/${person.id}`, { blocked: true }),
      '+16505551234',
      131026,
    ],
  ])('when %s it is accepted, fails by status and reaches nobody', async (_, before, to, code) => {
    await act({ text: 'hi' })
    await before()
    const { status } = await send('hello', { to, biz_opaque_callback_data: 'job-42' })
    expect(status).toBe(200)
    expect((await statuses()).map((one) => [one['status'], one['errors'][0].code, one['biz_opaque_callback_data']])).toEqual([
      ['failed', code, 'job-42'],
    ])
    expect(await inbox()).toHaveLength(1)
    const { data } = (await stage.control('GET', '/calls')).body
    expect(data.at(-1).effect).toMatchObject({ kind: 'message_failed', code })
  })

  test('outside the window it is refused at once, when the settings want that', async () => {
    await settings({ outsideWindowAs: 'sync' })
    expect((await send('hello')).body['error']).toMatchObject({
      code: 131047,
      error_data: { messaging_product: 'whatsapp', details: expect.any(String) },
    })
  })

  test.each<[string, object, number]>([
    ['without its product', { messaging_product: undefined }, 100],
    ['to nobody', { to: undefined }, 131008],
    ['to something that is no number', { to: 'Pablo' }, 131009],
    ['without a text', { text: {} }, 131008],
    ['with 4097 characters', { text: { body: 'x'.repeat(4097) } }, 100],
    ['with too much to carry along', { biz_opaque_callback_data: 'x'.repeat(513) }, 131009],
    ['as something that is not simulated', { type: 'poll' }, 131051],
    ['to the number itself', { to: '+15550783881' }, 131021],
  ])('%s it is refused', async (_, wrong, code) => {
    await act({ text: 'hi' })
    const { status, body } = await send('hello', wrong)
    expect([status, body['error'].code]).toEqual([400, code])
  })

  test('a dead token is refused, and a token of another number sees nothing', async () => {
    const other = (await stage.control('POST', '/accounts', { channel: 'whatsapp', name: 'Other' })).body as Number
    expect((await graph('POST', `/${number.id}/messages`, {}, other.accessToken)).body['error']).toMatchObject({
      code: 100,
      error_subcode: 33,
    })
    await stage.control('POST', '/tokens/revoke', { accountId: number.id })
    expect(await send('hello')).toMatchObject({ status: 401, body: { error: { code: 190, error_subcode: 460 } } })
    const { body } = await stage.control('POST', '/tokens/renew', { accountId: number.id })
    number.accessToken = body['accessToken']
    expect((await send('hello')).status).toBe(200)
  })

  test('45 at once to one person are too many for the 46th, and nobody else is held up', async () => {
    await act({ text: 'hi' })
    for (let i = 0; i < 45; i++) expect((await send(`${i}`)).status).toBe(200)
    expect((await send('46th')).body['error']).toMatchObject({ code: 131056 })
    const kim = await meet({ name: 'Kim', phone: '16505555678' })
    await act({ text: 'hi' }, kim.id)
    expect((await send('to Kim', { to: '+16505555678' })).status).toBe(200)
    await stage.advance(0.1)
    expect((await send('46th')).status).toBe(200)
  })

  test('more than the number may say in a second is refused', async () => {
    await settings({ messagesPerSecond: 0 })
    expect((await send('hello')).body['error']).toMatchObject({ code: 130429 })
  })

  test('a connection that is cut after the effect: the message is there, and its statuses come', async () => {
    await act({ text: 'hi' })
    await stage.control('POST', '/faults', { on: '/messages', kind: 'reset_after_effect', times: 1 })
    await expect(send('hello', { biz_opaque_callback_data: 'job-42' })).rejects.toThrow()
    expect((await inbox()).map(({ text }) => text)).toEqual(['hi', 'hello'])
    expect((await statuses()).map((one) => one['biz_opaque_callback_data'])).toEqual(['job-42', 'job-42'])
  })

  test('somebody who hides their number is written to by user id', async () => {
    const hidden = await meet({ name: 'Hidden' })
    await act({ text: 'hi' }, hidden.id)
    const { body } = await send('hello', { to: undefined, recipient: `US.${hidden.id}` })
    expect(body['contacts']).toEqual([{ input: `US.${hidden.id}`, user_id: `US.${hidden.id}` }])
    expect((await inbox(hidden.id)).map(({ text }) => text)).toEqual(['hi', 'hello'])
    expect((await statuses())[0]).toMatchObject({ recipient_user_id: `US.${hidden.id}` })
  })

  test('what was seen is shown to the person, and only what they wrote can be', async () => {
    const id = await act({ text: 'hi' })
    const markRead = (message_id: string) =>
      graph('POST', `/${number.id}/messages`, { messaging_product: 'whatsapp', status: 'read', message_id })
    expect((await markRead(id)).body).toEqual({ success: true })
    expect((await markRead('wamid.nobody')).body['error']).toMatchObject({ code: 131009 })
  })
})

test('the world of a number outlives a restart', async () => {
  await act({ text: 'hi' })
  await stage.restart()
  // A connection that was kept open belongs to the previous simulator.
  await until(() => stage.control('GET', '/clock').catch(() => null), 'the simulator')
  expect((await send('hello')).status).toBe(200)
  expect((await inbox()).map(({ text }) => text)).toEqual(['hi', 'hello'])
})
