import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dmErrorOf } from '../../server/model/leadDm.ts'
import { addLead } from '../support/addLead.ts'
import { openPage } from '../support/openPage.ts'
import { leadRule, openShop } from '../support/openShop.ts'
import { startReceiver } from '../support/receiver.ts'
import { owner } from '../support/signIn.ts'
import { startHouse, type House } from '../support/startHouse.ts'

// Every printed example of the DM API (requirements C1 to C6) and every table of the lead connector (E1 to E7), each with its address, its
// input and what comes back. What is printed and not there yet is a `todo`, so that the report of every run names it.

type Ids = Record<
  'lead' | 'failed' | 'byPhone' | 'foreign' | 'page' | 'adLead' | 'endpoint' | 'delivery' | 'brokenEndpoint' | 'retrying' | 'owner',
  string
>
const anyText = expect.any(String)
const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT/)
const hello = (leadId: string, provider = 'instagram') => ({ leadId, provider, message: 'Optional custom message' })

let house: House
let receiver: Awaited<ReturnType<typeof startReceiver>>
let ids: Ids
beforeAll(async () => {
  receiver = await startReceiver()
  house = await startHouse({ env: { ENDPOINT_ALLOW: '127.0.0.0/8' } })
  await house.api('POST', '/api/setup/owner', owner)
  const shop = await openShop(house)
  await shop.automate({ name: 'rule', ...leadRule })
  const capture = async (email: string, by?: string) => {
    await shop.comment('price', by)
    await house.drain()
    await shop.write(email, by)
    await house.drain()
    return (await house.api<{ data: { id: string }[] }>('GET', `/api/leads?q=${email}`)).body.data[0]!.id
  }
  const lead = await capture('ana@x.com')
  const failed = await capture('ben@x.com', await shop.meet({ username: 'ben', name: 'Ben' }))
  await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 506, times: 1 })
  await house.api('POST', '/api/dm/send', hello(failed))
  await house.drain()
  const other = house.deps.newId()
  await sql`insert into workspaces (id, name, created_at) values (${other}, 'Other', ${house.deps.clock.now()})`.execute(
    house.deps.databases.system,
  )
  const page = await openPage(house)
  const sources = [{ type: 'account', id: page.accountId, isActive: true }]
  const endpoint = await house.api<{ id: string }>('POST', '/api/endpoints', { name: 'CRM', url: `${receiver.url}/crm`, sources })
  expect(endpoint.status, JSON.stringify(endpoint.body)).toBe(201)
  await page.fillIn({ adId: page.adId })
  await house.drain()
  // Nothing listens on port 9.
  const broken = await house.api<{ id: string }>('POST', '/api/endpoints', {
    name: 'Gone',
    url: 'http://127.0.0.1:9/',
    sources: [{ type: 'any' }],
  })
  await house.api('POST', '/api/leads', { name: 'Cara', email: 'cara@x.com' })
  await house.drain()
  const first = async (path: string) => (await house.api<{ data: { id: string }[] }>('GET', path)).body.data[0]!.id
  ids = {
    lead,
    failed,
    byPhone: await addLead(house, { phone: '+1 (234) 567-890' }),
    foreign: await addLead(house, { workspace_id: other }),
    page: page.accountId,
    adLead: await first('/api/leads?source=lead_ad'),
    endpoint: endpoint.body.id,
    brokenEndpoint: broken.body.id,
    retrying: await first(`/api/deliveries?endpointId=${broken.body.id}`),
    delivery: await first(`/api/deliveries?endpointId=${endpoint.body.id}`),
    owner: await first('/api/members'),
  }
}, 60_000)
afterAll(async () => {
  await house?.stop()
  receiver?.stop()
})

