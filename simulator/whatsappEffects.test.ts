import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { startProduct, type Product } from './testing/product.ts'
import { call, setStage, until, type Answer, type Json, type Stage } from './testing/stage.ts'

// A WhatsApp call has the effect that its response claims (meta-platform.md 5.2, 5.11, 13.1 row 1.23, 13.2 rows 2.11 and 2.14).

type Number = { id: string; wabaId: string; accessToken: string }

let stage: Stage
let number: Number
let person: { id: string }
const others: Product[] = []
beforeEach(async () => {
  stage = await setStage()
  number = (await stage.control('POST', '/accounts', { channel: 'whatsapp', name: 'Maya Studio', phone: '+1 555 078-3881' })).body as Number
  await stage.control('POST', '/subscriptions', {
    accountId: number.id,
    url: stage.product.url,
    verifyToken: 'meatyhamhock',
    secret: 'test_app_secret',
  })
  person = (await stage.control('POST', '/people', { name: 'Pablo', phone: '+1 650 555 1234' })).body as { id: string }
})
afterEach(async () => {
  for (const other of others.splice(0)) await other.close()
  await stage.close()
})

const graph = (method: string, address: string, body?: unknown): Promise<Answer> =>
  call(`${stage.simulator.url}/graph.facebook.com/v27.0${address}`, method, body, { authorization: `Bearer ${number.accessToken}` })
const write = async (text: string) =>
  (await stage.control('POST', '/messages', { accountId: number.id, personId: person.id, text })).body['id'] as string
const send = (text: unknown, more: object = {}) =>
  graph('POST', `/${number.id}/messages`, { messaging_product: 'whatsapp', to: '+16505551234', type: 'text', text, ...more })
const inbox = async (): Promise<Json> => (await stage.control('GET', `/people/${person.id}/inbox?accountId=${number.id}`)).body
const other = async () => {
  const made = await startProduct()
  others.push(made)
  return made
}
const has = (product: Product, words: string) => product.received.some(({ body }) => body.includes(words))
const heardBy = (product: Product, words: string) => until(() => has(product, words), words)

test('context shows which message is answered, and must name one of this conversation', async () => {
  const id = await write('how much?')
  expect((await send({ body: 'ten' }, { context: { message_id: id } })).status).toBe(200)
  expect(((await inbox())['data'] as Json[]).at(-1)).toMatchObject({ text: 'ten', replyTo: { mid: id } })
  for (const message_id of ['wamid.bm9uZQ==', await stage.write('on Instagram')]) {
    const answer = await send({ body: 'ten' }, { context: { message_id } })
    expect([answer.status, answer.body['error']]).toMatchObject([
      400,
      { code: 131009, error_data: { details: expect.stringContaining('context') as string } },
    ])
  }
})

test.each<[string, unknown, object]>([
  ['text', { body: 'hi', colour: 'red' }, {}],
  ['context', { body: 'hi' }, { context: { message_id: 'x', reply: true } }],
])('an unknown key in %s is refused and nothing is sent', async (name, text, more) => {
  await write('hello')
  const answer = await send(text, more)
  expect(answer.body['error']).toMatchObject({
    code: 100,
    error_data: { details: expect.stringContaining(`on param "${name}"`) as string },
  })
  expect((await inbox())['data']).toHaveLength(1)
})

test('marking as read reads what came before too, and shows typing where that is asked for', async () => {
  const first = await write('one')
  const second = await write('two')
  await write('three')
  const mark = (message_id: string, more: object = {}) =>
    graph('POST', `/${number.id}/messages`, { messaging_product: 'whatsapp', status: 'read', message_id, ...more })
  expect((await mark(second)).body).toEqual({ success: true })
  const seen = async () => ((await inbox())['data'] as Json[]).map(({ status }) => status as string)
  expect([await seen(), (await inbox())['typing']]).toEqual([['read', 'read', 'sent'], false])
  expect((await mark(first, { typing_indicator: { type: 'voice' } })).status).toBe(400)
  await mark(first, { typing_indicator: { type: 'text' } })
  expect((await inbox())['typing']).toBe(true)
  await send({ body: 'here' })
  expect((await inbox())['typing']).toBe(false)
})

test('an override takes messages and nothing else: of the number first, then of the business account, and it can be taken away', async () => {
  const [ofWaba, ofNumber] = [await other(), await other()]
  const subscribe = (body?: object) => graph('POST', `/${number.wabaId}/subscribed_apps`, body)
  const configure = (webhook_configuration: object) => graph('POST', `/${number.id}`, { webhook_configuration })
  const configuration = async () => (await graph('GET', `/${number.id}?fields=webhook_configuration`)).body['webhook_configuration'] as Json

  expect((await subscribe({ override_callback_uri: ofWaba.url, verify_token: 'meatyhamhock' })).body).toEqual({ success: true })
  expect(ofWaba.handshake.queries).toHaveLength(1)
  await write('first')
  await heardBy(ofWaba, 'first')
  expect(ofWaba.received[0]!.headers['x-hub-signature-256']).toMatch(/^sha256=/)
  await stage.control('POST', '/human', { accountId: number.id, personId: person.id, text: 'typed on the phone' })
  await heardBy(stage.product, 'typed on the phone')
  expect([has(stage.product, 'first'), has(ofWaba, 'typed')]).toEqual([false, false])

  expect((await configure({ override_callback_uri: ofNumber.url, verify_token: 'meatyhamhock' })).body).toEqual({ success: true })
  expect(await configuration()).toEqual({
    phone_number: ofNumber.url,
    whatsapp_business_account: ofWaba.url,
    application: stage.product.url,
  })
  await stage.restart()
  await write('second')
  await heardBy(ofNumber, 'second')

  expect((await configure({ override_callback_uri: '' })).body).toEqual({ success: true })
  await write('third')
  await heardBy(ofWaba, 'third')
  await subscribe()
  await write('fourth')
  await heardBy(stage.product, 'fourth')
  expect(await configuration()).toEqual({ application: stage.product.url })
})

