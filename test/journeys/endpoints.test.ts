import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Principal } from '../../server/auth/access.ts'
import { deleteEndpoint } from '../../server/endpoints/endpoints.ts'
import { replay } from '../../server/endpoints/replay.job.ts'
import { replayEndpoint } from '../../server/endpoints/replay.ts'
import { makeRunner } from '../../server/jobs/runner.ts'
import { takeBackJobs } from '../../server/jobs/takeBackJobs.ts'
import { addLeads } from '../../server/leads/addLeads.queries.ts'
import { updateLeadStates } from '../../server/leads/leadStates.queries.ts'
import type { Job } from '../../server/model/job.ts'
import type { ShownDelivery, ShownEndpoint } from '../../server/endpoints/endpoints.schemas.ts'
import { unlimitedScans } from '../../server/platform/scanBudget.ts'
import { nextWorkerNumber } from '../../server/queue/workers.queries.ts'
import { holdWorkerLock, jobsDeps } from '../../server/worker.ts'
import { captureLead, deliveriesOf, isSigned, makeEndpoint, type Made } from '../support/endpoints.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { startReceiver, type Received } from '../support/receiver.ts'
import { until } from '../support/until.ts'

const newLead = { source: 'api' as const, email: null, phone: null, name: 'Torn', custom_fields: {}, metadata: {} }
const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000]

