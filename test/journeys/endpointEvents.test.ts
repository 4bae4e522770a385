import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Principal } from '../../server/auth/access.ts'
import type { ShownEndpoint } from '../../server/endpoints/endpoints.schemas.ts'
import { sendLeads } from '../../server/leads/sendLeads.job.ts'
import { sendToEndpoint } from '../../server/leads/sendLeads.ts'
import type { Job } from '../../server/model/job.ts'
import { captureLead, deliveriesOf, isSigned, makeEndpoint } from '../support/endpoints.ts'
import { openShop, type Shop } from '../support/openShop.ts'
import { startReceiver } from '../support/receiver.ts'
import { startHouse, type House } from '../support/startHouse.ts'

describe('what endpoints are told, and who changes them', () => {
  let house: House
  let receiver: Awaited<ReturnType<typeof startReceiver>>
  let shop: Shop
  beforeAll(async () => {
    house = await startHouse({ env: { ENDPOINT_ALLOW: '127.0.0.0/8' } })
    receiver = await startReceiver()
    shop = await openShop(house)
  })
  afterAll(async () => {
    await house?.stop()
    receiver?.stop()
  })
  beforeEach(async () => {
    receiver.clear()
    await sql`with gone as (delete from deliveries), gone_too as (delete from leads) delete from endpoints`.execute(
      house.deps.databases.system,
    )
  })

  const make = (more: object = {}) => makeEndpoint(house, receiver, more)
  const capture = (lead: object = {}) => captureLead(house, lead)
  const deliveries = (query = '') => deliveriesOf(house, query)
  const workspace = async () => (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
  const lead = async (id: string) => (await house.api<{ status: string; exported: boolean }>('GET', `/api/leads/${id}`)).body
  type Refused = { error: { code: string; message: string; details?: { path: string }[] } }

  describe('a change', () => {
    const patch = <T = ShownEndpoint>(id: string, body: object) => house.api<T>('PATCH', `/api/endpoints/${id}`, body)

    test.each([
      [{ auth: { type: 'BASIC', username: 'ana', password: 's3cret' } }],
      [{ auth: { type: 'CUSTOM', headers: { 'X-A': 's3cret' } } }],
      [{ auth: { type: 'API_KEY', header: 'X-Key', value: 's3cret' }, mapping: { first: 'name' }, headers: { 'X-B': 'two' } }],
    ])('may be the whole answer sent back: %o', async (more) => {
      const { id } = await make({ ...more, sources: [{ type: 'any' }, { type: 'account', id: shop.accountId }] })
      const { body } = await house.api<ShownEndpoint>('GET', `/api/endpoints/${id}`)
      expect((await patch(id, body)).body).toEqual(body)
      const sources = await house.api<object>('GET', `/api/endpoints/${id}/sources`)
      expect((await house.api('PUT', `/api/endpoints/${id}/sources`, sources.body)).body).toEqual(sources.body)
      expect((await patch(id, { ...body, name: 'Other' })).body).toEqual({ ...body, name: 'Other', version: 2 })
      await capture()
      await house.drain()
      expect(JSON.stringify(receiver.got[0]!.headers)).toMatch(/s3cret|YW5hOnMzY3JldA==/)
    })

    test('of what is only shown is refused, and so is an authentication without its secret', async () => {
      const { id } = await make({ auth: { type: 'BASIC', username: 'ana', password: 's3cret' } })
      for (const [path, change] of [
        ['body.state', { state: 'paused' }],
        ['body.kind', { kind: 'slack' }],
        ['body.auth', { auth: { type: 'BASIC', username: 'bea' } }],
      ] as const)
        expect(await patch(id, change)).toMatchObject({ status: 400, body: { error: { details: [{ path }] } } })
      expect((await patch(id, { version: 1 })).status).toBe(400)
      expect((await house.api<ShownEndpoint>('GET', `/api/endpoints/${id}`)).body.version).toBe(1)
    })

    test('is all or nothing, and does not overwrite one made meanwhile', async () => {
      const { id, version } = await make()
      const account = { type: 'account', id: shop.accountId }
      const first = await patch(id, { version, name: 'First', sources: [account] })
      expect(first.body).toMatchObject({ version: 2, name: 'First', sources: [account] })
      // Its response was lost.
      expect((await patch(id, { version, name: 'First', sources: [account] })).body).toMatchObject({ version: 2 })
      const late = await patch<Refused>(id, { version, name: 'Second', sources: [] })
      expect(late).toMatchObject({ status: 409, body: { error: { code: 'version_conflict' } } })
      expect(late.body.error.message).toContain('version 2')
      const put = await house.api<Refused>('PUT', `/api/endpoints/${id}/sources`, { version, sources: [] })
      expect(put).toMatchObject({ status: 409, body: { error: { code: 'version_conflict' } } })
      const wrong = { type: 'automation', id: house.deps.newId() }
      expect((await patch(id, { version: 2, name: 'Third', sources: [wrong] })).status).toBe(400)
      expect((await house.api<ShownEndpoint>('GET', `/api/endpoints/${id}`)).body).toMatchObject(first.body)
      expect((await patch(id, { version: 2, name: 'Third' })).body).toMatchObject({ version: 3, name: 'Third' })
    })

    test('may name what there is alone; an account also by its id at the platform', async () => {
      const { id } = await make({
        sources: [
          { type: 'page', id: shop.accountExternalId },
          { type: 'form', id: '1234567890' },
        ],
      })
      const { sources } = (await house.api<ShownEndpoint>('GET', `/api/endpoints/${id}`)).body
      expect(sources.map((one) => `${one.type} ${one.id}`).toSorted()).toEqual(['form 1234567890', `page ${shop.accountId}`])
      for (const source of [
        { type: 'page', id: '1000000000000001' },
        { type: 'account', id: house.deps.newId() },
        { type: 'automation', id: 'nonsense' },
        { type: 'form', id: 'guide' },
      ]) {
        const refused = await house.api<Refused>('PUT', `/api/endpoints/${id}/sources`, { sources: [{ type: 'any' }, source] })
        expect(refused).toMatchObject({ status: 400, body: { error: { details: [{ path: 'body.sources.1.id' }] } } })
        expect(refused.body.error.message).toContain(`no ${source.type} ${source.id}`)
      }
    })
  })

  describe('stored leads', () => {
    const send = (id: string, body: object = {}) =>
      house.api<{ sent: number; remaining: number }>('POST', `/api/endpoints/${id}/send`, body)
    const sentTo = async () => {
      await house.drain()
      return receiver.got
        .splice(0)
        .map(({ path, body }) => `${path} ${body.type} ${String(body.data['email'])}`)
        .toSorted()
    }

    test('go to an endpoint that came later, where its sources take them, and once', async () => {
      const porto = await capture({ customFields: { city: 'Porto' } })
      await capture({ email: 'bea@shop.example', customFields: { city: 'Lisbon' } })
      const spam = await capture({ email: 'spam@shop.example', customFields: { city: 'Porto' } })
      await house.api('PATCH', `/api/leads/${spam}`, { status: 'ARCHIVED' })
      const { id } = await make({
        sources: [{ type: 'any', conditions: [{ on: 'field', name: 'city', is: 'one_of', values: ['porto'] }] }],
      })
      await make({ url: `${receiver.url}/other`, sources: [{ type: 'any' }] })
      expect((await send(id)).body).toEqual({ sent: 1, remaining: 0 })
      expect(await sentTo()).toEqual(['/crm lead.created ana@shop.example'])
      expect(await lead(porto)).toMatchObject({ status: 'DELIVERED', exported: true })
      expect((await send(id)).body).toEqual({ sent: 0, remaining: 0 })
      expect((await send(id, { again: true })).body).toEqual({ sent: 1, remaining: 0 })
      expect((await send(id, { until: '2020-01-01T00:00:00Z' })).body).toEqual({ sent: 0, remaining: 0 })
      expect((await send(id, { status: 'ARCHIVED' })).body).toEqual({ sent: 1, remaining: 0 })
      expect(await sentTo()).toEqual(['/crm lead.created ana@shop.example', '/crm lead.created spam@shop.example'])
      expect((await send(house.deps.newId())).status).toBe(404)
      const { rows } = await sql`select fields from audit where action = 'send' and subject_id = ${id} order by at limit 1`.execute(
        house.deps.databases.system,
      )
      expect(rows).toEqual([{ fields: ['count:1'] }])
    })

    test('chosen by hand go where they are sent, whatever the sources are', async () => {
      const [one, two] = [await capture(), await capture({ email: 'bea@shop.example' })]
      const { id: endpointId } = await make({ sources: [] })
      const origin = { address: '203.0.113.7', browser: 'Mozilla/5.0', formName: 'Guide' }
      await sql`update leads set metadata = ${JSON.stringify(origin)}::jsonb where id = ${one}`.execute(house.deps.databases.system)
      const bulk = (body: object) => house.api<{ changed: number }>('POST', '/api/leads/bulk', { action: 'send', ...body })
      expect((await bulk({ ids: [one] })).status).toBe(400)
      expect((await bulk({ ids: [one], endpointId: house.deps.newId() })).status).toBe(404)
      expect((await bulk({ ids: [one], endpointId })).body.changed).toBe(1)
      await house.drain()
      // Where a form was sent from stays here.
      expect(receiver.got[0]!.body.data['attribution']).toEqual({ eventId: null, formName: 'Guide' })
      expect((await bulk({ filter: {}, endpointId })).body).toEqual({ changed: 1, nextCursor: null })
      expect((await bulk({ filter: {}, endpointId })).body.changed).toBe(0)
      expect(await sentTo()).toEqual(['/crm lead.created ana@shop.example', '/crm lead.created bea@shop.example'])
      for (const id of [one, two]) expect(await lead(id)).toMatchObject({ status: 'DELIVERED' })
      expect((await bulk({ ids: [one], endpointId, again: true })).body.changed).toBe(1)
      expect(await sentTo()).toEqual(['/crm lead.created ana@shop.example'])
    })

    test('very many are sent by a job, each once, also when it is killed, or asked for twice at once', async () => {
      const { system } = house.deps.databases
      for (let n = 0; n < 7; n++) await capture({ email: `n${n}@shop.example` })
      const { id } = await make()
      const who = { workspaceId: await workspace(), accountIds: null, actor: 'key:bootstrap' } as Principal
      const ask = () => sendToEndpoint(house.deps, who, id, { again: false }, 2)
      expect((await Promise.all([ask(), ask()])).toSorted((a, b) => b.sent - a.sent)).toEqual([
        { sent: 2, remaining: 5 },
        { sent: 0, remaining: 5 },
      ])
      const { rows } = await sql<Job>`select *, workspace_id as "workspaceId" from jobs where kind = 'send_leads'`.execute(system)
      expect(rows).toHaveLength(2)
      // Over after its first slice: the rest is a job of its own, and the same one when the attempt is repeated.
      const job = sendLeads({ ...house.deps, jobs: system }, 2, -1)
      for (let times = 0; times < 2; times++) expect(await job.run(rows[0]!, AbortSignal.abort())).toEqual({ kind: 'done' })
      expect(await deliveries()).toHaveLength(4)
      expect(await sentTo()).toHaveLength(7)
      expect(await deliveries('?status=SUCCESS')).toHaveLength(7)
    })

    test('what did not arrive is sent again: given up or about to be attempted, and nothing else', async () => {
      const { id } = await make({ retryCount: 1 })
      await capture({ email: 'fine@shop.example' })
      receiver.answer(({ body }) => ({ status: String(body.data['email']).startsWith('fine') ? 200 : 500 }))
      await capture({ email: 'failed@shop.example' })
      await house.drain()
      await house.moveClock(60_000)
      await house.drain()
      await capture({ email: 'waits@shop.example' })
      await house.drain()
      expect((await deliveries()).map(({ status }) => status).toSorted()).toEqual(['FAILED', 'RETRYING', 'SUCCESS'])
      receiver.clear()
      const since = new Date(0).toISOString()
      expect((await house.api('POST', `/api/endpoints/${id}/replay`, { since })).body).toEqual({ replayed: 2 })
      expect(await sentTo()).toEqual(['/crm lead.created failed@shop.example', '/crm lead.created waits@shop.example'])
      expect((await house.api('POST', `/api/endpoints/${id}/replay`, { since })).body).toEqual({ replayed: 0 })
    })
  })

  describe('the other types', () => {
    const six = ['message.received', 'message.sent', 'message.failed', 'automation.finished', 'account.status', 'contact.opted_out']
    beforeEach(async () => {
      await house.sim('DELETE', '/simulator/faults')
      await house.drain()
      receiver.clear()
    })
    const got = (path = '/crm') => receiver.got.filter((one) => one.path === path).map(({ body }) => body)
    const types = (path = '/crm') => got(path).map(({ type }) => type)
    const asking = {
      name: 'Asking',
      trigger_type: 'keyword',
      config: {
        keywords: ['prize'],
        is_lead_capture: true,
        lead_capture_flow: [
          { type: 'ask', text: 'Email?', field_type: 'email' },
          { type: 'wait' },
          { type: 'save', field: 'email' },
          { type: 'send', message: 'Thanks!' },
        ],
      },
    }

    /** An endpoint of another workspace that wants everything. */
    async function addForeign(url: string, events: string[]): Promise<void> {
      const { newId, databases, clock } = house.deps
      const [workspaceId, id, at] = [newId(), newId(), clock.now()]
      await sql`insert into workspaces (id, name, created_at) values (${workspaceId}, 'Foreign', ${at})`.execute(databases.system)
      await sql`
        insert into endpoints (id, workspace_id, name, kind, url, method, headers, auth, secret_sealed, retry_count, timeout_ms, events,
          is_active, created_at, updated_at)
        values (${id}, ${workspaceId}, 'Foreign', 'webhook', ${url}, 'POST', '{}', '{"type":"NONE"}', '', 9, 30000, ${events}, true, ${at}, ${at})
        `.execute(databases.system)
      await sql`insert into endpoint_sources (id, workspace_id, endpoint_id, type, source_id, is_active, conditions)
        values (${newId()}, ${workspaceId}, ${id}, 'any', '', true, '[]')`.execute(databases.system)
    }

    test('are told where they are wanted, as they are documented, and nobody else is told', async () => {
      const [maya, other] = [await openShop(house), await openShop(house)]
      const automationId = await maya.automate(asking)
      // How a person is called is asked when they first write.
      await maya.write('hello')
      await house.drain()
      await make({ events: six })
      await make({ url: `${receiver.url}/other`, events: six, sources: [{ type: 'account', id: other.accountId }] })
      await make({ url: `${receiver.url}/asking`, events: six, sources: [{ type: 'automation', id: automationId }] })
      await make({ url: `${receiver.url}/leads` })
      await addForeign(`${receiver.url}/foreign`, six)

      await maya.write('prize')
      await house.drain()
      await house.restart()
      await maya.write('ana@prize.example')
      await house.drain()
      const who = { accountId: maya.accountId, channel: 'instagram', contact: { username: expect.any(String) as string } }
      expect(got().filter(({ type }) => type === 'message.received')).toMatchObject([
        { data: { ...who, kind: 'message', text: 'prize', automationId, payload: null, attachments: [] } },
        { data: { ...who, text: 'ana@prize.example', automationId } },
      ])
      const sent = got().filter(({ type }) => type === 'message.sent')
      expect(sent).toMatchObject([
        { data: { ...who, kind: 'message', text: 'Email?', error: null, cause: { automationId, byHand: false } } },
        { data: { ...who, text: 'Thanks!', channelMessageId: expect.any(String) as string } },
      ])
      const [lead] = (await house.api<{ data: { id: string }[] }>('GET', `/api/leads?automationId=${automationId}`)).body.data
      expect(got().filter(({ type }) => type === 'automation.finished')).toMatchObject([
        {
          data: { ...who, automationId, automationName: 'Asking', state: 'done', saved: { email: 'ana@prize.example' }, leadId: lead!.id },
        },
      ])
      expect(types('/asking').toSorted()).toEqual([
        'automation.finished',
        'message.received',
        'message.received',
        'message.sent',
        'message.sent',
      ])
      // One event has one id, whoever is told of it.
      const ids = receiver.got.map(({ path, headers, body }) => [path, body.type, body.data['text'], headers['webhook-id']])
      const of = (path: string) =>
        ids.filter(([at, type]) => at === path && type === 'message.sent').map(([, , text, id]) => `${String(text)} ${String(id)}`)
      expect(of('/crm')).toEqual(of('/asking'))
      // In the order in which they happened, for one person.
      expect(types().slice(0, 3)).toEqual(['message.received', 'message.sent', 'message.received'])

      receiver.got.length = 0
      await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 506, times: 1 })
      await maya.write('prize')
      await house.drain()
      expect(got().filter(({ type }) => type === 'message.failed')).toMatchObject([
        {
          data: {
            text: 'Email?',
            channelMessageId: null,
            error: { code: expect.any(String) as string, text: expect.stringMatching(/ /) as string },
          },
        },
      ])

      receiver.got.length = 0
      for (let times = 0; times < 2; times++) await maya.write('STOP')
      await house.drain()
      expect(got().filter(({ type }) => type === 'contact.opted_out')).toMatchObject([
        { data: { ...who, text: 'STOP', eventId: expect.any(String) as string, optedOutAt: expect.any(String) as string } },
      ])
      expect(got().filter(({ type }) => type === 'automation.finished')).toMatchObject([{ data: { state: 'stopped' } }])

      receiver.got.length = 0
      for (const status of ['inactive', 'active']) {
        await house.api('PATCH', `/api/accounts/${maya.accountId}`, { status })
        await house.drain()
      }
      expect(got().map(({ type, data }) => [type, data['accountId'], data['before'], data['status']])).toEqual([
        ['account.status', maya.accountId, 'active', 'inactive'],
        ['account.status', maya.accountId, 'inactive', 'active'],
      ])
      await house.api('PATCH', `/api/accounts/${other.accountId}`, { status: 'inactive' })
      await house.drain()
      expect(types('/other')).toEqual(['account.status'])
      for (const path of ['/leads', '/foreign']) expect(types(path).filter((type) => !type.startsWith('lead.'))).toEqual([])
      const { rows } = await sql`select from deliveries where endpoint_id in (select id from endpoints where name = 'Foreign')`.execute(
        house.deps.databases.system,
      )
      expect(rows).toEqual([])
      expect(await deliveries('?status=FAILED')).toEqual([])
    })

    test('leave no trace and ask nothing where nobody wants them', async () => {
      const { system } = house.deps.databases
      await sql`delete from endpoint_events`.execute(system)
      await make()
      const person = await shop.meet({ username: 'quiet' })
      await shop.write('hello', person)
      await house.drain()
      expect((await sql`select from endpoint_events where type not like 'lead.%'`.execute(system)).rows).toEqual([])
    })
  })

  describe('the webhook URL of an automation', () => {
    const rule = (word: string, fields: string[], settings: object) => ({
      name: `Rule ${word}`,
      trigger_type: 'keyword',
      config: {
        keywords: [word],
        is_lead_capture: true,
        lead_capture_settings: { webhook_url: `${receiver.url}/hook`, ...settings },
        lead_capture_flow: fields.flatMap((field) => [
          { type: 'ask', text: `${field}?`, field_type: field },
          { type: 'wait' },
          { type: 'save', field },
        ]),
      },
    })
    async function say(text: string) {
      await shop.write(text)
      await house.drain()
    }
    const all = async () => (await house.api<{ data: ShownEndpoint[] }>('GET', '/api/endpoints')).body.data

    test('is an endpoint of its own, which the automation alone changes', async () => {
      const id = await shop.automate(rule('own', ['email', 'phone'], {}))
      const [endpoint] = await all()
      expect(endpoint).toMatchObject({
        automationId: id,
        name: 'Rule own',
        url: `${receiver.url}/hook`,
        sources: [{ type: 'automation', id }],
      })
      await say('own')
      await say('ana@own.example')
      await say('+1 415 555 2671')
      expect(receiver.got.map(({ body }) => [body.type, body.data['email'], body.data['phone']])).toEqual([
        ['lead.created', 'ana@own.example', null],
        ['lead.updated', 'ana@own.example', '+14155552671'],
      ])
      const { rows } = await sql<{ sealed: Buffer }>`select secret_sealed as sealed from endpoints`.execute(house.deps.databases.system)
      const place = { table: 'endpoints', row: endpoint!.id, column: 'secret_sealed', workspaceId: await workspace() }
      expect(isSigned(receiver.got[0]!, await house.deps.vault.open(place, rows[0]!.sealed))).toBe(true)
      const leadId = String(receiver.got[0]!.body.data['id'])
      expect(await lead(leadId)).toMatchObject({ status: 'DELIVERED', exported: true })
      const trace = await shop.trace({ text: 'ana@own.example' })
      expect(trace.deliveries).toMatchObject([
        {
          endpointName: 'Rule own',
          type: 'lead.created',
          status: 'SUCCESS',
          attempts: [{ httpStatus: 200 }],
          data: { email: 'ana@own.example' },
        },
        { type: 'lead.updated', status: 'SUCCESS' },
      ])
      expect(trace.steps.filter(({ stage }) => stage === 'delivery').map(({ text }) => text)).toEqual(
        Array(2).fill('Delivery to Rule own: the endpoint accepted it.'),
      )

      const path = `/api/endpoints/${endpoint!.id}`
      expect((await house.api('DELETE', path)).status).toBe(409)
      expect((await house.api('PATCH', path, { url: `${receiver.url}/else` })).status).toBe(409)
      expect((await house.api('PUT', `${path}/sources`, { sources: [{ type: 'any' }] })).status).toBe(409)
      expect((await house.api('PATCH', path, { name: 'Renamed' })).status).toBe(200)
      const patch = (webhook_url: string) =>
        house.api('PATCH', `/api/automations/${id}`, { config: rule('own', ['email'], { webhook_url }).config })
      expect(await patch('https://10.0.0.1/')).toMatchObject({ status: 400, body: { error: { details: [{ path: 'webhook_url' }] } } })
      expect((await patch(`${receiver.url}/moved`)).status).toBe(200)
      expect(await all()).toMatchObject([{ id: endpoint!.id, name: 'Renamed', url: `${receiver.url}/moved` }])
      expect((await patch('')).status).toBe(200)
      expect(await all()).toMatchObject([{ id: endpoint!.id, sources: [] }])
      expect((await house.api('DELETE', path)).status).toBe(204)
    })

    test('saved by an earlier version, it gets its endpoint at the first capture, and is checked all the same', async () => {
      await shop.automate(rule('before', ['email'], {}))
      await sql`with gone as (delete from deliveries) delete from endpoints`.execute(house.deps.databases.system)
      await say('before')
      await say('bea@own.example')
      expect(receiver.got.map(({ path, body }) => [path, body.data['email']])).toEqual([['/hook', 'bea@own.example']])
      await sql`update endpoints set url = 'https://169.254.169.254/latest'`.execute(house.deps.databases.system)
      await say('before')
      await say('bo@own.example')
      expect(await deliveries('?status=RETRYING')).toMatchObject([{ reason: { code: 'address_refused' }, attempt: 1 }])
    })

    test('with save_to_database false no lead is stored; payload and deliveries are in the trace', async () => {
      const id = await shop.automate(rule('quiet', ['email', 'phone'], { save_to_database: false }))
      await make({ url: `${receiver.url}/any` })
      receiver.answer(({ path }) => ({ status: path === '/any' ? 500 : 200 }))
      await say('quiet')
      await say('cleo@own.example')
      await say('+1 415 555 2672')
      const hook = receiver.got.filter(({ path }) => path === '/hook')
      expect(hook.map(({ body }) => [body.type, body.data['email'], body.data['phone'], body.data['automationName']])).toEqual([
        ['lead.created', 'cleo@own.example', null, 'Rule quiet'],
        ['lead.updated', 'cleo@own.example', '+14155552672', 'Rule quiet'],
      ])
      const { body } = await house.api<{ data: unknown[] }>('GET', `/api/leads?automationId=${id}`)
      expect(body.data).toEqual([])
      const { deliveries: first } = await shop.trace({ text: 'cleo@own.example' })
      expect(first.map(({ endpointName, status, leadId }) => `${endpointName} ${status} ${leadId}`).toSorted()).toEqual([
        'CRM RETRYING null',
        'Rule quiet SUCCESS null',
      ])
      expect(first[0]!.data).toMatchObject({ email: 'cleo@own.example', source: 'automation' })
      expect((await shop.trace({ text: '+1 415 555 2672' })).deliveries).toMatchObject([{ type: 'lead.updated', status: 'SUCCESS' }])
    })
  })
})
