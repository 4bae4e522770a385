import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { fetchLead } from '../../server/leadAds/fetchLead.job.ts'
import { addLaterSteps } from '../../server/inbox/decisions.queries.ts'
import type { Choices } from '../../server/leads/leads.schemas.ts'
import { addMember } from '../support/addMember.ts'
import { openPage, passHours, type PageShop } from '../support/openPage.ts'
import { answer, openShop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

let house: House
beforeAll(async () => void (house = await startHouse()))
beforeEach(async () => {
  await house.sim('DELETE', '/simulator/faults')
  await house.sim('PATCH', '/simulator/settings', { leads: { callsPerDay: null, adNames: 'left_out' } })
})
afterAll(() => house?.stop())

/** The reads of one object that the platform saw. */
const reads = async (id: string) =>
  (await house.sim<{ data: { method: string; path: string; status: number }[] }>('GET', '/simulator/calls?last=1000')).data.filter(
    ({ method, path }) => method === 'GET' && path.split('?')[0]!.endsWith(`/${id}`),
  )
const jobs = async (page: PageShop, kind = 'fetch_lead') =>
  (await house.api<{ data: { accountId: string; state: string }[] }>('GET', `/api/jobs?kind=${kind}&limit=200`)).body.data.filter(
    ({ accountId }) => accountId === page.accountId,
  )
const tell = (page: PageShop, ...values: object[]) =>
  house.sim('POST', '/simulator/raw', {
    accountId: page.pageId,
    body: {
      object: 'page',
      entry: [
        {
          id: page.pageId,
          time: Math.floor(house.deps.clock.now().getTime() / 1000),
          changes: values.map((value) => ({ field: 'leadgen', value })),
        },
      ],
    },
  })

describe('a lead ad that somebody fills in', () => {
  test('becomes a lead with the names of form, campaign, ad set and ad, and a trace that says how', async () => {
    const page = await openPage(house, {
      form: {
        questions: [{ type: 'FULL_NAME' }, { type: 'EMAIL' }, { type: 'PHONE' }, { label: 'Which colors?' }, { label: 'Note' }],
        disclaimers: [{ key: 'terms', required: true }, { key: 'news' }],
      },
    })
    const fields = {
      full_name: 'Ana Torres',
      email: 'Ana@Example.com',
      phone_number: '+4915123456789',
      which_colors: ['red', 'blue'],
      note: '',
    }
    const leadgenId = await page.fillIn({ adId: page.adId, fields, disclaimers: { terms: true }, platform: 'ig' })
    await house.drain()
    const [lead, ...others] = await page.leads()
    expect(others).toEqual([])
    expect(lead).toMatchObject({
      source: 'lead_ad',
      accountId: page.accountId,
      email: 'ana@example.com',
      phone: '+4915123456789',
      name: 'Ana Torres',
      customFields: { which_colors: 'red, blue' },
      status: 'NEW',
      attribution: {
        leadgenId,
        formId: page.formId,
        formName: 'Spring offer',
        adId: page.adId,
        adName: 'Mugs',
        adsetName: 'Berlin',
        campaignId: page.campaignId,
        campaignName: 'Spring',
        platform: 'ig',
        isOrganic: false,
        consents: [
          { key: 'terms', isChecked: true },
          { key: 'news', isChecked: false },
        ],
        answers: expect.arrayContaining([
          { name: 'which_colors', values: ['red', 'blue'] },
          { name: 'note', values: [''] },
        ]),
      },
    })
    const [event] = await page.events()
    expect(event).toMatchObject({ kind: 'lead', externalId: leadgenId, outcome: 'noted', sender: { id: null, name: expect.any(String) } })
    expect(event).toMatchObject({
      outcomeText: 'The lead was read and stored.',
      lead: { id: expect.any(String), form: expect.any(String) },
    })
    const { steps } = await page.trace()
    expect(steps.map(({ stage }) => stage)).toEqual(expect.arrayContaining(['fetches_lead', 'lead_stored']))
    for (const filter of [`formId=${page.formId}`, `campaignId=${page.campaignId}`])
      expect((await house.api<{ data: unknown[] }>('GET', `/api/leads?${filter}`)).body.data).toHaveLength(1)
  })

  test('is one lead, also when the webhook comes three times, twice in one payload, and its ids as text', async () => {
    const page = await openPage(house)
    const leadgenId = await page.fillIn()
    const value = { ad_id: 0, form_id: page.formId, leadgen_id: leadgenId, page_id: page.pageId }
    await tell(page, value, value)
    await house.drain()
    await tell(page, value)
    await house.drain()
    expect(await page.leads()).toHaveLength(1)
    expect(await page.events()).toHaveLength(1)
    expect(await reads(leadgenId)).toHaveLength(1)
  })

  test('without an ad is organic; the platform’s test tool makes one that is marked and not counted', async () => {
    const page = await openPage(house)
    await page.fillIn()
    const made = await fetch(`${house.simulatorUrl}/graph.facebook.com/v27.0/${page.formId}/test_leads`, {
      method: 'POST',
      headers: { authorization: `Bearer ${page.accessToken}` },
    })
    expect(made.status).toBe(200)
    await house.drain()
    await page.backfill()
    // Both are fetched at once, so either may be the first.
    const leads = await page.leads()
    const [ofTheTool, filledIn] = [
      leads.find(({ attribution }) => attribution['isTest']),
      leads.find(({ attribution }) => !attribution['isTest']),
    ]
    expect([leads.length, ofTheTool?.attribution['isOrganic'], filledIn?.attribution['isOrganic']]).toEqual([2, true, true])
    expect(ofTheTool).toMatchObject({ email: null, customFields: { email: '<test lead: dummy data for email>' } })
    expect(await page.forms()).toMatchObject([{ leadsCount: 1, ours: 1, coverage: 1 }])
  })

  test('is stored without the names that a missing permission hides', async () => {
    const page = await openPage(house)
    await house.sim('PATCH', '/simulator/settings', { leads: { adNames: 'refused' } })
    const withdraw = (permission: string) => house.sim('POST', '/simulator/tokens/withdraw', { accountId: page.pageId, permission })
    await withdraw('ads_management')
    await withdraw('pages_manage_ads')
    await page.fillIn({ adId: page.adId })
    await house.drain()
    const { attribution } = (await page.leads())[0]!
    expect(attribution).toMatchObject({ formId: page.formId, adId: page.adId })
    expect(attribution).not.toHaveProperty('campaignName')
    await house.sim('PATCH', '/simulator/settings', { leads: { adNames: 'left_out' } })
    await passHours(house, 1)
    expect(await page.alerts()).toMatchObject([{ code: 'forms_refused', text: expect.stringContaining('pages_manage_ads') }])
  })

  test('waits for an account that is off, and for one whose token is dead', async () => {
    const page = await openPage(house)
    await house.drain()
    await house.api('PATCH', `/api/accounts/${page.accountId}`, { status: 'inactive' })
    await page.fillIn()
    await house.drain()
    expect([await page.leads(), (await jobs(page)).map(({ state }) => state)]).toEqual([[], ['waiting']])
    await house.api('PATCH', `/api/accounts/${page.accountId}`, { status: 'active' })
    await house.drain()
    expect(await page.leads()).toHaveLength(1)

    await house.sim('POST', '/simulator/tokens/revoke', { accountId: page.pageId, subcode: 460 })
    await page.fillIn({ fields: { email: 'ben@example.com' } })
    await house.drain()
    expect((await house.api('GET', `/api/accounts/${page.accountId}`)).body).toMatchObject({ status: 'reconnect_needed' })
    expect(await page.leads()).toHaveLength(1)
    const { accessToken } = await house.sim<{ accessToken: string }>('POST', '/simulator/tokens/renew', { accountId: page.pageId })
    expect((await house.api('PATCH', `/api/accounts/${page.accountId}`, { accessToken })).status).toBe(200)
    await house.moveClock(120_000)
    await house.drain()
    expect(await page.leads()).toHaveLength(2)
  })

  test('that is gone, deleted or too old, ends with that reason', async () => {
    const page = await openPage(house)
    await tell(page, { form_id: page.formId, leadgen_id: '16999999999999999', page_id: page.pageId })
    await house.drain()
    for (const seconds of [15, 80, 800, 4_500]) {
      expect((await page.trace()).steps.map(({ stage }) => stage)).not.toContain('lead_gone')
      await house.moveClock(seconds * 1_000)
      await house.drain()
    }
    expect((await page.trace()).steps.map(({ stage }) => stage)).toContain('lead_gone')
    expect((await jobs(page)).map(({ state }) => state)).toEqual(['done'])
  })

  test('that cannot be read yet is asked for again', async () => {
    const page = await openPage(house)
    await house.drain()
    const leadId = await page.fillIn()
    await house.sim('POST', '/simulator/faults', { on: `/${leadId}`, kind: 'graph', code: 100, subcode: 33, times: 2 })
    await house.drain()
    await house.moveClock(15_000)
    await house.drain()
    expect([(await page.leads()).length, (await reads(leadId)).length]).toEqual([0, 2])
    await house.moveClock(80_000)
    await house.drain()
    expect([(await page.leads()).length, await page.alerts()]).toEqual([1, []])
    expect((await page.trace()).steps.map(({ stage }) => stage)).toContain('lead_stored')
  })

  test('that was deleted here is not read back', async () => {
    const page = await openPage(house)
    await page.fillIn()
    await house.drain()
    await sql`delete from leads where account_id = ${page.accountId}`.execute(house.deps.databases.system)
    await page.backfill()
    await tell(page, { form_id: page.formId, leadgen_id: (await page.events())[0]!.externalId!, page_id: page.pageId })
    await house.drain()
    expect(await page.leads()).toEqual([])
    expect(await page.forms()).toMatchObject([{ ours: 1, coverage: 1 }])
  })
})

describe('a worker that dies', () => {
  test('between reading and storing leaves the lead to the next, which stores it once', async () => {
    const page = await openPage(house)
    await house.drain()
    const { deps } = house
    const leadId = await page.fillIn()
    await house.webhooksAreHere()
    let isGone = false
    const system = new Proxy(deps.databases.system, {
      get(db, name) {
        const value = Reflect.get(db, name) as unknown
        if (name !== 'transaction' || !isGone) return typeof value === 'function' ? value.bind(db) : value
        return () => ({
          // Everything is written, and then the connection is lost before the commit.
          execute: (work: (trx: unknown) => Promise<unknown>) =>
            db.transaction().execute(async (trx) => {
              await work(trx)
              throw Object.assign(new Error('the database is gone'), { code: '57P01' })
            }),
        })
      },
    })
    const handler = fetchLead({
      ...deps,
      system,
      noteSteps: addLaterSteps,
      http: async (request) => {
        const answered = await deps.http(request)
        // The read itself is still recorded; what comes after the last read is lost.
        if (request.url.includes(leadId)) setImmediate(() => (isGone = true))
        return answered
      },
    })
    const workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
    const job = { accountId: page.accountId, workspaceId, data: { leadId, formId: page.formId, eventId: null } }
    await expect(handler.run(job as never, new AbortController().signal)).rejects.toMatchObject({ code: '57P01' })
    expect(await page.leads()).toEqual([])
    await house.drain()
    expect(await page.leads()).toHaveLength(1)
    expect(await reads(leadId)).toHaveLength(2)
  })
})

describe('what keeps leads from being read', () => {
  test('is an alert with the platform’s own words, which ends when leads come again, and nothing is lost meanwhile', async () => {
    const page = await openPage(house)
    await house.drain()
    await house.sim('PATCH', `/simulator/pages/${page.pageId}`, { leadAccess: false })
    await page.fillIn()
    await house.drain()
    expect(await page.alerts()).toMatchObject([
      { code: 'leads_refused', text: expect.stringContaining('“(#200) CRM access has been revoked from Lead Access Manager”') },
    ])
    await passHours(house, 1)
    expect(await page.alerts()).toMatchObject([
      { code: 'access_refused', text: expect.stringContaining('Assign the CRM in Business Settings, Integrations, Leads access.') },
    ])
    expect((await house.api('GET', `/api/accounts/${page.accountId}`)).body).toMatchObject({ status: 'active' })
    await house.sim('PATCH', `/simulator/pages/${page.pageId}`, { leadAccess: true })
    await passHours(house, 1)
    expect([await page.alerts(), await page.leads()]).toEqual([[], [expect.objectContaining({ email: 'ana@example.com' })]])
    await passHours(house, 8)
    expect([(await jobs(page)).map(({ state }) => state), (await page.leads()).length]).toEqual([['done'], 1])
  })

  test('is a missing permission, by its name; terms that were not accepted; a task that the person lacks', async () => {
    const page = await openPage(house)
    await house.sim('POST', '/simulator/tokens/withdraw', { accountId: page.pageId, permission: 'leads_retrieval' })
    await page.fillIn()
    await house.drain()
    expect((await page.alerts())[0]).toMatchObject({ text: expect.stringContaining('leads_retrieval') })
    const other = await openPage(house)
    await house.sim('PATCH', `/simulator/pages/${other.pageId}`, { tosAccepted: false, tasks: ['ANALYZE'] })
    await other.fillIn()
    await house.drain()
    await passHours(house, 1)
    const codes = (await other.alerts()).map(({ code }) => code)
    expect(codes.toSorted()).toEqual(['access_refused', 'terms_not_accepted'])
  })

  test('is the limit of calls: they wait, no attempt is used, and go on', async () => {
    const page = await openPage(house)
    await house.drain()
    await house.sim('PATCH', '/simulator/settings', { leads: { callsPerDay: 0 } })
    await page.fillIn()
    await house.drain()
    expect(await jobs(page)).toMatchObject([{ state: 'waiting', reason: { code: 'rate_limited' } }])
    await house.sim('PATCH', '/simulator/settings', { leads: { callsPerDay: null } })
    await house.moveClock(120_000)
    await house.drain()
    expect(await page.leads()).toHaveLength(1)
  })

  test('a form that had leads and has none any more is told, until the next one', async () => {
    const page = await openPage(house)
    for (let at = 0; at < 10; at++) await page.fillIn({ agoMs: at * 3_600_000, fields: { email: `p${at}@example.com` } })
    await house.drain()
    await passHours(house, 20)
    expect(await page.alerts()).toEqual([])
    await passHours(house, 6)
    expect(await page.alerts()).toMatchObject([
      { code: 'form_quiet', form: { name: 'Spring offer' }, text: expect.stringContaining('Spring offer') },
    ])
    await page.fillIn()
    await house.drain()
    await passHours(house, 1)
    expect(await page.alerts()).toEqual([])
  })
})

describe('reading back', () => {
  test('finds what no webhook told of: 200 leads, every tenth webhook lost, all there after one hour', async () => {
    const page = await openPage(house)
    await house.drain()
    await house.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'drop', rate: 0.1 })
    const { ids } = await house.sim<{ ids: string[] }>('POST', '/simulator/leads', {
      formId: page.formId,
      adId: page.adId,
      fields: { email: 'p{{n}}@example.com' },
      count: 200,
    })
    await house.drain()
    const told = await page.leads()
    expect(told.length).toBeLessThan(200)
    expect(told.length).toBeGreaterThan(150)
    await house.sim('DELETE', '/simulator/faults')
    await passHours(house, 1)
    expect(await page.forms()).toMatchObject([{ leadsCount: 200, ours: 200, readBack: 200 - told.length, coverage: 1, isReading: false }])
    const { rows } = await sql<{ id: string }>`
      select metadata ->> 'leadgenId' as id from leads where account_id = ${page.accountId} order by 1`.execute(house.deps.databases.system)
    expect(rows.map(({ id }) => id)).toEqual(ids.toSorted())
    const calls = (await reads('leads')).length
    await passHours(house, 3)
    expect((await page.forms())[0]).toMatchObject({ ours: 200 })
    expect((await reads('leads')).length).toBeGreaterThan(calls)
  })

  test('leaves leads from before the Page was connected until somebody asks for them, and reads of an outage all', async () => {
    const page = await openPage(house)
    await page.fillIn({ agoMs: 40 * 86_400_000, fields: { email: 'old@example.com' } })
    await page.fillIn({ agoMs: 5 * 86_400_000, fields: { email: 'recent@example.com' } })
    await house.api('PATCH', `/api/accounts/${page.accountId}`, { status: 'inactive' })
    await house.webhooksAreHere()
    await sql`delete from jobs where account_id = ${page.accountId}`.execute(house.deps.databases.system)
    await house.drain()
    await sql`delete from jobs where account_id = ${page.accountId}`.execute(house.deps.databases.system)
    await house.api('PATCH', `/api/accounts/${page.accountId}`, { status: 'active' })
    await passHours(house, 1)
    expect(await page.forms()).toMatchObject([{ leadsCount: 2, ours: 0, coverage: 0 }])
    const days = (count: number) => new Date(house.deps.clock.now().getTime() - count * 86_400_000).toISOString()
    await page.backfill({ since: days(10) })
    expect((await page.leads()).map(({ email }) => email)).toEqual(['recent@example.com'])
    // From the moment that it is asked for, before the first worker takes it.
    await house.api('POST', `/api/accounts/${page.accountId}/lead-forms/backfill`, {})
    expect(await page.forms()).toMatchObject([{ isReading: true, ours: 1 }])
    await house.drain()
    expect((await page.leads()).map(({ email }) => email)).toEqual(['old@example.com', 'recent@example.com'])
    expect(await page.forms()).toMatchObject([{ coverage: 1, readBack: 2, isReading: false }])

    await house.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'drop' })
    await page.fillIn({ fields: { email: 'missed@example.com' } })
    await house.moveClock(30 * 3_600_000)
    await house.sim('DELETE', '/simulator/faults')
    await passHours(house, 30)
    expect(await page.leads()).toHaveLength(3)
  })

  test('happens at once when a Page is connected again, as often as that is, and one that is refused is over', async () => {
    const page = await openPage(house)
    await house.drain()
    for (const n of [1, 2]) {
      await house.sim('POST', '/simulator/faults', { on: 'webhooks', kind: 'drop' })
      await page.fillIn({ fields: { email: `missed${n}@example.com` } })
      await house.sim('DELETE', '/simulator/faults')
      await house.moveClock(60_000)
      expect((await house.api('POST', `/api/accounts/${page.accountId}/disconnect`)).status).toBe(200)
      const again = { channel: 'messenger', externalId: page.pageId, name: 'Maya Studio', accessToken: page.accessToken }
      expect((await house.api('POST', '/api/accounts', again)).status).toBe(201)
      expect(await page.forms()).toMatchObject([{ isReading: true }])
      await house.drain()
      expect([(await page.leads()).length, await page.forms()]).toMatchObject([n, [{ isReading: false, ours: n, coverage: 1 }]])
    }

    await house.sim('POST', '/simulator/faults', { on: `/${page.formId}/leads`, kind: 'graph', code: 200 })
    await page.backfill()
    expect(await page.alerts()).toMatchObject([{ code: 'leads_refused' }])
    expect(await page.forms()).toMatchObject([{ isReading: false }])
  })

  test('is refused for an account without lead ads, and for a time that is none', async () => {
    const shop = await openShop(house)
    const page = await openPage(house)
    const backfill = (id: string, body: object = {}) => house.api('POST', `/api/accounts/${id}/lead-forms/backfill`, body)
    expect(await backfill(shop.accountId)).toMatchObject({ status: 404, body: { error: { code: 'no_lead_ads' } } })
    expect(await backfill(page.accountId, { since: 'yesterday' })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_input' } },
    })
    expect(await backfill('019a0000-0000-7000-8000-000000000000')).toMatchObject({ status: 404 })
  })
})

