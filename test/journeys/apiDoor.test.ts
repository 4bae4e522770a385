import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { permissions } from '../../server/model/permission.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { addOlderWorkspace } from '../support/addOlderWorkspace.ts'
import { answer, leadRule, openShop, type Shop } from '../support/openShop.ts'

type Refusal = { error: { code: string; message: string } }
type Ids = { data: { id: string }[] }
type OpenApi = { openapi: string; info: object; paths: Record<string, Record<string, { summary?: string; responses: object }>> }
const nobody = '01900000-0000-7000-8000-000000000000'
const lists = ['accounts', 'automations', 'events', 'messages', 'contacts', 'conversations', 'leads']

describe('the door of the API', () => {
  let house: House
  let shop: Shop
  beforeAll(async () => {
    house = await startHouse({ env: { ALLOWED_ORIGINS: 'https://admin.example,https://shop.example:8443' } })
    shop = await openShop(house)
    await shop.automate(leadRule)
    await shop.comment('price')
    await house.drain()
    await shop.write('ana@x.com')
    await house.drain()
  })
  afterAll(() => house?.stop())

  test('the OpenAPI 3.1 document names every route, each with its summary', async () => {
    const document = (await (await fetch(`${house.url}/api/openapi.json`)).json()) as OpenApi
    expect(document.openapi).toBe('3.1.0')
    const named = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    for (const [path, methods] of Object.entries(document.paths))
      for (const [method, operation] of Object.entries(methods)) expect(operation.summary, `${method} ${path}`).toEqual(expect.any(String))
    const routes = house.app.printRoutes({ includeHooks: false, commonPrefix: false })
    const served = routesIn(routes).filter((one) => one.includes(' /api/') || one.includes(' /health'))
    expect(served.length).toBeGreaterThan(30)
    expect(served).toContain('GET /api/automations/{id}/versions')
    const undocumented = served.filter((one) => !named.includes(one) && !/ \/api\/(webhooks|openapi)/.test(one))
    expect(undocumented).toEqual([])
    expect(named.length).toBeGreaterThan(25)
    for (const list of lists) expect(named).toEqual(expect.arrayContaining([`GET /api/${list}`]))
  })

  test('every route says what it needs, the document repeats it, and no permission is needed by none', async () => {
    const declared = house.app.declaredRoutes
    expect(declared.filter((one) => (one.may === undefined) === (one.open === undefined))).toEqual([])
    expect(declared.length).toBeGreaterThan(60)
    const document = (await (await fetch(`${house.url}/api/openapi.json`)).json()) as OpenApi
    for (const { method, url, may } of declared) {
      const operation = document.paths[url.replaceAll(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()] as Record<string, unknown> | undefined
      if (operation) expect([url, operation['x-permission'], operation['security']]).toEqual([url, may, may ? undefined : []])
    }
    const needed = new Set(declared.map((one) => one.may))
    // Asked for by the handler of /metrics, from other machines alone.
    needed.add('metrics.read')
    expect(permissions.filter((one) => !needed.has(one))).toEqual([])
  })

  test('the document has what every route answers: its answer with content, and its refusals', async () => {
    const document = (await (await fetch(`${house.url}/api/openapi.json`)).json()) as OpenApi
    type Responses = Record<string, { content?: Record<string, { schema?: object }> }>
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { responses }]) => ({
        name: `${method.toUpperCase()} ${path}`,
        responses: responses as Responses,
      })),
    )
    const silent = operations.filter(({ responses }) => {
      const [good] = Object.entries(responses).filter(([status]) => /^[23]/.test(status))
      return (
        !good ||
        (!['204', '302'].includes(good[0]) &&
          !Object.values(good[1].content ?? {}).some(({ schema }) => schema && Object.keys(schema).length > 0))
      )
    })
    expect(silent.map(({ name }) => name)).toEqual([])
    const neverRefuse = operations.filter(
      ({ name, responses }) => name.includes(' /api/') && !(responses['4XX']?.content && responses['5XX']?.content),
    )
    expect(neverRefuse.map(({ name }) => name)).toEqual([])
    expect(JSON.stringify(operations.find(({ name }) => name === 'GET /api/leads')!.responses['4XX'])).toContain('version_conflict')
  })

  test('every reference in the document leads somewhere', async () => {
    const document = (await (await fetch(`${house.url}/api/openapi.json`)).json()) as object
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g)].map(([, pointer]) => pointer!)
    for (const pointer of references)
      expect(
        pointer
          .split('/')
          .slice(1)
          .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document),
        pointer,
      ).toBeDefined()
  })

  test('health and documentation are open, figures for this machine', async () => {
    for (const path of ['/health', '/health/live', '/health/ready']) {
      const answered = await fetch(house.url + path)
      expect([answered.status, ((await answered.json()) as { status: string }).status]).toEqual([200, 'ok'])
    }
    expect((await fetch(`${house.url}/docs`)).status).toBe(200)
    const metrics = await (await fetch(`${house.url}/metrics`)).text()
    expect(metrics).toMatch(/autodm_webhook_bodies_total\{result="kept"\} \d+/)
    expect(metrics).toMatch(/autodm_message_tries_total\{outcome="sent",kind="private_reply"\} 1/)
    expect(metrics).toContain('autodm_backlog')
  })

  test('the reference of the API is one page without script, with every address in it', async () => {
    const answered = await fetch(`${house.url}/redoc`)
    expect([answered.status, answered.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(answered.headers.get('content-security-policy')).toContain("default-src 'none'")
    const page = await answered.text()
    const document = (await (await fetch(`${house.url}/api/openapi.json`)).json()) as OpenApi
    const paths = Object.keys(document.paths)
    expect(paths.filter((path) => !page.includes(`<code>${path}</code>`))).toEqual([])
    expect(page).toContain('<code>data[].externalId</code>')
    expect(page.match(/<script|<[a-z]+ [^>]*\b(?:src|srcset|style)=|<link|@import|url\(/g)).toBeNull()
  })

  describe('pages of other origins', () => {
    const asked = (path: string, origin: string, more: RequestInit = {}) =>
      fetch(house.url + path, { ...more, headers: { origin, ...(more.headers as Record<string, string>) } })
    const preflight = (path: string, origin: string, method = 'PATCH') =>
      asked(path, origin, { method: 'OPTIONS', headers: { 'access-control-request-method': method } })
    const allowedOf = ({ headers }: Response) => [
      headers.get('access-control-allow-origin'),
      headers.get('access-control-allow-credentials'),
    ]

    test.each(['https://admin.example', 'https://shop.example:8443'])('%s of ALLOWED_ORIGINS may call and read', async (origin) => {
      const answered = await asked('/api/accounts', origin)
      expect([answered.status, ...allowedOf(answered)]).toEqual([401, origin, 'true'])
      expect(answered.headers.get('vary')).toContain('Origin')
      const before = await preflight('/api/workspace', origin)
      expect([before.status, ...allowedOf(before)]).toEqual([204, origin, 'true'])
      expect(before.headers.get('access-control-allow-methods')).toContain('PATCH')
      expect(before.headers.get('access-control-allow-headers')).toContain('authorization')
    })

    test.each([
      'https://admin.example.evil.example',
      'http://admin.example',
      'https://admin.example:8443',
      'https://shop.example',
      'null',
      '*',
    ])('%s may not', async (origin) => {
      const answered = await asked('/api/accounts', origin)
      expect(allowedOf(answered)).toEqual([null, null])
      expect(answered.headers.get('vary')).toContain('Origin')
      const before = await preflight('/api/workspace', origin)
      expect([before.status >= 400, ...allowedOf(before)]).toEqual([true, null, null])
    })

    test('public forms keep their own rule: any origin, without cookies', async () => {
      for (const origin of ['https://admin.example', 'https://blog.example']) {
        const before = await preflight('/f/a-form', origin, 'POST')
        expect([before.status, ...allowedOf(before)]).toEqual([204, '*', null])
      }
    })
  })

  test('without a key or with a wrong one: 401, for things that exist and things that do not', async () => {
    for (const headers of [{}, { authorization: 'Bearer guessed' }, { authorization: 'Basic dGVzdA==' }] as Record<string, string>[]) {
      for (const list of [...lists, 'stats', 'queue', 'leads.csv', 'me', 'stream', `automations/${nobody}`]) {
        const answered = await fetch(`${house.url}/api/${list}`, { headers })
        expect([list, answered.status]).toEqual([list, 401])
        expect(await answered.json()).toMatchObject({ error: { code: 'not_signed_in' } })
      }
    }
    expect(
      (await fetch(`${house.url}/api/automations`, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status,
    ).toBe(401)
  })

  test('unknown ids: 404; what can be no id: 400', async () => {
    for (const list of lists.filter((one) => one !== 'messages')) {
      expect((await house.api<Refusal>('GET', `/api/${list}/${nobody}`)).body.error.code, list).toBe('not_found')
      expect((await house.api<Refusal>('GET', `/api/${list}/4711`)).body.error.code, list).toBe('invalid_input')
    }
    for (const [method, path, body] of [
      ['GET', `events/${nobody}/trace`],
      ['PUT', `automations/${nobody}`, answer('message', [], 'x')],
      ['PATCH', `automations/${nobody}`, { name: 'x' }],
      ['DELETE', `automations/${nobody}`],
      ['PATCH', `accounts/${nobody}`, { name: 'x' }],
      ['DELETE', `accounts/${nobody}`],
      ['POST', `messages/${nobody}/resend`],
      ['POST', `messages/${nobody}/close`],
    ] as const)
      expect((await house.api(method, `/api/${path}`, body)).status, `${method} ${path}`).toBe(404)
    expect((await house.api('POST', '/api/automations', { accountId: nobody, ...answer('message', [], 'x') })).status).toBe(404)
    expect((await house.api<Refusal>('GET', '/api/nothing-here')).body.error.code).toBe('not_found')
  })

  test('what is wrong with a request is said part by part, in our own words', async () => {
    const wrong = await house.api<{ error: { message: string; details: object[] } }>('POST', '/api/endpoints', {
      name: '',
      url: 'shop.example',
      retryCount: 12,
      sources: [{ type: 'any', conditions: [{ on: 'field', name: 'city', is: 'one_of', values: [] }] }],
      colour: 'red',
    })
    expect(wrong.status).toBe(400)
    expect(wrong.body.error.details).toEqual([
      { path: 'body.name', message: 'must not be empty' },
      { path: 'body.url', message: 'must be an https:// address' },
      { path: 'body.retryCount', message: 'must be at most 9' },
      { path: 'body.sources.0.conditions.0.values', message: 'must have at least one entry' },
      { path: 'body', message: 'has an unknown field: colour' },
    ])
    expect(wrong.body.error.message).toBe('body.name: must not be empty')
    const missing = await house.api<Refusal>('POST', '/api/tags', {})
    expect(missing.body.error.message).toBe('body.name: is missing')
  })

  test('a client may name JSON as the type of a body that it does not send', async () => {
    const empty = (method: string, path: string) =>
      fetch(house.url + path, { method, headers: { authorization: 'Bearer test-key-of-the-instance', 'content-type': 'application/json' } })
    expect((await empty('POST', `/api/messages/${nobody}/resend`)).status).toBe(404)
    expect(await (await empty('POST', '/api/automations')).json()).toMatchObject({ error: { message: 'body: is missing' } })
  })

  test('a body that is too large, no JSON, or of another kind', async () => {
    const post = (body: string, type: string) =>
      fetch(`${house.url}/api/automations`, {
        method: 'POST',
        body,
        headers: { 'content-type': type, authorization: 'Bearer test-key-of-the-instance' },
      })
    expect((await post(`"${'x'.repeat(300_000)}"`, 'application/json')).status).toBe(413)
    expect((await post('{', 'application/json')).status).toBe(400)
    expect((await post('a=b', 'application/x-www-form-urlencoded')).status).toBe(415)
  })

  test('an account is connected once, and only with its own token', async () => {
    const other = await house.sim<{ id: string; accessToken: string }>('POST', '/simulator/accounts', {
      channel: 'instagram',
      username: 'other',
      name: 'Other',
    })
    const connect = (externalId: string, accessToken: string) =>
      house.api<Refusal>('POST', '/api/accounts', { channel: 'instagram', externalId, name: 'Other', accessToken })
    expect((await connect(shop.accountExternalId, shop.accessToken)).body.error.code).toBe('conflict')
    expect((await connect(other.id, shop.accessToken)).body.error.code).toBe('token_rejected')
    expect((await connect(other.id, 'nonsense')).body.error.code).toBe('token_rejected')
    const made = await connect(other.id, other.accessToken)
    expect(made.status).toBe(201)
    expect(JSON.stringify([made.body, (await house.api('GET', '/api/accounts')).body])).not.toContain(other.accessToken)
  })

  test('a message by hand goes through the same ledger: by thread, by person, by comment', async () => {
    const here = await openShop(house)
    const commentId = await here.comment('nice')
    await house.drain()
    const send = (to: object, text: string) =>
      house.api<{ id: string; status: string } & Refusal>('POST', '/api/messages', { accountId: here.accountId, text, ...to })
    expect((await send({ recipientId: here.personId }, 'too early')).body.error).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('has only commented so far'),
    })
    expect((await send({ commentId, public: true }, 'Thanks!')).body.status).toBe('pending')
    await here.write('hello')
    await house.drain()
    const { conversationId } = (await here.event({ text: 'hello' })) as unknown as { conversationId: string }
    expect((await send({ conversationId }, 'By thread')).status).toBe(201)
    expect(
      (await send({ recipientId: here.personId, buttons: [{ title: 'Shop', url: 'https://shop.example' }] }, 'By person')).status,
    ).toBe(201)
    await house.drain()
    expect(await here.effects()).toEqual([
      { kind: 'comment_reply', text: 'Thanks!' },
      { kind: 'message', text: 'By thread' },
      { kind: 'message', text: 'By person' },
    ])
    expect((await here.inbox()).at(-1)!.buttons).toEqual([{ title: 'Shop', url: 'https://shop.example' }])
    const { data } = (
      await house.api<{ data: { cause: { byHand: boolean }; direction: string; status: string }[] }>(
        'GET',
        `/api/messages?conversationId=${conversationId}`,
      )
    ).body
    expect(data.filter((one) => one.direction === 'out').every((one) => one.cause.byHand && one.status === 'sent')).toBe(true)
    expect(data.filter((one) => one.direction === 'in')).toHaveLength(2)
    expect((await send({ recipientId: here.personId }, '€'.repeat(334))).body.error.message).toContain('1000 bytes')
    expect((await send({ recipientId: '4711' }, 'who?')).status).toBe(404)
    expect((await send({ recipientId: here.personId, conversationId }, 'both')).status).toBe(400)
    expect((await send({}, 'to nobody')).status).toBe(400)
    expect((await send({ recipientId: here.personId }, '  ')).status).toBe(400)
  })

  test('a message by hand is of one kind, and of one that the channel sends', async () => {
    const here = await openShop(house)
    const commentId = await here.comment('nice')
    await here.write('hello')
    await house.drain()
    const send = (content: object, to: object = { recipientId: here.personId }) =>
      house.api<{ id: string } & Refusal>('POST', '/api/messages', { accountId: here.accountId, ...to, ...content })
    const refusal = async (content: object, to?: object) => {
      const { status, body } = await send(content, to)
      return [status, body.error.code, body.error.message]
    }
    const quickReplies = [{ title: 'Red', payload: 'RED' }]
    expect((await send({ text: 'Which?', quickReplies })).status).toBe(201)
    expect((await send({ text: 'Want it?', buttons: [{ title: 'Yes', payload: 'YES' }] })).status).toBe(201)
    await house.drain()
    expect((await here.inbox()).at(-1)).toMatchObject({ text: 'Want it?', buttons: [{ title: 'Yes', payload: 'YES' }] })
    const { data } = (await house.api<{ data: object[] }>('GET', `/api/messages?direction=out&accountId=${here.accountId}`)).body
    expect(data).toMatchObject([
      { text: 'Want it?', buttons: [{ title: 'Yes', payload: 'YES' }], status: 'sent' },
      { text: 'Which?', quickReplies, status: 'sent' },
    ])
    // Known kinds that this channel does not send.
    const list = { text: 'Which?', button: 'Choose', sections: [{ rows: [{ id: 'red', title: 'Red' }] }] }
    for (const [content, name] of [
      [{ media: { type: 'image', url: 'https://shop.example/a.png' } }, 'a file'],
      [{ list }, 'a list'],
      [{ template: { name: 'order', language: 'en_US', parameters: ['Ann'] } }, 'a template'],
      [{ location: { latitude: 37.44, longitude: -122.16 } }, 'a location'],
      [{ contacts: [{ name: 'Maya', phones: [{ phone: '+16505551234' }] }] }, 'contacts'],
      [{ reaction: { messageId: 'm1', emoji: '👍' } }, 'a reaction'],
    ] as const)
      expect(await refusal(content)).toEqual([
        400,
        'invalid_input',
        `This channel cannot send ${name} in a conversation. It takes text, buttons, and quick replies.`,
      ])
    expect(await refusal({ list }, { commentId, public: true })).toEqual([
      400,
      'invalid_input',
      'This channel cannot send a list as a public reply. It takes text.',
    ])
    expect(await refusal({ text: 'a' }, { recipientId: here.personId, public: true })).toEqual([
      400,
      'invalid_input',
      'body.public: Only a reply to a comment can be public: give a commentId, or leave public out.',
    ])
    // No message, or more than one.
    for (const content of [
      {},
      { text: 'a', location: { latitude: 1, longitude: 2 } },
      { quickReplies },
      { text: 'a', quickReplies, buttons: [{ title: 'b', payload: 'B' }] },
      { text: 'a', buttons: [{ title: 'b' }] },
      { text: 'a', buttons: [{ title: 'b', url: 'https://shop.example', payload: 'B' }] },
      { media: { type: 'image' } },
      { location: { latitude: 91, longitude: 2 } },
      { list: { ...list, sections: [] } },
    ])
      expect([content, (await send(content)).status]).toEqual([content, 400])
    expect(await here.said()).toEqual(['Which?', 'Want it?'])
  })

  test('messages, events and people are paged, each once', async () => {
    for (const list of ['messages', 'events', 'contacts', 'conversations', 'leads', 'accounts']) {
      const all = (await house.api<Ids>('GET', `/api/${list}?limit=200`)).body.data.map((one) => one.id)
      const seen: string[] = []
      for (let cursor: string | null = ''; cursor !== null;) {
        const page: { data: { id: string }[]; nextCursor: string | null } = (
          await house.api<{ data: { id: string }[]; nextCursor: string | null }>(
            'GET',
            `/api/${list}?limit=1${cursor && `&cursor=${cursor}`}`,
          )
        ).body
        seen.push(...page.data.map((one) => one.id))
        cursor = page.nextCursor
      }
      expect([list, seen]).toEqual([list, all])
      expect(all.length, list).toBeGreaterThan(0)
    }
  })

  test('another workspace of the same instance sees nothing of it', async () => {
    const ours: Record<string, string[]> = {}
    for (const list of lists) ours[list] = (await house.api<Ids>('GET', `/api/${list}?limit=200`)).body.data.map((one) => one.id)
    await addOlderWorkspace(house)
    expect((await house.api<{ workspace: { name: string } }>('GET', '/api/me')).body.workspace.name).toBe('Somebody else')
    for (const list of lists) {
      expect([list, (await house.api<Ids>('GET', `/api/${list}`)).body.data]).toEqual([list, []])
      expect(ours[list]!.length, list).toBeGreaterThan(0)
      for (const id of list === 'messages' ? [] : ours[list]!.slice(0, 3))
        expect((await house.api('GET', `/api/${list}/${id}`)).status, list).toBe(404)
    }
    const [event, automation, account, message] = [
      ours['events']![0],
      ours['automations']![0],
      ours['accounts']!.at(-1),
      ours['messages']![0],
    ]
    for (const [method, path, body] of [
      ['GET', `events/${event}/trace`],
      ['PATCH', `automations/${automation}`, { is_active: false }],
      ['PUT', `automations/${automation}`, answer('message', [], 'x')],
      ['DELETE', `automations/${automation}`],
      ['GET', `automations/${automation}/versions`],
      ['POST', `automations/${automation}/publish`],
      ['PATCH', `accounts/${account}`, { status: 'inactive' }],
      ['DELETE', `accounts/${account}`],
      ['GET', `accounts/${account}/media`],
      ['POST', `messages/${message}/close`],
    ] as const)
      expect((await house.api(method, `/api/${path}`, body)).status, `${method} ${path}`).toBe(404)
    expect((await house.api('POST', '/api/automations', { accountId: shop.accountId, ...answer('message', [], 'x') })).status).toBe(404)
    expect((await house.api('POST', '/api/messages', { accountId: shop.accountId, recipientId: shop.personId, text: 'x' })).status).toBe(
      404,
    )
    expect(
      (
        await house.api<Refusal>('POST', '/api/accounts', {
          channel: 'instagram',
          externalId: shop.accountExternalId,
          name: 'Mine',
          accessToken: shop.accessToken,
        })
      ).body.error,
    ).toMatchObject({ code: 'conflict', message: 'This account is connected in another workspace of this instance.' })
    expect((await house.api<{ leads: { total: number }; top: object[] }>('GET', '/api/stats')).body).toMatchObject({
      leads: { total: 0 },
      messages: { sent: 0 },
      events: { total: 0 },
      top: [],
    })
    const csv = await fetch(`${house.url}/api/leads.csv`, { headers: { authorization: 'Bearer test-key-of-the-instance' } })
    expect((await csv.text()).trim().split('\r\n')).toHaveLength(1)
    // And what the first one had configured goes on.
    await shop.comment('price', await shop.meet({ username: 'late', name: 'Late' }))
    await house.drain()
    expect(await shop.effects()).toHaveLength(5)
  })
})

/** `METHOD /path` of every route, from Fastify's own tree. */
function routesIn(tree: string): string[] {
  const open: string[] = []
  return tree.split('\n').flatMap((line) => {
    const found = /^([│├└─\s]*)(\S+)(?: \(([A-Z, ]+)\))?/.exec(line)
    if (!found) return []
    const depth = Math.floor(found[1]!.length / 4)
    open.length = depth
    open.push(found[2]!)
    const path = open.join('').replaceAll(/:(\w+)/g, '{$1}')
    return (found[3] ?? '')
      .split(', ')
      .filter((method) => method && method !== 'HEAD')
      .map((method) => `${method} ${path}`)
  })
}
