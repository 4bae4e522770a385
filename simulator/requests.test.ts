import { request } from 'node:http'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { call, setStage, type Answer, type Json, type Stage } from './testing/stage.ts'

// How the platform parses a request in every form that clients use (meta-platform.md 10, 13.1, 13.4, 13.6).

let stage: Stage
let authorization: string
beforeAll(async () => {
  stage = await setStage()
  await stage.write('hello')
  authorization = `Bearer ${stage.account.accessToken}`
})
afterAll(() => stage.close())
beforeEach(async () => void (await stage.control('PATCH', '/settings', { newApp: true, deadVersions: 'serve' })))

const url = (path: string) => `${stage.simulator.url}/graph.instagram.com${path}`
const ask = (path: string, method = 'GET') => call(url(path), method, undefined, { authorization })
const post = async (path: string, body: BodyInit, type?: string): Promise<Answer> => {
  const answer = await fetch(url(path), { method: 'POST', body, headers: { authorization, ...(type && { 'content-type': type }) } })
  return { status: answer.status, body: (await answer.json()) as Json, headers: answer.headers }
}
const codeOf = (answer: Answer): number => answer.body['error']?.code as number
const served = async (path: string) => (await ask(path)).headers.get('facebook-api-version')

test.each(['', '/v1.0', '/v2.1', '/v2.12', '/v3.1', '/v3.3', '/v4.0', '/v14.0', '/v17.0', '/v19.0', '/v20.0', '/v21.0'])(
  'a call to "%s" is served by the oldest version that lives',
  async (version) => expect(await served(`${version}/me`)).toBe('v21.0'),
)

test.each(['v22.0', 'v26.0', 'v27.0'])('%s is served as itself', async (version) => expect(await served(`/${version}/me`)).toBe(version))

test.each(['v99.0', 'v28.0', 'v2.13', 'v3.4', 'v4.1', 'v0.1', 'v26', 'v26.00', 'v026.0', 'v26.1'])('%s never was', async (version) => {
  const answer = await ask(`/${version}/me/media`)
  expect([answer.status, answer.body['error']]).toMatchObject([
    400,
    { code: 2500, type: 'OAuthException', message: `Unknown path components: /${version}/me/media` },
  ])
})

test('a dead version can be refused instead', async () => {
  await stage.control('PATCH', '/settings', { deadVersions: 'refuse' })
  expect(codeOf(await ask('/v19.0/me'))).toBe(2635)
  expect(await served('/v21.0/me')).toBe('v21.0')
})

test.each<[string, string, string]>([
  ['brackets', 'recipient[id]=ID&message[text]=hi', 'application/x-www-form-urlencoded'],
  ['JSON in a form', 'recipient=%7B%22id%22%3A%22ID%22%7D&message=%7B%22text%22%3A%22hi%22%7D', 'application/x-www-form-urlencoded'],
  ['JSON', '{"recipient":{"id":"ID"},"message":{"text":"hi"}}', 'application/json; charset=utf-8'],
  ['JSON texts in JSON', '{"recipient":"{\\"id\\":\\"ID\\"}","message":"{\\"text\\":\\"hi\\"}"}', 'application/json'],
  ['JSON without a type', '{"recipient":{"id":"ID"},"message":{"text":"hi"}}', 'text/plain'],
])('a message is sent by %s', async (_how, body, type) => {
  const answer = await post('/v26.0/me/messages', body.replace('ID', stage.person.id), type)
  expect([answer.status, answer.body]).toMatchObject([200, { recipient_id: stage.person.id }])
})

test('a message is sent by a form with parts, by the query, and with doubled slashes', async () => {
  const form = new FormData()
  form.set('recipient', JSON.stringify({ id: stage.person.id }))
  form.set('message[text]', 'by parts')
  expect((await post('/v26.0/me/messages', form)).body['recipient_id']).toBe(stage.person.id)
  expect((await ask(`/v26.0/me/messages?recipient[id]=${stage.person.id}&message[text]=by+query`, 'POST')).status).toBe(200)
  expect((await ask(`//v26.0//me//messages/?recipient[id]=${stage.person.id}&message[text]=slashes`, 'POST')).status).toBe(200)
  const { data } = (await stage.control('GET', `/people/${stage.person.id}/inbox?accountId=${stage.account.id}`)).body
  expect((data as Json[]).slice(-3).map(({ text }) => text as string)).toEqual(['by parts', 'by query', 'slashes'])
})