describe('the mapping of a form', () => {
  test('decides where answers go from then on, and can be tried first', async () => {
    const page = await openPage(house, { form: { questions: [{ type: 'EMAIL' }, { label: 'Company' }, { label: 'Size' }] } })
    await house.drain()
    const at = `/api/accounts/${page.accountId}/lead-forms/${page.formId}`
    expect(await page.forms()).toMatchObject([{ mapping: { email: 'email', company: 'field:company', size: 'field:size' } }])
    const mapping = { company: 'name', size: 'nowhere' }
    expect((await house.api('POST', `${at}/preview`, { mapping })).body).toEqual({
      from: 'sample',
      email: 'ana@example.com',
      phone: null,
      name: 'Answer to “Company”',
      customFields: {},
    })
    await page.fillIn({ fields: { email: 'ana@example.com', company: 'Torres', size: '030 901820' } })
    await house.drain()
    expect((await house.api('POST', `${at}/preview`, { mapping })).body).toMatchObject({ from: 'lead', name: 'Torres', customFields: {} })
    // A number without a country code is of the workspace's country, as it is when the lead is stored.
    const { body: me } = await house.api<{ workspace: { defaultCountry: string } }>('GET', '/api/me')
    await house.api('PATCH', '/api/workspace', { defaultCountry: 'DE' })
    expect((await house.api('POST', `${at}/preview`, { mapping: { size: 'phone' } })).body).toMatchObject({ phone: '+4930901820' })
    await house.api('PATCH', '/api/workspace', { defaultCountry: me.workspace.defaultCountry })
    expect(await house.api('PUT', `${at}/mapping`, { mapping })).toMatchObject({ status: 200, body: { mapping: { company: 'name' } } })
    await page.fillIn({ fields: { email: 'ben@example.com', company: 'Okafor', size: 'L' } })
    await house.drain()
    expect((await page.leads()).map(({ name, customFields }) => [name, customFields])).toEqual([
      ['Okafor', {}],
      [null, { company: 'Torres', size: '030 901820' }],
    ])
    expect(await house.api('PUT', `${at}/mapping`, { mapping: { nothing: 'email' } })).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_input', details: [{ path: 'body.mapping.nothing' }] } },
    })
    expect(await house.api('PUT', `${at}/mapping`, { mapping: { size: 'id' } })).toMatchObject({ status: 400 })
    expect((await house.api('PUT', `/api/accounts/${page.accountId}/lead-forms/1/mapping`, { mapping: {} })).status).toBe(404)
  })
})