test.each<[string, (url: string) => object]>([
  ['does not know the token', (url) => ({ override_callback_uri: url, verify_token: 'another' })],
  ['is not there', () => ({ override_callback_uri: 'http://127.0.0.1:9/', verify_token: 'meatyhamhock' })],
  ['has no token', (url) => ({ override_callback_uri: url })],
  ['is no address', () => ({ override_callback_uri: 'nonsense', verify_token: 'meatyhamhock' })],
  ['is too long', (url) => ({ override_callback_uri: `${url}?${'x'.repeat(200)}`, verify_token: 'meatyhamhock' })],
  ['is missing', () => ({ verify_token: 'meatyhamhock' })],
])('an override whose address %s is refused, and messages go on to the app', async (_what, override) => {
  const wished = await other()
  const answers = [
    await graph('POST', `/${number.wabaId}/subscribed_apps`, override(wished.url)),
    await graph('POST', `/${number.id}`, { webhook_configuration: override(wished.url) }),
  ]
  for (const { status, body } of answers) expect([status, [100, 2200].includes(body['error'].code as number)]).toEqual([400, true])
  await write('still here')
  await heardBy(stage.product, 'still here')
  expect(wished.received).toEqual([])
  const { data } = (await stage.control('GET', '/calls')).body
  expect((data as Json[]).filter(({ effect }) => effect)).toEqual([])
})

test('message_status is told where that is asked for, and a hash that nobody has is refused', async () => {
  await write('hello')
  expect((await send({ body: 'hi' })).body['messages'][0]).not.toHaveProperty('message_status')
  await stage.control('PATCH', '/settings', { whatsapp: { messageStatus: true } })
  expect((await send({ body: 'hi' })).body['messages'][0]).toMatchObject({ message_status: 'accepted' })
  expect((await send({ body: 'hi' }, { recipient_identity_key_hash: 'x' })).body['error']).toMatchObject({ code: 137000 })
})

test('the older signature stands beside the newer one where that is asked for', async () => {
  await write('one')
  await heardBy(stage.product, 'one')
  await stage.control('PATCH', '/settings', { signWithSha1: true })
  await write('two')
  await heardBy(stage.product, 'two')
  const [first, second] = stage.product.received
  expect(first!.headers).not.toHaveProperty('x-hub-signature')
  const mac = createHmac('sha1', 'test_app_secret').update(Buffer.from(second!.body, 'latin1')).digest('hex')
  expect(second!.headers['x-hub-signature']).toBe(`sha1=${mac}`)
})

test('held updates go where each belongs', async () => {
  const ofWaba = await other()
  await graph('POST', `/${number.wabaId}/subscribed_apps`, { override_callback_uri: ofWaba.url, verify_token: 'meatyhamhock' })
  await stage.control('POST', '/batch', { on: true })
  await write('held')
  await stage.control('POST', '/human', { accountId: number.id, personId: person.id, text: 'typed' })
  expect((await stage.control('POST', '/flush')).body).toEqual({ updates: 2, bodies: 2 })
  await heardBy(ofWaba, 'held')
  await heardBy(stage.product, 'typed')
})

test('errors have the HTTP status that WhatsApp prints for them; management calls tell of their usage, messages do not', async () => {
  expect((await send({ body: 'hi' }, { type: 'image' })).status).toBe(400)
  await stage.control('POST', '/faults', { on: '/messages', kind: 'graph', code: 131016, times: 1 })
  expect((await send({ body: 'hi' })).status).toBe(500)
  const usage = async (answer: Promise<Answer>) => (await answer).headers.get('x-business-use-case-usage')
  expect(await usage(send({ body: 'hi' }))).toBeNull()
  const told = JSON.parse((await usage(graph('GET', `/${number.id}`)))!) as Json
  expect(told[number.wabaId]).toMatchObject([{ type: 'whatsapp_business_management', call_count: 0 }])
  await stage.control('PATCH', '/settings', { limits: { otherCallsPerHour: 2 } })
  for (let allowed = 2; allowed > 0; allowed -= 1) expect((await graph('GET', `/${number.id}`)).status).toBe(200)
  expect((await graph('GET', `/${number.id}`)).body['error']).toMatchObject({ code: 80008 })
})