describe('endpoints and what is delivered to them', () => {
  let house: House
  let receiver: Awaited<ReturnType<typeof startReceiver>>
  beforeAll(async () => {
    house = await startHouse({ env: { ENDPOINT_ALLOW: '127.0.0.0/8' } })
    receiver = await startReceiver()
  })
  afterAll(async () => {
    await house?.stop()
    receiver?.stop()
  })
  beforeEach(async () => {
    receiver.clear()
    await sql`with gone as (delete from deliveries) delete from endpoints`.execute(house.deps.databases.system)
  })

  const make = (more: object = {}) => makeEndpoint(house, receiver, more)
  const capture = (lead: object = {}) => captureLead(house, lead)
  const workspace = async () => (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
  const deliveries = (query = '') => deliveriesOf(house, query)
  const lead = async (id: string) => (await house.api<{ status: string; exported: boolean }>('GET', `/api/leads/${id}`)).body
  const shown = async (id: string) => (await house.api<ShownEndpoint>('GET', `/api/endpoints/${id}`)).body
  /** The emails about an endpoint, in their order. */
  async function noticesOf(id: string): Promise<string[]> {
    const { rows } = await sql<{ key: string }>`
      select unique_key as key from mails where unique_key like ${`endpoint/${id}/%`} and recipient is null order by created_at, id`.execute(
      house.deps.databases.system,
    )
    return rows.map(({ key }) => key.split('/')[2]!)
  }

  test('a lead arrives signed, as the API shows it, and the lead says so', async () => {
    const endpoint = await make()
    const id = await capture()
    expect(await deliveries()).toMatchObject([{ endpointId: endpoint.id, leadId: id, status: 'PENDING', attempt: 0 }])
    await house.drain()
    expect(receiver.got).toHaveLength(1)
    const [got] = receiver.got as [Received]
    expect(got).toMatchObject({ path: '/crm', method: 'POST', body: { type: 'lead.created', data: { id, email: 'ana@shop.example' } } })
    expect(isSigned(got, endpoint.secret)).toBe(true)
    expect(isSigned(got, `whsec_${Buffer.alloc(24).toString('base64')}`)).toBe(false)
    const [delivery] = await deliveries(`?leadId=${id}`)
    expect(delivery).toMatchObject({ status: 'SUCCESS', eventId: got.headers['webhook-id'], reason: null })
    expect(delivery!.attempts).toMatchObject([{ httpStatus: 200, responseBody: 'thanks', error: null }])
    expect(await lead(id)).toMatchObject({ status: 'DELIVERED', exported: true })
    expect(await shown(endpoint.id)).toMatchObject({ state: 'healthy', lastSuccess: expect.any(String), lastFailure: null })
    expect(JSON.stringify(await shown(endpoint.id))).not.toContain('whsec_')
  })

  test('every endpoint gets a copy of its own with the same id; those that did not ask get none', async () => {
    await make()
    await make({ url: `${receiver.url}/second`, method: 'PUT' })
    await make({ url: `${receiver.url}/other`, sources: [{ type: 'form', id: '1234567890' }] })
    await make({ url: `${receiver.url}/off`, isActive: false })
    await make({ url: `${receiver.url}/no-link`, sources: [] })
    await make({ url: `${receiver.url}/link-off`, sources: [{ type: 'any', isActive: false }] })
    await capture()
    await house.drain()
    expect(receiver.got.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(['POST /crm', 'PUT /second'])
    expect(new Set(receiver.got.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
  })

  test.each([
    ['one of its values', { on: 'field', name: 'city', is: 'one_of', values: ['lisbon', 'Porto'] }, true],
    ['none of its values', { on: 'field', name: 'city', is: 'none_of', values: ['Porto'] }, false],
    ['a field that is there', { on: 'field', name: 'phone', is: 'absent' }, true],
    ['a campaign that there is not', { on: 'campaign', is: 'present' }, false],
  ])('a link with a condition: %s', async (_, condition, fits) => {
    await make({ sources: [{ type: 'any', conditions: [condition] }] })
    const id = await capture({ customFields: { city: 'Porto' } })
    expect((await deliveries()).length).toBe(fits ? 1 : 0)
    if (!fits) expect(await lead(id)).toMatchObject({ status: 'NEW' })
  })

  test.each([
    [{ type: 'NONE' }, {}, {}],
    [{ type: 'BASIC', username: 'ana', password: 's3cret' }, { authorization: 'Basic YW5hOnMzY3JldA==' }, { username: 'ana' }],
    [{ type: 'BEARER', token: 's3cret' }, { authorization: 'Bearer s3cret' }, {}],
    [{ type: 'API_KEY', header: 'X-Key', value: 's3cret' }, { 'x-key': 's3cret' }, { header: 'X-Key' }],
    [{ type: 'CUSTOM', headers: { 'X-A': 's3cret', 'X-B': 'two' } }, { 'x-a': 's3cret', 'x-b': 'two' }, { headers: ['X-A', 'X-B'] }],
  ])('authenticates by %o, and never answers the secret', async (auth, sent, told) => {
    const endpoint = await make({ auth, headers: { 'X-Source': 'hub', 'Content-Type': 'application/json; charset=utf-8' } })
    await capture()
    await house.drain()
    expect(receiver.got[0]!.headers).toMatchObject({ ...sent, 'x-source': 'hub', 'content-type': 'application/json' })
    expect((await shown(endpoint.id)).auth).toEqual({ type: auth.type, ...told })
    for (const wrong of [{ 'content-type': 'text/xml' }, { 'X-A': '日' }, { Host: 'x' }])
      expect([wrong, (await house.api('PATCH', `/api/endpoints/${endpoint.id}`, { headers: wrong })).status]).toEqual([wrong, 400])
    const { rows } = await sql<{ text: string }>`select endpoints::text from endpoints`.execute(house.deps.databases.system)
    expect(JSON.stringify(rows)).not.toContain('s3cret')
  })

  test.each([
    ['a private address', { url: 'https://10.0.0.1/' }],
    ['plain http outside', { url: 'http://8.8.8.8/' }],
    ['a line break in a header', { headers: { 'X-A': 'a\r\nHost: b' } }],
    ['a header that is ours', { headers: { 'Content-Length': '1' } }],
    ['a host in a header', { auth: { type: 'CUSTOM', headers: { Host: 'other' } } }],
    ['a source named twice', { sources: [{ type: 'any' }, { type: 'any' }] }],
    ['more retries than the schedule has', { retryCount: 10 }],
    ['a service without the login that it needs', { kind: 'hubspot' }],
  ])('refuses %s and saves nothing', async (_, more) => {
    const body = { name: 'CRM', url: `${receiver.url}/`, ...more }
    expect(await house.api('POST', '/api/endpoints', body)).toMatchObject({ status: 400, body: { error: { code: 'invalid_input' } } })
    expect((await house.api<{ data: unknown[] }>('GET', '/api/endpoints')).body.data).toEqual([])
  })

  test('of sources that are not there, tells where those of that kind are listed', async () => {
    const gone = '019a0000-0000-7000-8000-000000000000'
    const sources = [
      { type: 'form', id: '1234567890' },
      { type: 'automation', id: gone },
    ]
    expect(await house.api('POST', '/api/endpoints', { name: 'CRM', url: `${receiver.url}/`, sources })).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('GET /api/automations'), details: [{ path: 'body.sources.1.id' }] } },
    })
  })

  test('sends the fields that are wanted, under the names that are wanted', async () => {
    await make({
      mapping: { first: 'name', mail: 'email', city: 'customFields.city', note: 'From {{customFields.city}}, {{nothing}}', none: 'x.y' },
    })
    await capture({ customFields: { city: 'Porto' } })
    await house.drain()
    expect(receiver.got[0]!.body.data).toEqual({ first: 'Ana', mail: 'ana@shop.example', city: 'Porto', note: 'From Porto, ', none: null })
  })

  test('an outage of two days ends with everything delivered, and every attempt can be read', { timeout: 60_000 }, async () => {
    const endpoint = await make()
    receiver.answer(() => ({ status: 500, body: 'down' }))
    const ids = [await capture(), await capture({ email: 'bea@shop.example' })]
    await house.drain()
    expect(await lead(ids[0]!)).toMatchObject({ status: 'PROCESSING', exported: false })
    expect(await shown(endpoint.id)).toMatchObject({ state: 'degraded', reason: { code: 'degraded' } })
    for (const pause of [6 * second, 6 * minute, 30 * minute, 3 * hour, 6 * hour, 12 * hour, 17 * hour]) {
      await house.moveClock(pause)
      await house.drain()
    }
    expect(await deliveries('?status=RETRYING')).toHaveLength(2)
    receiver.answer(() => ({}))
    await house.moveClock(day)
    await house.drain()
    expect((await deliveries()).map(({ status, attempt }) => [status, attempt])).toEqual([
      ['SUCCESS', 9],
      ['SUCCESS', 9],
    ])
    expect(new Set(receiver.got.map(({ headers }) => headers['webhook-id'])).size).toBe(2)
    for (const id of ids) expect(await lead(id)).toMatchObject({ status: 'DELIVERED' })
  })

  test.each([
    [{ status: 404 }, 3, 'http_status'],
    [{ status: 302, headers: { location: 'http://127.0.0.1/' } }, 1, 'redirected'],
    ['reset' as const, 10, 'unreachable'],
  ])('gives up after an answer of %o in time, says why, and is replayed', { timeout: 60_000 }, async (how, attempts, code) => {
    const endpoint = await make()
    receiver.answer(() => how)
    const id = await capture()
    for (let n = 0; n < 40; n++) {
      await house.drain()
      if ((await deliveries('?status=FAILED')).length) break
      await house.moveClock(4 * hour)
    }
    expect(await deliveries()).toMatchObject([{ status: 'FAILED', attempt: attempts, reason: { code } }])
    expect(await lead(id)).toMatchObject({ status: 'FAILED' })
    receiver.clear()
    // Switched on again where five days have passed.
    await house.api('PATCH', `/api/endpoints/${endpoint.id}`, { isActive: true })
    const since = new Date(0).toISOString()
    expect((await house.api('POST', `/api/endpoints/${endpoint.id}/replay`, { since })).body).toEqual({ replayed: 1 })
    expect(await lead(id)).toMatchObject({ status: 'PROCESSING' })
    await house.drain()
    expect(await deliveries()).toMatchObject([{ status: 'SUCCESS', attempt: attempts + 1 }])
    expect(await lead(id)).toMatchObject({ status: 'DELIVERED' })
    expect((await house.api('POST', `/api/endpoints/${endpoint.id}/replay`, { since })).body).toEqual({ replayed: 0 })
    expect((await house.api('POST', `/api/endpoints/${endpoint.id}/replay`, { since, status: 'ALL' })).body).toEqual({ replayed: 1 })
  })

  test('a lead is retried: at once what waits or failed, and nothing else', async () => {
    const endpoint = await make()
    await make({ url: `${receiver.url}/fine` })
    receiver.answer(({ path }) => ({ status: path === '/fine' ? 200 : 404 }))
    const id = await capture()
    const retry = () => house.api<{ status: string }>('POST', `/api/leads/${id}/retry`)
    expect((await retry()).status).toBe(409)
    await house.drain()
    expect((await deliveries(`?endpointId=${endpoint.id}`))[0]).toMatchObject({ status: 'RETRYING', attempt: 1 })
    expect(await retry()).toMatchObject({ status: 200, body: { status: 'PROCESSING' } })
    await house.drain()
    receiver.clear()
    expect((await deliveries(`?endpointId=${endpoint.id}`))[0]).toMatchObject({ status: 'RETRYING', attempt: 2 })
    expect((await house.api('POST', '/api/leads/bulk', { action: 'retry', filter: {} })).body).toEqual({ changed: 1, nextCursor: null })
    await house.drain()
    expect(receiver.got.map(({ path }) => path)).toEqual(['/crm'])
    expect(await lead(id)).toMatchObject({ status: 'DELIVERED' })
    expect((await retry()).status).toBe(409)
    expect((await house.api('POST', '/api/leads/bulk', { action: 'retry', ids: [id] })).body).toMatchObject({ changed: 0 })
    expect((await house.api('POST', `/api/leads/${house.deps.newId()}/retry`)).status).toBe(404)
  })

  test('a large replay is a job that goes on where it was ended', async () => {
    const endpoint = await make({ retryCount: 0 })
    receiver.answer(() => ({ status: 500 }))
    const { system } = house.deps.databases
    const who = { workspaceId: await workspace(), accountIds: null }
    const deps = { ...house.deps, updateLeadStates, jobs: system }
    for (let n = 0; n < 5; n++) await capture({ email: `n${n}@shop.example` })
    await house.drain()
    expect(await deliveries('?status=FAILED')).toHaveLength(5)
    receiver.clear()
    const input = { since: new Date(0).toISOString(), status: 'FAILED' as const }
    const caller = { ...who, actor: 'key:bootstrap' } as Principal
    expect(await replayEndpoint(deps, caller, endpoint.id, input, 4)).toBe(5)
    expect(await deliveries('?status=FAILED')).toHaveLength(5)
    const { rows } = await sql<Job>`select *, workspace_id as "workspaceId" from jobs where kind = 'replay'`.execute(system)
    const job = replay(deps, 2)
    expect(await job.run(rows[0]!, AbortSignal.abort())).toMatchObject({ kind: 'put_off' })
    expect(await deliveries('?status=FAILED')).toHaveLength(3)
    expect(await job.run(rows[0]!, new AbortController().signal)).toEqual({ kind: 'done' })
    expect(await deliveries('?status=PENDING')).toHaveLength(5)
    await house.drain()
    expect(receiver.got).toHaveLength(5)
    expect(await deliveries('?status=SUCCESS')).toHaveLength(5)
  })

  test('what happened to a lead arrives in its order, and one lead that fails holds up no other', async () => {
    await make({ events: ['lead.created', 'lead.updated'] })
    receiver.answer(({ body }) => ({ status: body.data['email'] === 'ana@shop.example' ? 500 : 200 }))
    const send = (lead: object) => house.api('POST', '/api/leads', { email: 'ana@shop.example', ...lead }, { 'idempotency-key': 'ana' })
    expect((await send({})).status).toBe(201)
    await house.drain()
    expect((await send({ name: 'Ana' })).status).toBe(200)
    await capture({ email: 'bea@shop.example' })
    receiver.clear()
    await house.drain()
    expect(receiver.got.map(({ body }) => body.data['email'])).toEqual(['bea@shop.example'])
    await house.moveClock(7 * second)
    await house.drain()
    expect(receiver.got.slice(1).map(({ body }) => [body.type, body.data['name']])).toEqual([
      ['lead.created', null],
      ['lead.updated', 'Ana'],
    ])
  })

  test('gets four requests at once at most, and one that hangs is given up in time', async () => {
    const hanging = await make({ url: `${receiver.url}/hangs`, timeoutMs: 1_000 })
    await make({ url: `${receiver.url}/slow` })
    const gate = Promise.withResolvers<void>()
    receiver.answer(({ path }) => (path === '/hangs' ? 'hang' : { after: gate.promise }))
    for (let n = 0; n < 6; n++) await capture({ email: `n${n}@shop.example` })
    const drained = house.drain()
    await until('both get what they may', async () => receiver.got.length >= 8, 5_000)
    gate.resolve()
    await drained
    expect([receiver.most('/hangs'), receiver.most('/slow')]).toEqual([4, 4])
    expect(receiver.got.filter(({ path }) => path === '/slow')).toHaveLength(6)
    const [delivery] = await deliveries(`?endpointId=${hanging.id}`)
    expect(delivery).toMatchObject({ status: 'RETRYING', reason: { code: 'timed_out' }, attempts: [{ httpStatus: null }] })
  })

  test('waits as long as Retry-After says', async () => {
    await make()
    receiver.answer(() => ({ status: 429, headers: { 'retry-after': '7200' } }))
    await capture()
    await house.drain()
    await house.moveClock(hour)
    await house.drain()
    expect(receiver.got).toHaveLength(1)
    receiver.answer(() => ({}))
    await house.moveClock(hour + second)
    await house.drain()
    expect((await deliveries())[0]).toMatchObject({ status: 'SUCCESS', attempt: 2 })
  })

  test('killed after the call and before it is recorded: called once more with the same id, and the dead worker changes nothing', async () => {
    const { deps, databaseUrl } = house
    const number = await nextWorkerNumber(deps.databases.system)
    const life = await holdWorkerLock(databaseUrl, number, deps)
    const doomed = makeRunner(jobsDeps(deps), number, { scans: unlimitedScans })
    await make()
    const id = await capture()
    const gate = Promise.withResolvers<void>()
    receiver.answer(() => ({ status: 410, after: gate.promise }))
    await doomed.round()
    await until('it is called', async () => receiver.got.length === 1, 5_000)
    // Its connection is gone, and what it learned of the call with it.
    await life.release()
    await until('it is taken back', async () => (await takeBackJobs(jobsDeps(deps))) > 0 || null, 5_000)
    receiver.answer(() => ({}))
    await house.drain()
    expect(new Set(receiver.got.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(receiver.got).toHaveLength(2)
    gate.resolve()
    await doomed.settled()
    const [delivery] = await deliveries()
    expect(delivery).toMatchObject({ status: 'SUCCESS', attempts: [{ error: expect.stringContaining('worker') }, { httpStatus: 200 }] })
    expect(await lead(id)).toMatchObject({ status: 'DELIVERED' })
  })

  test('killed while a lead is stored: lead, delivery and job are there together or not at all', async () => {
    await make()
    const { system } = house.deps.databases
    const now = house.deps.clock.now()
    const rows = async () => {
      const { rows } = await sql<Record<string, number>>`
        select (select count(*) from leads where name = 'Torn')::integer as leads, (select count(*) from deliveries)::integer as deliveries,
          (select count(*) from endpoint_events e join deliveries d on d.event_id = e.id)::integer as events,
          (select count(*) from jobs where kind = 'deliver')::integer as jobs`.execute(system)
      return rows[0]
    }
    const torn = { ...newLead, id: house.deps.newId(), workspace_id: await workspace(), unique_key: 'api/torn', captured_at: now }
    const store = (end: () => void) =>
      system.transaction().execute(async (trx) => {
        await addLeads(trx, { newId: house.deps.newId, now }, [torn])
        end()
      })
    const killed = store(() => {
      throw new Error('killed')
    })
    await expect(killed).rejects.toThrow('killed')
    expect(await rows()).toEqual({ leads: 0, deliveries: 0, events: 0, jobs: 0 })
    // As it was sent again, and once more.
    for (let n = 0; n < 2; n++) await store(() => {})
    expect(await rows()).toEqual({ leads: 1, deliveries: 1, events: 1, jobs: 1 })
    await house.drain()
    expect(receiver.got).toHaveLength(1)
  })

  test('410 disables the endpoint; what comes then fails at once and is replayed when it is back', async () => {
    const endpoint = await make()
    receiver.answer(() => ({ status: 410 }))
    await capture()
    await house.drain()
    expect(await shown(endpoint.id)).toMatchObject({ state: 'disabled', reason: { code: 'gone' } })
    expect(await noticesOf(endpoint.id)).toEqual(['disabled'])
    const late = await capture({ email: 'bea@shop.example' })
    expect(await lead(late)).toMatchObject({ status: 'FAILED' })
    await house.drain()
    expect(receiver.got).toHaveLength(1)
    receiver.clear()
    expect((await house.api('PATCH', `/api/endpoints/${endpoint.id}`, { isActive: true })).body).toMatchObject({ state: 'healthy' })
    const [delivery] = await deliveries(`?leadId=${late}`)
    expect((await house.api('POST', `/api/deliveries/${delivery!.id}/replay`)).body).toMatchObject({ status: 'PENDING' })
    await house.drain()
    expect(receiver.got.map(({ body }) => body.data['id'])).toEqual([late])
    expect(await lead(late)).toMatchObject({ status: 'DELIVERED' })
  })

  test('five days without a success disable it, and people are told at half of them', { timeout: 60_000 }, async () => {
    const endpoint = await make()
    receiver.answer(() => ({ status: 503 }))
    for (let n = 0; n < 6; n++) {
      await capture({ email: `n${n}@shop.example` })
      await house.drain()
      expect((await shown(endpoint.id)).state).toBe(n < 5 ? 'degraded' : 'disabled')
      expect(await noticesOf(endpoint.id)).toEqual(n < 3 ? [] : n < 5 ? ['failing'] : ['failing', 'disabled'])
      await house.moveClock(day + minute)
    }
    await house.drain()
    expect((await deliveries()).filter(({ status }) => status !== 'FAILED')).toEqual([])
  })

  test('after a rotation both secrets sign for a day, then the new one alone', async () => {
    const endpoint = await make()
    const rotated = (await house.api<Made>('POST', `/api/endpoints/${endpoint.id}/rotate`)).body
    expect(rotated.secret).not.toBe(endpoint.secret)
    await capture()
    await house.drain()
    await house.moveClock(day + second)
    await capture({ email: 'bea@shop.example' })
    await house.drain()
    // Receivers compare it with their own clock, which nobody moved.
    const signedAt = Number(receiver.got[1]!.headers['webhook-timestamp']) * 1_000
    expect(Math.abs(signedAt - house.deps.clock.machineMs())).toBeLessThan(minute)
    expect(receiver.got.map((one) => [isSigned(one, endpoint.secret), isSigned(one, rotated.secret)])).toEqual([
      [true, true],
      [false, true],
    ])
  })

  test('figures count what they say', async () => {
    type Stats = Record<'leads' | 'endpoints' | 'deliveries', Record<string, number>> & { users: number; pages: number }
    const stats = async () => (await house.api<Stats>('GET', '/api/stats')).body
    await sql`delete from leads`.execute(house.deps.databases.system)
    const fine = await make({ url: `${receiver.url}/fine` })
    const bad = await make({
      url: `${receiver.url}/bad`,
      retryCount: 0,
      sources: [{ type: 'any', conditions: [{ on: 'field', name: 'phone', is: 'present' }] }],
    })
    await make({
      url: `${receiver.url}/off`,
      isActive: false,
      sources: [{ type: 'any', conditions: [{ on: 'field', name: 'company', is: 'present' }] }],
    })
    receiver.answer(({ path }) => ({ status: path === '/bad' ? 500 : 200 }))
    await capture()
    const failed = await capture({ phone: '+14155552671' })
    const gone = await capture({ email: 'old@shop.example' })
    await house.api('POST', `/api/endpoints/${fine.id}/test`)
    await house.drain()
    await house.api('PATCH', `/api/leads/${gone}`, { status: 'ARCHIVED' })
    await house.api('PATCH', `/api/endpoints/${fine.id}`, { isActive: false })
    await capture({ email: 'kept@shop.example' })
    expect(await lead(failed)).toMatchObject({ status: 'FAILED' })
    expect(await stats()).toMatchObject({
      pages: 0,
      leads: { new: 1, processing: 0, delivered: 1, failed: 1, archived: 1 },
      endpoints: { total: 3, active: 1 },
      deliveries: { successful: 3, failed: 1 },
    })
    expect([(await shown(fine.id)).lastDay, (await shown(bad.id)).lastDay]).toEqual([
      { succeeded: 3, failed: 0 },
      { succeeded: 0, failed: 1 },
    ])
    await house.moveClock(day + minute)
    expect((await shown(fine.id)).lastDay).toEqual({ succeeded: 0, failed: 0 })
  })

  test('what comes while an endpoint is paused waits, and goes out when it is switched on', async () => {
    const endpoint = await make()
    receiver.answer(() => ({ status: 500 }))
    const before = await capture()
    await house.drain()
    await house.api('PATCH', `/api/endpoints/${endpoint.id}`, { isActive: false })
    receiver.clear()
    const meanwhile = await capture({ email: 'bea@shop.example' })
    await house.moveClock(3 * hour)
    await house.drain()
    expect(receiver.got).toEqual([])
    expect((await deliveries()).map(({ status }) => status).toSorted()).toEqual(['PENDING', 'RETRYING'])
    expect((await house.api('PATCH', `/api/endpoints/${endpoint.id}`, { isActive: true })).status).toBe(200)
    await house.drain()
    expect(receiver.got.map(({ body }) => body.data.id)).toContain(meanwhile)
    await house.moveClock(5 * minute)
    await house.drain()
    for (const id of [before, meanwhile]) expect(await lead(id)).toMatchObject({ status: 'DELIVERED' })
  })

  test('a second new secret within a day needs to be meant', async () => {
    const endpoint = await make()
    const rotate = (body?: object) =>
      house.api<{ secret: string; error?: { code: string } }>('POST', `/api/endpoints/${endpoint.id}/rotate`, body)
    expect((await rotate()).status).toBe(200)
    expect(await rotate()).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } })
    await capture()
    await house.drain()
    expect(isSigned(receiver.got[0]!, endpoint.secret)).toBe(true)
    expect((await rotate({ force: true })).status).toBe(200)
    await house.moveClock(day + minute)
    expect((await rotate()).status).toBe(200)
  })

  test('nothing is sent again to a disabled endpoint, and what arrived stays delivered', async () => {
    const endpoint = await make()
    const id = await capture()
    await house.drain()
    const [delivery] = await deliveries()
    receiver.answer(() => ({ status: 410 }))
    await capture({ email: 'bea@shop.example' })
    await house.drain()
    expect((await shown(endpoint.id)).state).toBe('disabled')
    expect((await house.api('POST', `/api/deliveries/${delivery!.id}/replay`)).status).toBe(409)
    const since = new Date(house.deps.clock.now().getTime() - day).toISOString()
    expect((await house.api('POST', `/api/endpoints/${endpoint.id}/replay`, { since, status: 'ALL' })).status).toBe(409)
    expect(await lead(id)).toMatchObject({ status: 'DELIVERED' })
  })

  test('a sheet lies at Google', async () => {
    const refused = await house.api('POST', '/api/endpoints', {
      name: 'Sheet',
      kind: 'sheets',
      url: 'https://evil.example/spreadsheets/d/aaaaaaaaaaaa',
      sources: [{ type: 'any' }],
      auth: { type: 'NONE' },
    })
    expect(refused.status).toBe(400)
    expect(JSON.stringify(refused.body)).toContain('docs.google.com')
  })

  test('a test send is one attempt, and works while the endpoint is paused', async () => {
    const endpoint = await make({ isActive: false, sources: [] })
    receiver.answer(() => ({ status: 500, body: 'no' }))
    const { status, body } = await house.api<{ deliveryId: string }>('POST', `/api/endpoints/${endpoint.id}/test`)
    expect(status).toBe(202)
    await house.drain()
    expect((await house.api<ShownDelivery>('GET', `/api/deliveries/${body.deliveryId}`)).body).toMatchObject({
      isTest: true,
      status: 'FAILED',
      attempts: [{ httpStatus: 500, responseBody: 'no' }],
    })
    expect(receiver.got[0]!.body.data).toMatchObject({ test: true })
  })

  test('a lead that waited for a deleted endpoint alone is delivered, or kept', async () => {
    const bad = await make({ url: `${receiver.url}/bad` })
    await make({ sources: [{ type: 'any', conditions: [{ on: 'field', name: 'phone', is: 'present' }] }] })
    receiver.answer(({ path }) => ({ status: path === '/bad' ? 500 : 200 }))
    const [both, alone] = [await capture({ phone: '+14155552671' }), await capture({ email: 'bea@shop.example' })]
    await house.drain()
    for (const id of [both, alone]) expect(await lead(id)).toMatchObject({ status: 'PROCESSING' })
    expect((await house.api('DELETE', `/api/endpoints/${bad.id}`)).status).toBe(204)
    expect(await lead(both)).toMatchObject({ status: 'DELIVERED' })
    expect(await lead(alone)).toMatchObject({ status: 'NEW', isKept: true })
  })

  test('deleting an endpoint removes its deliveries and their jobs, and keeps the lead', async () => {
    const endpoint = await make()
    const id = await capture()
    expect((await house.api('DELETE', `/api/endpoints/${endpoint.id}`)).status).toBe(204)
    await house.drain()
    const { rows } = await sql<{ n: number }>`select count(*)::integer as n from jobs where kind = 'deliver'`.execute(
      house.deps.databases.system,
    )
    expect(rows[0]!.n).toBe(0)
    expect(await lead(id)).toMatchObject({ status: 'NEW' })
    expect(receiver.got).toEqual([])
  })

  test('one with very many deliveries is gone at once, and they are deleted in batches', async () => {
    const { system } = house.deps.databases
    const [gone, other] = [await make(), await make({ url: `${receiver.url}/other` })]
    const ids = await Promise.all(Array.from({ length: 5 }, (_, n) => capture({ email: `lead${n}@shop.example` })))
    const count = async () => {
      const { rows } = await sql<{ n: number }>`select count(*)::integer as n from deliveries where endpoint_id = ${gone.id}`.execute(
        system,
      )
      return rows[0]!.n
    }
    const who = { workspaceId: await workspace(), accountIds: null, actor: 'key:bootstrap' } as Principal
    await deleteEndpoint({ ...house.deps, updateLeadStates }, who, gone.id, 2)
    expect(await count()).toBe(3)
    expect((await house.api('GET', `/api/endpoints/${gone.id}`)).status).toBe(404)
    expect(await deliveries(`?endpointId=${gone.id}`)).toEqual([])
    expect((await house.api<{ deliveries: object[] }>('GET', `/api/leads/${ids[0]}`)).body.deliveries).toHaveLength(1)
    await house.drain()
    expect(await count()).toBe(0)
    expect(receiver.got.filter(({ path }) => path === '/crm')).toEqual([])
    for (const id of ids) expect(await lead(id)).toMatchObject({ status: 'DELIVERED' })
    expect(await deliveries(`?endpointId=${other.id}`)).toHaveLength(5)
    const { rows } = await sql<{ n: number }>`
      select count(*)::integer as n from jobs where kind = 'deliver' and id not in (select id from deliveries)`.execute(system)
    expect(rows[0]!.n).toBe(0)
  })

  test('two workers that settle deliveries of one lead at the same moment: neither overlooks the other', async () => {
    const { system } = house.deps.databases
    await make()
    await make({ url: `${receiver.url}/other` })
    const id = await capture()
    const [one, two] = await deliveries(`?leadId=${id}`)
    const held = Promise.withResolvers<void>()
    const settled = Promise.withResolvers<void>()
    const now = house.deps.clock.now()
    const settle = (delivery: ShownDelivery, then: () => Promise<void>) =>
      system.transaction().execute(async (trx) => {
        await sql`update deliveries set status = 'SUCCESS', completed_at = ${now} where id = ${delivery.id}`.execute(trx)
        await updateLeadStates(trx, [id], now)
        settled.resolve()
        await then()
      })
    const first = settle(one!, () => held.promise)
    await settled.promise
    const second = settle(two!, async () => {})
    await until(
      'the second waits for the first',
      async () => (await sql`select from pg_locks where locktype = 'transactionid' and not granted`.execute(system)).rows.length,
      5_000,
    )
    held.resolve()
    await Promise.all([first, second])
    expect(await lead(id)).toMatchObject({ status: 'DELIVERED' })
  })
})