test('quick replies and attachments come as brackets or JSON lists too', async () => {
  const form = new URLSearchParams({
    'recipient[id]': stage.person.id,
    'message[text]': 'Pick',
    'message[quick_replies][0][content_type]': 'text',
    'message[quick_replies][0][title]': 'Red',
    'message[quick_replies][0][payload]': 'RED',
    'message[quick_replies][1][content_type]': 'text',
    'message[quick_replies][1][title]': 'Blue',
    'message[quick_replies][1][payload]': 'BLUE',
  })
  expect((await post('/v26.0/me/messages', form)).status).toBe(200)
  const { data } = (await stage.control('GET', `/people/${stage.person.id}/inbox?accountId=${stage.account.id}`)).body
  expect((data as Json[]).at(-1)!['buttons']).toMatchObject([{ title: 'Red' }, { title: 'Blue' }])
})

test.each([
  'fields=id,username',
  'fields=["id","username"]',
  'fields[]=id&fields[]=username',
  'fields[0]=id&fields[1]=username',
  'fields=id,%20username',
])('%s reads both', async (query) => {
  const { body } = await ask(`/v26.0/me?${query}`)
  expect(Object.keys(body)).toEqual(['id', 'username'])
})

test('an empty list of fields reads the usual ones', async () => expect(Object.keys((await ask('/v26.0/me?fields=')).body)).toEqual(['id']))

test.each([
  'subscribed_fields[]=comments&subscribed_fields[]=messages',
  'subscribed_fields=["comments","messages"]',
  'subscribed_fields=comments,messages',
])('%s subscribes to both', async (form) => {
  expect((await post('/v26.0/me/subscribed_apps', form, 'application/x-www-form-urlencoded')).body).toEqual({ success: true })
  const { data } = (await ask('/v26.0/me/subscribed_apps')).body
  expect(data).toMatchObject([{ subscribed_fields: ['comments', 'messages'] }])
})

test.each([
  ['broken JSON', '{"recipient":', 'application/json'],
  ['a list', '[1]', 'application/json'],
  ['broken parts', '--x\r\nnonsense', 'multipart/form-data; boundary=y'],
])('%s is refused as invalid', async (_what, body, type) => expect(codeOf(await post('/v26.0/me/messages', body, type))).toBe(100))

test('names that mean something to JavaScript are names like others', async () => {
  const answer = await ask(
    `/v26.0/me/messages?__proto__[x]=1&constructor[prototype][y]=1&recipient[id]=${stage.person.id}&message[text]=x`,
    'POST',
  )
  expect(answer.status).toBe(200)
  expect([({} as Json)['x'], ({} as Json)['y']]).toEqual([undefined, undefined])
})

test.each([
  '/v26.0/?ids=me',
  '/v26.0/comments?ids=1,2',
  '/v26.0/me?method=delete',
  '/v26.0/me?callback=cb',
  '/v26.0/me/media?date_format=U',
  '/v26.0/me?fields=username.as(u)',
  '/v26.0/me?fields[]=username.as(u)',
])('a new app may not ask for %s', async (path) => {
  const answer = await ask(path)
  expect([answer.status, codeOf(answer)]).toEqual([400, 3])
  expect(answer.headers.get('x-simulator-hint')).toContain('newApp')
  expect((await post(path, '{}', 'application/json')).body['error']).toMatchObject({ code: 3 })
})