type Example = [
  printed: string,
  method: 'GET' | 'POST',
  path: (of: Ids) => string,
  body: ((of: Ids) => object) | null,
  status: number,
  gives: object,
]
const queued = (message: string, more: object = {}) => ({ success: true, message, data: { jobId: anyText, status: 'queued', ...more } })
const refused = (code: string) => ({ success: false, error: { code, message: anyText } })
const send = () => '/api/dm/send'
const examples: Example[] = [
  ['send, Instagram', 'POST', send, (of) => hello(of.lead), 200, queued('DM queued successfully', { provider: 'instagram' })],
  [
    'send, WhatsApp',
    'POST',
    send,
    (of) => hello(of.byPhone, 'whatsapp'),
    501,
    {
      success: true,
      message: 'WhatsApp DM feature coming soon',
      data: { status: 'coming_soon', provider: 'whatsapp', deepLink: 'https://wa.me/1234567890?text=Optional%20custom%20message' },
    },
  ],
  [
    'status',
    'GET',
    (of) => `/api/dm/status/${of.lead}`,
    null,
    200,
    {
      success: true,
      data: { leadId: anyText, dmStatus: 'sent', dmProvider: 'instagram', dmSentAt: time, dmError: null, recentLogs: expect.any(Array) },
    },
  ],
  ['retry', 'POST', (of) => `/api/dm/retry/${of.failed}`, null, 200, queued('DM retry queued successfully')],
  ['an unknown lead, by the printed id', 'POST', send, () => hello('507f1f77bcf86cd799439011'), 404, refused('NOT_FOUND')],
  ['an invalid provider', 'POST', send, (of) => hello(of.lead, 'telegram'), 400, refused('INVALID_INPUT')],
  ['a lead of another creator', 'GET', (of) => `/api/dm/status/${of.foreign}`, null, 403, refused('FORBIDDEN')],
]

describe('the DM API', () => {
  test.each(examples)('%s: %s', async (_, method, path, body, status, gives) => {
    await house.drain()
    const answered = await house.api(method, path(ids), body ? body(ids) : undefined)
    expect([answered.status, answered.body]).toEqual([status, gives])
  })
  test('nobody who is not signed in: 401', async () => {
    const answered = await house.api('POST', '/api/dm/send', hello(ids.lead), { authorization: '' })
    expect([answered.status, answered.body]).toEqual([401, refused('NOT_SIGNED_IN')])
  })
  test.each([
    ['TOKEN_EXPIRED', 'token_invalid'],
    ['RATE_LIMIT', 'rate_limited'],
    ['NOT_PERMITTED', 'outside_window'],
    ['CIRCUIT_OPEN', 'circuit_open'],
  ])('the error %s', (printed, ours) => expect(dmErrorOf(ours)).toBe(printed))
})

/** The columns of each printed table, and where they are in what the address answers. `never`: secrets, which no address answers. */
const tables: Record<string, { path: (of: Ids) => string; columns: Record<string, string>; never?: string[]; missing?: string[] }> = {
  User: {
    path: () => '/api/members',
    columns: { id: 'data.0.userId', email: 'data.0.email', name: 'data.0.name', createdAt: 'data.0.createdAt' },
    never: ['accessToken', 'refreshToken'],
    missing: ['facebookId', 'tokenExpiry', 'image', 'lastLogin'],
  },
  Page: {
    path: (of) => `/api/accounts/${of.page}`,
    columns: { id: 'id', facebookPageId: 'externalId', name: 'name', category: 'category', isActive: 'status', createdAt: 'createdAt' },
    never: ['accessToken'],
    missing: ['updatedAt'],
  },
  Lead: {
    path: (of) => `/api/leads/${of.adLead}`,
    columns: {
      id: 'id',
      facebookLeadId: 'attribution.leadgenId',
      pageId: 'accountId',
      ...Object.fromEntries(
        ['formId', 'formName', 'campaignId', 'campaignName', 'adsetId', 'adsetName', 'adId', 'adName'].map((name) => [
          name,
          `attribution.${name}`,
        ]),
      ),
      leadData: 'attribution.answers',
      status: 'status',
      createdAt: 'capturedAt',
      processedAt: 'processedAt',
      deliveries: 'deliveries.0.id',
    },
  },
  Webhook: {
    path: (of) => `/api/endpoints/${of.endpoint}`,
    columns: {
      ...Object.fromEntries(
        ['id', 'name', 'url', 'method', 'headers', 'retryCount', 'timeoutMs', 'isActive', 'lastSuccess', 'createdAt'].map((name) => [
          name,
          name,
        ]),
      ),
      authType: 'auth.type',
    },
    never: ['secret'],
    missing: ['updatedAt'],
  },
  'Webhook whose calls fail': { path: (of) => `/api/endpoints/${of.brokenEndpoint}`, columns: { lastFailure: 'lastFailure' } },
  PageWebhookConfig: {
    path: (of) => `/api/endpoints/${of.endpoint}/sources`,
    columns: { pageId: 'data.0.id', isActive: 'data.0.isActive' },
  },
  WebhookDelivery: {
    path: (of) => `/api/deliveries/${of.delivery}`,
    columns: {
      id: 'id',
      webhookId: 'endpointId',
      leadId: 'leadId',
      status: 'status',
      statusCode: 'attempts.0.httpStatus',
      responseBody: 'attempts.0.responseBody',
      attemptNumber: 'attempt',
      createdAt: 'attempts.0.at',
      completedAt: 'completedAt',
    },
  },
  'WebhookDelivery that is retried': {
    path: (of) => `/api/deliveries/${of.retrying}`,
    columns: { error: 'attempts.0.error', nextRetryAt: 'nextRetryAt' },
  },
}
const at = (body: unknown, path: string) =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], body)

