import { createHmac } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { setStage, until, type Json, type Stage } from './testing/stage.ts'

let stage: Stage
beforeEach(async () => void (stage = await setStage()))
afterEach(() => stage.close())

const mac = (secret: string, body: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`
const deliveries = async () => (await stage.control('GET', '/deliveries')).body['data'] as Json[]
const texts = () =>
  stage.product.received
    .flatMap(({ json }) => json.entry.flatMap((entry) => entry.messaging ?? []))
    .map((part) => (part['message'] as Json)?.['text'] as string)

test('the handshake asks with dotted names and takes nothing but 200 and the bare challenge', async () => {
  const query = stage.product.handshake.queries[0]!
  expect([query.get('hub.mode'), query.get('hub.verify_token')]).toEqual(['subscribe', 'meatyhamhock'])
  expect(query.get('hub.challenge')).toMatch(/^\d{10}$/)
  const wish = { accountId: stage.account.id, url: stage.product.url, verifyToken: 'wrong', secret: 's' }
  expect((await stage.control('POST', '/subscriptions', wish)).body['error']).toMatchObject({
    code: 'handshake_failed',
    message: expect.stringContaining('403') as string,
  })
  stage.product.handshake.spoil = (challenge) => `"${challenge}"`
  expect((await stage.control('POST', '/subscriptions', { ...wish, verifyToken: 'meatyhamhock' })).status).toBe(400)
  expect((await stage.control('POST', '/subscriptions', { ...wish, url: 'http://127.0.0.1:1/' })).status).toBe(400)
})

test('a comment arrives as bytes that PHP would write, signed over exactly those bytes', async () => {
  await stage.comment('café 😀 https://a.b')
  const [heard] = await stage.heard((_, field) => field === 'comments')
  const { body, headers } = stage.product.received[0]!
  expect(body).toContain(String.raw`caf\u00e9 \ud83d\ude00 https:\/\/a.b`)
  expect(headers['x-hub-signature-256']).toBe(mac('test_app_secret', body))
  expect(headers['content-type']).toBe('application/json')
  expect(heard!.entry['id']).toBe(stage.account.id)
  expect(String(heard!.entry['time'])).toHaveLength(10)
  expect(heard!.part).toEqual({
    id: expect.stringMatching(/^179\d{14}$/) as string,
    from: { id: stage.person.id, username: 'ana' },
    text: 'café 😀 https://a.b',
    media: { id: stage.post.id, media_product_type: 'FEED' },
  })
})

test('a comment on a boosted copy names the ad and the post it was made from', async () => {
  const ad = (
    await stage.control('POST', '/media', { accountId: stage.account.id, kind: 'AD', caption: 'Ad', originalMediaId: stage.post.id })
  ).body
  await stage.comment('PRICE', { mediaId: ad['id'] })
  const [heard] = await stage.heard((_, field) => field === 'comments')
  expect(heard!.part['media']).toEqual({
    id: ad['id'],
    media_product_type: 'AD',
    ad_id: expect.stringMatching(/^1202/) as string,
    ad_title: 'Mugs',
    original_media_id: stage.post.id,
  })
})

test('comments of a broadcast come as live_comments', async () => {
  const live = (await stage.control('POST', '/media', { accountId: stage.account.id, kind: 'LIVE', caption: 'Live' })).body
  await stage.comment('hi', { mediaId: live['id'] })
  await stage.heard((_, field) => field === 'live_comments')
})

test('every send is echoed with the id that it answered, and so is what a human types', async () => {
  await stage.write('hello')
  const sent = await stage.send({ text: 'hi Ana' })
  const [echo] = await stage.heard((part) => (part['message'] as Json)?.['is_echo'] === true)
  expect(echo!.part).toEqual({
    sender: { id: stage.account.id },
    recipient: { id: stage.person.id },
    timestamp: expect.any(Number) as number,
    message: { mid: sent.body['message_id'], text: 'hi Ana', is_echo: true },
  })
  const typed = await stage.control('POST', '/human', { accountId: stage.account.id, personId: stage.person.id, text: 'by hand' })
  await stage.heard((part) => (part['message'] as Json)?.['mid'] === typed.body['id'])
})

test('an own public reply comes back as a comment of the account, under the top-level comment', async () => {
  const first = await stage.comment('PRICE')
  const second = await stage.comment('me too', { parentId: first })
  const reply = await stage.graph('POST', `/${second}/replies`, { message: 'Look at your messages' })
  const [own] = await stage.heard((part, field) => field === 'comments' && part['id'] === reply.body['id'])
  expect(own!.part).toMatchObject({
    from: { id: own!.entry['id'], username: 'maya.studio', self_ig_scoped_id: expect.stringMatching(/^24/) as string },
    parent_id: first,
  })
})

test('each thing a person can do arrives in its own form', async () => {
  const act = async (more: object) =>
    (await stage.control('POST', '/messages', { accountId: stage.account.id, personId: stage.person.id, ...more })).body['id'] as string
  const story = (await stage.control('POST', '/media', { accountId: stage.account.id, kind: 'STORY', caption: 'S' })).body
  const said = await act({ text: 'hello', ref: 'promo1' })
  const sent = await stage.send({ text: 'Pick', quick_replies: [{ content_type: 'text', title: 'Red', payload: 'RED' }] })
  await stage.send({
    attachment: {
      type: 'template',
      payload: { template_type: 'button', text: 'Go', buttons: [{ type: 'postback', title: 'Price', payload: 'PRICE' }] },
    },
  })
  const [chip, button] = [await act({ tap: 'RED' }), await act({ tap: 'PRICE' })]
  await act({ text: 'nice story', storyId: story['id'] })
  await act({ mention: true })
  await act({ attachment: { type: 'image' } })
  await act({ attachment: 'like_heart' })
  await act({ ref: 'promo2' })
  await act({ reaction: 'love', messageId: sent.body['message_id'] })
  await stage.control('POST', `/messages/${sent.body['message_id']}/read`)
  await stage.control('POST', `/messages/${said}/edit`, { text: 'hello!' })
  await stage.control('POST', `/messages/${said}/delete`)

  const heard = (await stage.heard((part, field) => field === 'messaging' && !(part['message'] as Json)?.['is_echo'], 12)).map(
    ({ part: { sender: _s, recipient: _r, timestamp: _t, ...kind } }) => kind,
  )
  const url = expect.stringMatching(/^http/) as string
  const mid = expect.any(String) as string
  expect(heard).toEqual(
    expect.arrayContaining([
      { message: { mid: said, text: 'hello', referral: { ref: 'promo1', source: 'SHORTLINKS', type: 'OPEN_THREAD' } } },
      { message: { mid: chip, text: 'Red', quick_reply: { payload: 'RED' } } },
      { postback: { mid: button, title: 'Price', payload: 'PRICE' } },
      { message: { mid, text: 'nice story', reply_to: { story: { id: story['id'], url } } } },
      { message: { mid, attachments: [{ type: 'story_mention', payload: { url } }] } },
      { message: { mid, attachments: [{ type: 'image', payload: { url } }] } },
      { message: { mid, attachments: [{ type: 'like_heart' }] } },
      { referral: { ref: 'promo2', source: 'SHORTLINKS', type: 'OPEN_THREAD' } },
      { reaction: { mid: sent.body['message_id'], action: 'react', reaction: 'love', emoji: '❤️' } },
      { read: { mid: sent.body['message_id'] } },
      { message_edit: { mid: said, text: 'hello!', num_edit: 1 } },
      { message: { mid: said, is_deleted: true } },
    ]),
  )
  expect(
    (await stage.control('POST', '/messages', { accountId: stage.account.id, personId: stage.person.id, tap: 'BLUE' })).body['error'],
  ).toMatchObject({ code: 'nothing_to_tap' })
})

test('without a field there is silence, after unsubscribing everywhere', async () => {
  await stage.graph('POST', `/${stage.account.id}/subscribed_apps?subscribed_fields=comments`)
  await stage.write('not heard')
  await stage.comment('heard')
  await stage.heard((_, field) => field === 'comments')
  await stage.graph('DELETE', `/${stage.account.id}/subscribed_apps`)
  await stage.comment('not heard')
  expect((await deliveries()).map(({ fields }) => fields as string[])).toEqual([['comments']])
  expect((await stage.graph('POST', `/${stage.account.id}/subscribed_apps?subscribed_fields=nonsense`)).body['error']).toMatchObject({
    code: 100,
  })
})

test('a webhook that was not answered 200 comes again at once, then on the clock, then no more', async () => {
  stage.product.answers(500)
  await stage.write('listen')
  const tries = async () => ((await deliveries())[0]!['attempts'] as Json[]).length
  await until(async () => (await tries()) === 2, 'two tries at once')
  let passed = 0
  const moveTo = async (minutes: number) => {
    await stage.advance((minutes - passed) / 60)
    passed = minutes
  }
  for (const [minutes, expected] of [
    [1, 3],
    [5, 4],
    [15, 5],
    [60, 6],
  ] as const) {
    await moveTo(minutes - 0.2)
    expect(await tries()).toBe(expected - 1)
    await moveTo(minutes)
    await until(async () => (await tries()) === expected, `try ${expected} after ${minutes} minutes`)
  }
  stage.product.answers(200)
  await stage.advance(1.1)
  await until(async () => (await deliveries())[0]!['state'] === 'delivered', 'delivery')
  expect(new Set(texts())).toEqual(new Set(['listen']))
  stage.product.answers(503)
  await stage.write('never')
  await until(async () => ((await deliveries())[1]!['attempts'] as Json[]).length === 2, 'two tries')
  await stage.advance(36)
  await until(async () => (await deliveries())[1]!['state'] === 'dropped', 'dropped')
})

test('where it is asked for, an account whose webhooks fail for an hour is unsubscribed', async () => {
  await stage.control('PATCH', '/settings', { unsubscribeAfterHours: 1 })
  stage.product.answers(500)
  await stage.write('unheard')
  await until(async () => ((await deliveries())[0]!['attempts'] as Json[]).length === 2, 'two tries')
  await stage.advance(1.01)
  const fields = async () => (await stage.graph('GET', `/${stage.account.id}/subscribed_apps`)).body['data'] as Json[]
  await until(async () => (await fields()).length === 0, 'silence')
  await stage.graph('POST', `/${stage.account.id}/subscribed_apps?subscribed_fields=messages,comments`)
  expect(await fields()).toMatchObject([{ subscribed_fields: ['messages', 'comments'] }])
})

test('batch mode gathers updates of several accounts in one body, in order', async () => {
  const other = (await stage.control('POST', '/accounts', { channel: 'instagram', name: 'Other' })).body
  await stage.control('POST', '/subscriptions', {
    accountId: other['id'],
    url: stage.product.url,
    verifyToken: 'meatyhamhock',
    secret: 'test_app_secret',
  })
  await stage.control('POST', '/batch', { on: true })
  for (let n = 1; n <= 50; n += 1) await stage.write(`message ${n}`)
  await stage.write('to the other', { accountId: other['id'] })
  await stage.comment('PRICE')
  expect((await stage.control('POST', '/flush')).body).toEqual({ updates: 52, bodies: 1 })
  await until(() => stage.product.received.length === 1, 'one body')
  const { entry } = stage.product.received[0]!.json
  expect(entry.map(({ id, messaging, changes }) => [id, messaging?.length, changes?.length])).toEqual([
    [stage.account.id, 50, undefined],
    [other['id'], 1, undefined],
    [stage.account.id, undefined, 1],
  ])
  expect(entry[0]!.messaging!.map((part) => (part['message'] as Json)['text'])).toEqual(
    Array.from({ length: 50 }, (_, n) => `message ${n + 1}`),
  )
})

test.each([
  ['flat', (json: Json) => json['entry'][0]['field'] === 'comments' && json['entry'][0]['value']['text'] === 'hi'],
  ['array', (json: Json) => json[0]['entry'][0]['changes'][0]['value']['text'] === 'hi'],
])('the %s shape of the documents can be had', async (shape, fits) => {
  await stage.control('PATCH', '/settings', { shape })
  await stage.control('POST', '/comments', { mediaId: stage.post.id, personId: stage.person.id, text: 'hi' })
  const body = await until(() => stage.product.received[0]?.body, 'a body')
  expect(fits(JSON.parse(body) as Json)).toBe(true)
})

test('bodies can be signed with the second secret, a wrong one, or not at all', async () => {
  for (const signWith of ['second', 'wrong', 'none']) {
    await stage.control('PATCH', '/settings', { signWith })
    await stage.write(signWith)
    await until(() => texts().includes(signWith), signWith)
  }
  const signed = stage.product.received.map(({ body, headers }) => [
    headers['x-hub-signature-256'],
    mac('second_secret', body),
    mac('test_app_secret', body),
  ])
  expect(signed[0]![0]).toBe(signed[0]![1])
  expect(signed[1]![0]).toMatch(/^sha256=[0-9a-f]{64}$/)
  expect(signed[1]).not.toContain(undefined)
  expect(signed[1]![0]).not.toBe(signed[1]![2])
  expect(signed[2]![0]).toBeUndefined()
})

test('a dashboard test has entry id "0"; a raw body goes out byte for byte and answers what the product said', async () => {
  expect((await stage.control('POST', '/test-event', { accountId: stage.account.id })).body).toMatchObject({ status: 200 })
  expect(stage.product.received[0]!.json.entry[0]!.id).toBe('0')
  stage.product.answers(418)
  const answer = await stage.control('POST', '/raw', { accountId: stage.account.id, body: '{"broken', headers: { 'X-Extra': 'yes' } })
  expect(answer.body).toMatchObject({ status: 418 })
  const { body, headers } = stage.product.received[1]!
  expect([body, headers['x-hub-signature-256'], headers['x-extra']]).toEqual(['{"broken', mac('test_app_secret', '{"broken'), 'yes'])
  await stage.control('POST', '/raw', { accountId: stage.account.id, body: [], headers: { 'x-hub-signature-256': null } })
  expect(stage.product.received[2]!.headers['x-hub-signature-256']).toBeUndefined()
  // A signed payload is sent to the account's own address and to no other.
  const elsewhere = await stage.control('POST', '/raw', { accountId: stage.account.id, body: {}, url: stage.product.url })
  expect([elsewhere.status, elsewhere.body['error']]).toMatchObject([400, { code: 'bad_value' }])
  expect(stage.product.received).toHaveLength(3)
})

test('through a Page the echo rides on messages and entry.id stays the Instagram account', async () => {
  await stage.close()
  stage = await setStage({ loginType: 'facebook' })
  expect(stage.account.accessToken).toBe(stage.account.pageAccessToken)
  await stage.write('hello')
  const answer = await fetch(`${stage.simulator.url}/graph.facebook.com/v26.0/${stage.account.pageId}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${stage.account.pageAccessToken}` },
    body: JSON.stringify({ recipient: { id: stage.person.id }, message: { text: 'through the page' } }),
  })
  expect(answer.status).toBe(200)
  const [echo] = await stage.heard((part) => (part['message'] as Json)?.['is_echo'] === true)
  expect(echo!.entry['id']).toBe(stage.account.id)
})
