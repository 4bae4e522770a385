import { afterAll, beforeAll, expect, test } from 'vitest'
import { call, setStage, until, type Json, type Stage } from './testing/stage.ts'

let stage: Stage
beforeAll(async () => void (stage = await setStage()))
afterAll(() => stage.close())

test('the clock stream tells the offset at once and each move before the move is answered', async () => {
  const answer = await fetch(`${stage.simulator.url}/simulator/clock/stream`)
  expect(answer.headers.get('content-type')).toBe('text/event-stream')
  let heard = ''
  const reading = (async () => {
    for await (const chunk of answer.body!) heard += Buffer.from(chunk as Uint8Array).toString()
  })().catch(() => undefined)
  await until(() => heard.includes('data: {"offsetMs":0}\n\n'), 'the first event')
  const moved = await stage.control('POST', '/clock', { advanceMs: 90_000_000 })
  expect(moved.body).toMatchObject({ offsetMs: 90_000_000 })
  await until(() => heard.endsWith('data: {"offsetMs":90000000}\n\n'), 'the move')
  expect(Date.parse(moved.body['now'] as string) - Date.now()).toBeGreaterThan(89_000_000)
  expect((await stage.control('POST', '/clock', { advanceMs: -1 })).status).toBe(400)
  await stage.restart()
  await reading
})

test('an inbox shows what a person sees, oldest first, with what can be tapped', async () => {
  await stage.write('hello')
  await stage.send({
    attachment: {
      type: 'template',
      payload: {
        template_type: 'button',
        text: 'Look',
        buttons: [
          { type: 'web_url', title: 'Open', url: 'https://a.b' },
          { type: 'postback', title: 'Price', payload: 'PRICE' },
        ],
      },
    },
  })
  const sent = await stage.send({ text: 'Pick', quick_replies: [{ content_type: 'text', title: 'Red', payload: 'RED' }] })
  await stage.control('POST', `/messages/${sent.body['message_id']}/read`)
  const { body } = await stage.control('GET', `/people/${stage.person.id}/inbox?accountId=${stage.account.id}`)
  expect(body['data']).toMatchObject([
    { from: stage.person.id, text: 'hello', at: expect.stringMatching(/^\d{4}-.*Z$/) as string },
    {
      from: stage.account.id,
      text: 'Look',
      buttons: [
        { title: 'Open', url: 'https://a.b' },
        { title: 'Price', payload: 'PRICE' },
      ],
      status: 'read',
    },
    { from: stage.account.id, text: 'Pick', buttons: [{ title: 'Red', payload: 'RED' }], status: 'read' },
  ])
})

test('the ledger counts every platform call, hides tokens, and can be read on from a number', async () => {
  const since = (await stage.control('GET', '/calls')).body['nextSince'] as number
  await stage.graph('GET', `/me?fields=username&access_token=${stage.account.accessToken}`, undefined, null)
  await stage.send({ text: 'counted' })
  const { data, nextSince } = (await stage.control('GET', `/calls?since=${since}`)).body
  expect(data).toMatchObject([
    { seq: since + 1, method: 'GET', path: '/graph.instagram.com/v26.0/me', query: { fields: 'username' }, status: 200 },
    {
      seq: since + 2,
      method: 'POST',
      body: { message: { text: 'counted' } },
      status: 200,
      effect: { kind: 'message', to: stage.person.id, text: 'counted' },
    },
  ])
  expect(JSON.stringify(data)).not.toContain(stage.account.accessToken)
  expect((await stage.control('GET', `/calls?since=${nextSince}`)).body['data']).toEqual([])
})

test.each<[string, string, unknown, number, string]>([
  ['GET', '/nonsense', undefined, 404, 'no_such_address'],
  ['POST', '/calls', {}, 404, 'no_such_address'],
  ['GET', '/people/1/inbox?accountId=2', undefined, 404, 'no_such_person'],
  ['POST', '/comments', { mediaId: '1', personId: '2', text: 'x' }, 404, 'no_such_media'],
  ['POST', '/people', {}, 400, 'missing'],
  ['POST', '/people', '{"broken', 400, 'bad_json'],
  ['POST', '/people', [], 400, 'bad_json'],
  ['POST', '/accounts', { channel: 'telegram', name: 'x' }, 501, 'not_supported'],
  ['PATCH', '/templates/1', {}, 404, 'no_such_template'],
  ['POST', '/leads', {}, 400, 'missing'],
  ['POST', '/leads', { formId: '1' }, 404, 'no_such_form'],
  ['POST', '/forms', { pageId: '1', name: 'x' }, 404, 'no_such_account'],
  ['PATCH', '/settings', { nonsense: 1 }, 400, 'bad_setting'],
  ['PATCH', '/settings', { shape: 'round' }, 400, 'bad_setting'],
])('%s %s with %j answers %d %s and a sentence', async (method, address, body, status, code) => {
  const answer = await stage.control(method, address, body)
  expect([answer.status, answer.body['error']]).toEqual([status, { code, message: expect.stringMatching(/\w+ \w+/) as string }])
})

test('given platform ids are kept exactly, and never twice', async () => {
  const wish = { channel: 'instagram', id: '17841400000000001', name: 'Wished' }
  expect((await stage.control('POST', '/accounts', wish)).body).toMatchObject({ id: '17841400000000001', username: 'wished' })
  expect((await stage.control('POST', '/accounts', wish)).status).toBe(409)
  const numeric = await call(`${stage.simulator.url}/simulator/people`, 'POST', '{"id":98765432109876543,"name":"Numeric"}')
  expect(numeric.body['id']).toBe('98765432109876543')
})

test('a new world has somebody to be and something to comment on; a reset one is empty and gives no old id again', async () => {
  const old = ((await stage.control('GET', '/people')).body['data'] as Json[]).map(({ id }) => id as string)
  expect((await stage.control('POST', '/reset')).body).toEqual({ reset: true })
  for (const address of ['/accounts', '/people', '/calls', '/faults', '/deliveries'])
    expect((await stage.control('GET', address)).body['data']).toEqual([])
  const fresh = (await stage.control('POST', '/people', { name: 'Fresh' })).body['id'] as string
  expect(old).not.toContain(fresh)
})

test('the phone and its pictures are served under a policy without inline script', async () => {
  const page = await fetch(`${stage.simulator.url}/`)
  const html = await page.text()
  expect(page.headers.get('content-security-policy')).toContain("script-src 'self'")
  expect(html).not.toMatch(/<script(?![^>]*src=)|\son\w+=|\sstyle=/)
  for (const address of [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map((match) => match[1]!)) {
    expect([address, (await fetch(stage.simulator.url + address)).status]).toEqual([address, 200])
  }
  const picture = await fetch(`${stage.simulator.url}/simulator/pictures/1.svg`)
  expect([picture.headers.get('content-type'), (await picture.text()).slice(0, 4)]).toEqual(['image/svg+xml', '<svg'])
  expect((await fetch(`${stage.simulator.url}/phone/../main.ts`)).status).toBe(404)
})