describe('a Page', () => {
  test('is an account with name, category and sealed token, unique in the instance', async () => {
    const page = await openPage(house)
    const { body } = await house.api('GET', `/api/accounts/${page.accountId}`)
    expect(body).toMatchObject({ channel: 'messenger', externalId: page.pageId, name: 'Maya Studio', category: 'Art', status: 'active' })
    expect(JSON.stringify(body)).not.toContain(page.accessToken)
    const again = { channel: 'messenger', externalId: page.pageId, name: 'M', accessToken: page.accessToken }
    expect(await house.api('POST', '/api/accounts', again)).toMatchObject({ status: 409, body: { error: { code: 'conflict' } } })
    const { rows } = await sql<{ text: string }>`
      select encode(access_token, 'escape') as text from accounts where id = ${page.accountId}`.execute(house.deps.databases.system)
    expect(rows[0]!.text).not.toContain(page.accessToken)
  })

  test('is not connected with the token of another, or without any permission; without that for leads it is connected for the rest', async () => {
    const [a, b] = await Promise.all(
      [1, 2].map((n) => house.sim<{ id: string; accessToken: string }>('POST', '/simulator/pages', { name: `P${n}` })),
    )
    const connect = (externalId: string, accessToken: string) =>
      house.api('POST', '/api/accounts', { channel: 'messenger', externalId, name: 'P', accessToken })
    expect(await connect(a!.id, b!.accessToken)).toMatchObject({ status: 400, body: { error: { code: 'token_rejected' } } })
    await house.sim('POST', '/simulator/tokens/withdraw', { accountId: a!.id, permission: 'leads_retrieval' })
    expect((await connect(a!.id, a!.accessToken)).status).toBe(201)
    const { subscribedFields } = await house.sim<{ subscribedFields: string[] }>('GET', `/simulator/accounts/${a!.id}`)
    expect(subscribedFields).toEqual(expect.arrayContaining(['messages', 'feed']))
    expect(subscribedFields).not.toContain('leadgen')
    for (const permission of ['leads_retrieval', 'pages_messaging', 'pages_manage_metadata'])
      await house.sim('POST', '/simulator/tokens/withdraw', { accountId: b!.id, permission })
    expect(await connect(b!.id, b!.accessToken)).toMatchObject({ status: 400, body: { error: { code: 'permission_missing' } } })
  })

  test('takes automations of what people do there, and no others: it has no stories', async () => {
    const page = await openPage(house)
    expect((await house.api('GET', `/api/accounts/${page.accountId}`)).body).toMatchObject({
      triggers: ['comment', 'message', 'postback'],
      hasPosts: true,
      leadAds: true,
    })
    expect(
      (await house.api('POST', '/api/automations', { accountId: page.accountId, ...answer('comment', ['price'], 'Here') })).status,
    ).toBe(201)
    const { definition } = answer('story_reply', ['hi'], 'Hi')
    const linted = await house.api('POST', '/api/automations/lint', { accountId: page.accountId, definition })
    expect(linted.body).toMatchObject({ problems: [{ level: 'blocker', code: 'trigger_missing' }] })
  })

  test('is deleted with its forms; its leads stay', async () => {
    const page = await openPage(house)
    await page.fillIn()
    await house.drain()
    const [lead] = await page.leads()
    expect((await house.api('DELETE', `/api/accounts/${page.accountId}`)).status).toBe(204)
    const { rows } = await sql<{ n: number }>`
      select ((select count(*) from lead_forms f where f.account_id = ${page.accountId})
        + (select count(*) from ad_leads l where l.account_id = ${page.accountId}))::integer as n`.execute(house.deps.databases.system)
    expect(rows[0]!.n).toBe(0)
    expect((await house.api('GET', `/api/leads/${lead!.id}`)).body).toMatchObject({ email: 'ana@example.com', accountId: null })
  })
})