test('an app from before may, and it has its effect', async () => {
  await stage.control('PATCH', '/settings', { newApp: false })
  const other = (await stage.control('POST', '/media', { accountId: stage.account.id, kind: 'FEED', caption: 'Other' })).body[
    'id'
  ] as string
  expect((await ask(`/v26.0/?ids=${stage.post.id},${other}&fields=caption`)).body).toEqual({
    [stage.post.id]: { caption: 'Mugs', id: stage.post.id },
    [other]: { caption: 'Other', id: other },
  })
  const comment = await stage.comment('gone soon')
  expect((await ask(`/v26.0/comments?ids=${stage.post.id}`)).body[stage.post.id].data).toHaveLength(1)
  expect((await ask(`/v26.0/${comment}?method=delete`)).body).toEqual({ success: true })
  expect((await ask(`/v26.0/${stage.post.id}/comments`)).body['data']).toEqual([])
  const jsonp = await ask('/v26.0/me?fields=username.as(u)&callback=my.cb')
  expect([jsonp.headers.get('content-type'), jsonp.body['text']]).toEqual([
    'text/javascript; charset=UTF-8',
    expect.stringMatching(/^\/\*\*\/ my\.cb\(\{"u":"maya\.studio","id":"\d+"\}\);$/),
  ])
  expect(codeOf(await ask('/v26.0/me?callback=alert(1)'))).toBe(100)
  const { timestamp } = (await ask(`/v26.0/${other}?fields=timestamp&date_format=U`)).body
  expect(Math.abs((timestamp as number) - Date.now() / 1000)).toBeLessThan(60)
  const day = (await ask(`/v26.0/${other}?fields=timestamp&date_format=${encodeURIComponent('Y-m-d\\TH')}`)).body
  expect(day['timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d$/)
})

test('an object that is not known there, and what an object cannot do, are told as that host tells them', async () => {
  for (const [method, path] of [
    ['GET', '/v26.0/17999999999999999'],
    ['POST', '/v26.0/17999999999999999/replies'],
    ['DELETE', `/v26.0/${stage.post.id}`],
  ] as const) {
    const { status, body } = await ask(path, method)
    expect([path, status, body['error']]).toEqual([
      path,
      400,
      {
        message: `Unsupported request - method type: ${method.toLowerCase()}`,
        type: 'IGApiException',
        code: 100,
        fbtrace_id: expect.any(String) as string,
      },
    ])
  }
  const throughPage = await call(`${stage.simulator.url}/graph.facebook.com/v26.0/17999999999999999`, 'GET', undefined, {
    authorization: `Bearer ${stage.account.pageAccessToken}`,
  })
  expect(throughPage.body['error']).toMatchObject({ code: 100, error_subcode: 33, type: 'GraphMethodException' })
})

test('what the simulator itself has to say stands in a header, never in an answer of the platform', async () => {
  await stage.control('POST', '/faults', { on: '/media', kind: 'graph', code: 2, times: 1 })
  const answers = [
    await ask('/v26.0/me/nonsense'),
    await ask('/v26.0/me', 'DELETE'),
    await ask('/v26.0/me/media'),
    await call(`${stage.simulator.url}/www.facebook.com/dialog`, 'GET'),
  ]
  for (const { body, headers } of answers) {
    expect(JSON.stringify(body)).not.toMatch(/simulator|switched on/i)
    expect(headers.get('x-simulator-hint')).toMatch(/simulator/)
  }
  expect((await ask('/v26.0/me/nonsense')).body['error'].message).toBe('Unknown path components: /nonsense')
})

test('each answer carries what the platform adds to it, a refusal too', async () => {
  for (const path of ['/v25.0/me', '/v25.0/me/nonsense', '/v25.0/17999999999999999']) {
    const { headers } = await ask(path)
    expect(headers.get('facebook-api-version')).toBe('v25.0')
    for (const name of ['x-fb-request-id', 'x-fb-trace-id', 'x-fb-rev']) expect(headers.get(name)).toMatch(/^[\w-]{8,}$/)
    expect(JSON.parse(headers.get('x-app-usage')!)).toEqual({ call_count: 0, total_cputime: 0, total_time: 0 })
    expect(JSON.parse(headers.get('x-business-use-case-usage')!)).toHaveProperty([stage.account.id, 0, 'type'], 'instagram')
  }
  const page = await call(`${stage.simulator.url}/graph.facebook.com/v26.0/me`, 'GET', undefined, {
    authorization: `Bearer ${stage.account.pageAccessToken}`,
  })
  expect([page.headers.get('x-app-usage'), page.headers.get('x-business-use-case-usage')]).toEqual([
    null,
    expect.stringContaining('instagram'),
  ])
})

test('a body may be as large as the platform takes, and no larger', async () => {
  const filler = JSON.stringify({ recipient: { id: stage.person.id }, message: { text: 'x' }, filler: 'y'.repeat(9 * 1024 * 1024) })
  expect((await post('/v26.0/me/messages', filler, 'application/json')).status).toBe(200)
  const tooLarge = await new Promise<number | undefined>((resolve, reject) => {
    const asked = request(url('/v26.0/me/messages'), { method: 'POST', headers: { 'content-length': 102 * 1024 * 1024 } }, (answer) => {
      resolve(answer.statusCode)
      asked.destroy()
    })
    asked.on('error', reject)
    asked.flushHeaders()
  })
  expect(tooLarge).toBe(413)
})