describe('the tables of the lead connector', () => {
  test.each(Object.entries(tables))('%s: each column has its place in what the API answers, secrets have none', async (_, table) => {
    const { status, body } = await house.api(`GET`, table.path(ids))
    expect(status).toBe(200)
    const lost = Object.entries(table.columns).filter(([, path]) => at(body, path) === undefined || at(body, path) === null)
    expect(lost, JSON.stringify(body)).toEqual([])
    for (const name of table.never ?? []) expect(Object.keys(body as object)).not.toContain(name)
  })
  for (const [table, { missing = [] }] of Object.entries(tables)) for (const column of missing) test.todo(`${table}: the column ${column}`)

  test.each([
    ['LeadStatus', '/api/leads', ['NEW', 'PROCESSING', 'DELIVERED', 'FAILED', 'ARCHIVED']],
    ['DeliveryStatus', '/api/deliveries', ['PENDING', 'SUCCESS', 'FAILED', 'RETRYING']],
  ])('%s: each value is a filter of %s, and no other', async (_, path, values) => {
    for (const value of values) expect([value, (await house.api('GET', `${path}?status=${value}`)).status]).toEqual([value, 200])
    expect((await house.api('GET', `${path}?status=OTHER`)).status).toBe(400)
  })
  test('HttpMethod and AuthType: each value is taken, and answered without its secrets', async () => {
    const make = (more: object) => house.api('POST', '/api/endpoints', { name: 'N', url: receiver.url, sources: [], ...more })
    for (const method of ['POST', 'PUT', 'PATCH']) expect(await make({ method })).toMatchObject({ status: 201, body: { method } })
    expect((await make({ method: 'GET' })).status).toBe(400)
    for (const auth of [
      { type: 'NONE' },
      { type: 'BASIC', username: 'u', password: 'the-secret' },
      { type: 'BEARER', token: 'the-secret' },
      { type: 'API_KEY', header: 'x-key', value: 'the-secret' },
      { type: 'CUSTOM', headers: { 'x-own': 'the-secret' } },
    ]) {
      const made = await make({ auth })
      expect(made).toMatchObject({ status: 201, body: { auth: { type: auth.type } } })
      expect(JSON.stringify(made.body)).not.toContain('the-secret')
    }
  })
  test('the figures of the database, of leads and of webhooks; the days of the clean-up', async () => {
    expect((await house.api('GET', '/api/stats')).body).toMatchObject({
      users: 1,
      pages: 1,
      leads: { total: expect.any(Number), new: expect.any(Number), delivered: 1, failed: 0 },
      endpoints: { total: expect.any(Number), active: expect.any(Number) },
      deliveries: { successful: 1, failed: 0 },
    })
    expect((await house.api('PATCH', '/api/workspace', { cleanUpDays: 30 })).body).toMatchObject({ cleanUpDays: 30 })
  })
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    scripts: Record<string, string>
  }
  for (const name of ['db:migrate', 'db:studio', 'db:reset', 'db:seed'])
    if (scripts[name]) test(`npm run ${name}`, () => expect(scripts[name]).toContain('bin/cli.mjs'))
    else test.todo(`npm run ${name}`)
})