test('a member who is limited to one Page sees and changes nothing of another', async () => {
  const own = await openPage(house)
  const other = await openPage(house)
  await house.sim('PATCH', `/simulator/pages/${own.pageId}`, { tosAccepted: false })
  await house.sim('PATCH', `/simulator/pages/${other.pageId}`, { tosAccepted: false })
  await house.drain()
  const workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
  const ben = await addMember(house, 'Ben', 'member', workspaceId)
  await house.api('PATCH', `/api/members/${ben.id}`, { accountIds: [own.accountId] })
  const forms = (page: PageShop, more = '') => `/api/accounts/${page.accountId}/lead-forms${more}`
  expect((await ben.api('GET', forms(own))).status).toBe(200)
  const offered = (await ben.api<Choices>('GET', '/api/leads/origins/form')).body.data
  expect(offered.map(({ id, kind, isGone }) => [id, kind, isGone])).toEqual([[own.formId, 'lead_ad', false]])
  expect((await ben.api<{ data: { accountId: string }[] }>('GET', '/api/lead-alerts')).body.data.map(({ accountId }) => accountId)).toEqual(
    [own.accountId],
  )
  for (const [method, path, body] of [
    ['GET', forms(other)],
    ['PUT', forms(other, `/${other.formId}/mapping`), { mapping: {} }],
    ['POST', forms(other, `/${other.formId}/preview`), { mapping: {} }],
    ['POST', forms(other, '/backfill'), {}],
  ] as const)
    expect([method, path, (await ben.api(method, path, body)).status]).toEqual([method, path, 404])
})
