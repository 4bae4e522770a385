import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addLeads, type NewLead } from '../../server/leads/addLeads.queries.ts'
import { updateLeadStates } from '../../server/leads/leadStates.queries.ts'
import { fitsFilter, type LeadFilter } from '../../server/leads/leadFilter.queries.ts'
import { oldLeads } from '../../server/leads/oldLeads.job.ts'
import { newestOf } from '../../server/platform/boundedPage.ts'
import { inWorkspace } from '../../server/platform/db.ts'
import type { Choices, Lead, Total, WholeLead } from '../../server/leads/leads.schemas.ts'
import { addMember } from '../support/addMember.ts'
import { openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

type List = { data: Lead[]; nextCursor: string | null }
type Refusal = { error: { code: string; message: string } }

describe('leads of every source', () => {
  let house: House
  let shop: Shop
  let workspaceId: string
  beforeAll(async () => {
    house = await startHouse()
    shop = await openShop(house)
    workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
  })
  afterAll(() => house?.stop())

  const system = () => house.deps.databases.system
  const list = async (query = '') => (await house.api<List>('GET', `/api/leads${query}`)).body
  const names = async (query: string) => (await list(query)).data.map((lead) => lead.name)
  const one = async (id: string) => (await house.api<WholeLead>('GET', `/api/leads/${id}`)).body
  const post = <T = WholeLead>(body: object, key?: string) =>
    house.api<T>('POST', '/api/leads', body, key === undefined ? {} : { 'idempotency-key': key })
  const add = (...leads: NewLead[]) =>
    system()
      .transaction()
      .execute((trx) => addLeads(trx, { newId: house.deps.newId, now: house.deps.clock.now() }, leads))
  const ofAd = (leadgen: string, given: Partial<NewLead> = {}): NewLead => ({
    id: house.deps.newId(),
    workspace_id: workspaceId,
    source: 'lead_ad',
    unique_key: `lead_ad/${shop.accountId}/${leadgen}`,
    account_id: shop.accountId,
    email: null,
    phone: null,
    name: null,
    custom_fields: {},
    metadata: { formId: 'f1', formName: 'Spring', campaignId: 'c1', adName: 'Blue' },
    form_id: 'f1',
    campaign_id: 'c1',
    captured_at: new Date('2026-11-01T10:00:00Z'),
    country: 'DE',
    ...given,
  })

  test('a program sends one: its number is of the workspace’s country, and what is missing is said', async () => {
    await house.api('PATCH', '/api/workspace', { defaultCountry: 'US' })
    const { status, body } = await post({ email: 'Ana at X.com', phone: '(415) 555-2671', name: 'Ana', customFields: { size: '38' } })
    expect(status).toBe(400)
    expect(body).toMatchObject({ error: { code: 'invalid_input' } })
    const fields = { size: 38, note: null, empty: '' }
    const made = await post({ email: ' Ana@X.com ', phone: ' (415) 555-2671', name: 'Ana', formId: null, customFields: fields })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      source: 'api',
      status: 'NEW',
      isKept: true,
      email: 'Ana@X.com',
      phone: '+14155552671',
      name: 'Ana',
      customFields: { size: '38' },
      hasDuplicates: false,
      duplicates: [],
      validation: { email: true, phone: true },
      processedAt: null,
      archivedAt: null,
    })
    expect(await one(made.body.id)).toEqual(made.body)
    expect((await post<Refusal>({ attribution: { ref: 'x' } })).body.error).toMatchObject({ code: 'invalid_input' })
    expect((await post<Refusal>({ name: 'X', accountId: house.deps.newId() })).status).toBe(404)
    expect((await list()).data).toHaveLength(1)
    for (const capturedAt of ['0000-01-01T00:00:00Z', '0001-01-01T00:00:00+10:00', '9999-12-31T23:59:59-10:00'])
      expect([capturedAt, (await post({ name: 'X', capturedAt })).status]).toEqual([capturedAt, 400])
    for (const path of ['deliveries', 'events', 'leads', 'dead-letters'])
      expect([path, (await house.api('GET', `/api/${path}?since=0000-01-01T00:00:00Z`)).status]).toEqual([path, 400])
    expect((await house.api('GET', '/api/deliveries?since=2026-01-01T00:00:00%2B23:00')).status).toBe(200)
    const sent = await post({ email: 'ida@bücher.example', phone: null, name: '' })
    expect([sent.status, sent.body]).toEqual([
      201,
      expect.objectContaining({ email: 'ida@xn--bcher-kva.example', phone: null, name: null }),
    ])
    expect((await house.api('POST', '/api/leads/bulk', { action: 'delete', ids: [sent.body.id] })).status).toBe(200)
  })

  test('a repeated Idempotency-Key is the first lead, completed where it lacked something', async () => {
    const first = await post({ name: 'Bea', formId: 'f9' }, 'k 1')
    expect(first.status).toBe(201)
    const again = await post({ name: 'Other', email: 'bea@x.com', attribution: { campaignId: 'c9' } }, 'k 1')
    expect([again.status, again.body.id]).toEqual([200, first.body.id])
    expect(again.body).toMatchObject({ name: 'Bea', email: 'bea@x.com', attribution: { formId: 'f9', campaignId: 'c9' } })
    const all = await Promise.all(Array.from({ length: 8 }, () => post({ name: 'Cleo' }, 'k 2')))
    expect(new Set(all.map(({ body }) => body.id)).size).toBe(1)
    expect(all.filter(({ status }) => status === 201)).toHaveLength(1)
    const audited = await sql<{ action: string }>`select action from audit where subject = 'lead' order by at`.execute(system())
    expect(audited.rows.map((row) => row.action)).toEqual(['create', 'create', 'remove', 'create', 'change', 'create'])
  })

  test('of a lead ad: once, whatever is repeated, and it says what changed', async () => {
    const [first] = await add(ofAd('l1', { name: 'Dora', phone: '0151 23456789' }))
    expect(first).toMatchObject({ change: 'new' })
    expect((await add(ofAd('l1', { name: 'Dora', phone: '0151 23456789' })))[0]).toMatchObject({ id: first!.id, change: 'unchanged' })
    const twice = await add(
      ofAd('l1', { name: 'Else', email: 'dora@x.com' }),
      ofAd('l1', { email: 'later@x.com' }),
      ofAd('l2', { name: 'Emil' }),
    )
    expect(twice.map(({ id, change }) => [id === first!.id, change])).toEqual([
      [true, 'changed'],
      [false, 'new'],
    ])
    expect(await one(first!.id)).toMatchObject({
      name: 'Dora',
      email: 'dora@x.com',
      source: 'lead_ad',
      accountId: shop.accountId,
      validation: { email: true, phone: true },
      attribution: { formName: 'Spring', campaignId: 'c1', adName: 'Blue' },
    })
  })

  test('are found by source, form, campaign, account and time, in both orders, and counted', async () => {
    expect(await names('?source=lead_ad')).toEqual(['Emil', 'Dora'])
    expect(await names('?source=lead_ad&sort=oldest')).toEqual(['Dora', 'Emil'])
    expect(await names('?formId=f1')).toEqual(['Emil', 'Dora'])
    expect(await names('?formId=f9')).toEqual(['Bea'])
    expect(await names('?campaignId=c9')).toEqual(['Bea'])
    expect((await house.api('GET', '/api/leads/origins')).body).toEqual({
      forms: [
        { id: 'f1', name: 'Spring' },
        { id: 'f9', name: null },
      ],
      campaigns: [
        { id: 'c1', name: null },
        { id: 'c9', name: null },
      ],
    })
    expect(await names(`?accountId=${shop.accountId}`)).toEqual(['Emil', 'Dora'])
    expect(await names('?until=2026-11-02T00:00:00Z')).toEqual(['Emil', 'Dora'])
    expect(await names('?since=2026-11-02T00:00:00Z&sort=oldest')).toEqual(['Ana', 'Bea', 'Cleo'])
    expect(await names('?q=dor&sort=oldest')).toEqual(['Dora'])
    expect(await names('?status=KEPT&source=api')).toEqual(['Cleo', 'Bea', 'Ana'])
    expect((await house.api('GET', '/api/leads?status=LOST')).status).toBe(400)
    const total = async (query: string) => (await house.api<Total>('GET', `/api/leads/total${query}`)).body
    expect(await total('')).toEqual({ total: 5, isExact: true })
    expect(await total('?source=lead_ad')).toEqual({ total: 2, isExact: true })
    expect(await total('?q=x.com')).toEqual({ total: 3, isExact: true })
    expect(await total('?q=%40')).toEqual({ total: null, isExact: true })
    const walked: (string | null)[] = []
    for (let cursor = ''; ;) {
      const page = await list(`?sort=oldest&limit=2${cursor}`)
      walked.push(...page.data.map((lead) => lead.name))
      if (!page.nextCursor) break
      cursor = `&cursor=${page.nextCursor}`
    }
    expect(walked).toEqual(['Ana', 'Bea', 'Cleo', 'Dora', 'Emil'])
  })

  test('forms and campaigns are offered by name, also those that no lead came from; a deleted one is said to be', async () => {
    const offered = async (query: string) => (await house.api<Choices>('GET', `/api/leads/origins/${query}`)).body.data
    const newForm = async (name: string, slug: string) => {
      const fields = [{ name: 'email', label: 'Email', type: 'email', required: true }]
      return (await house.api<{ id: string }>('POST', '/api/forms', { name, slug, fields })).body.id
    }
    const [summer, gone] = [await newForm('100% summer', 'summer'), await newForm('Winter', 'winter')]
    // Nobody read the form of this ad back, as after its Page was removed.
    const ofAds = { id: 'f1', name: 'Spring', kind: 'lead', isGone: true }
    const ofProgram = { id: 'f9', name: null, kind: 'lead', isGone: false }
    const ours = { id: summer, name: '100% summer', kind: 'form', isGone: false }
    expect(await offered('form')).toEqual([ours, ofProgram, { id: gone, name: 'Winter', kind: 'form', isGone: false }, ofAds])
    expect(await offered('form?q=0%25%20SUM')).toEqual([ours])
    expect(await offered('form?q=f9')).toContainEqual(ofProgram)
    expect(await offered('form?q=_')).toEqual([])
    expect(await offered(`form?id=f1&id=${summer}&id=unknown,f9`)).toEqual([ours, ofAds])
    expect(await offered('campaign?q=c')).toEqual(['c1', 'c9'].map((id) => ({ id, name: null, kind: 'lead', isGone: false })))
    expect(await offered('campaign?id=c9')).toMatchObject([{ id: 'c9' }])

    await fetch(`${house.url}/f/winter`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'w@x.com' }),
    })
    for (const id of [gone, summer]) await house.api('DELETE', `/api/forms/${id}`)
    expect(await offered(`form?id=${gone}&id=${summer}`)).toEqual([{ id: gone, name: 'Winter', kind: 'lead', isGone: true }])
    const { id } = (await list(`?formId=${gone}`)).data[0]!
    await house.api('POST', '/api/leads/bulk', { action: 'delete', ids: [id] })
    expect(await offered('form')).toEqual([ofProgram, ofAds])
  })

  test('duplicates are shown, on both sides, with what they share', async () => {
    const { body } = await post({ email: 'ANA@x.COM', phone: '+14155552671', name: 'Ana again' })
    expect(body).toMatchObject({ hasDuplicates: true, duplicates: [{ name: 'Ana', sameEmail: true, samePhone: true }] })
    const [ana] = (await list('?q=38')).data
    expect(ana).toMatchObject({ hasDuplicates: true })
    expect((await one(ana!.id)).duplicates.map((lead) => lead.id)).toEqual([body.id])
    expect((await one((await list('?q=Emil')).data[0]!.id)).duplicates).toEqual([])
  })

  test('an archived lead is archived until it is brought back, and keeps the state of its deliveries', async () => {
    const { id } = (await list('?q=Cleo')).data[0]!
    const archived = await house.api<WholeLead>('PATCH', `/api/leads/${id}`, { status: 'ARCHIVED' })
    expect(archived.body).toMatchObject({ status: 'ARCHIVED', archivedAt: expect.any(String) as string })
    expect(await names('?status=ARCHIVED')).toEqual(['Cleo'])
    expect(await names('?archived=true')).toEqual(['Cleo'])
    expect(await names('?archived=false&source=api')).toEqual(['Ana again', 'Bea', 'Ana'])
    expect(await names('?status=NEW&source=api')).toEqual(['Ana again', 'Bea', 'Ana'])
    await system()
      .transaction()
      .execute((trx) => sql`update leads set status = 'DELIVERED' where id = ${id}`.execute(trx))
    expect((await one(id)).status).toBe('ARCHIVED')
    expect((await house.api<WholeLead>('PATCH', `/api/leads/${id}`, { status: 'NEW' })).body.status).toBe('DELIVERED')
    expect((await house.api('PATCH', `/api/leads/${house.deps.newId()}`, { status: 'ARCHIVED' })).status).toBe(404)
  })

  test('many at once: by their ids or by a filter, and nobody touches what does not match', async () => {
    const bulk = async (body: object) =>
      (await house.api<{ changed: number; nextCursor: string | null }>('POST', '/api/leads/bulk', body)).body
    const ids = (await list('?source=lead_ad')).data.map((lead) => lead.id)
    expect(await bulk({ action: 'archive', ids: [...ids, house.deps.newId()] })).toEqual({ changed: 2, nextCursor: null })
    expect(await bulk({ action: 'archive', ids })).toEqual({ changed: 0, nextCursor: null })
    expect(await bulk({ action: 'unarchive', filter: { formId: 'f1' } })).toEqual({ changed: 2, nextCursor: null })
    expect((await house.api('POST', '/api/leads/bulk', { action: 'delete' })).status).toBe(400)
    expect((await house.api('POST', '/api/leads/bulk', { action: 'delete', ids, filter: {} })).status).toBe(400)
    expect(await bulk({ action: 'delete', filter: { q: 'emil' } })).toEqual({ changed: 1, nextCursor: null })
    expect(await names('?source=lead_ad')).toEqual(['Dora'])
    expect((await list()).data).toHaveLength(5)
  })

  test('more than one call takes are done in several', async () => {
    await add(...Array.from({ length: 5_600 }, (_, n) => ofAd(`many ${n}`, { form_id: 'many', name: `N${n}` })))
    type Done = { changed: number; nextCursor: string | null }
    const body = { action: 'delete', filter: { formId: 'many' } }
    const first = (await house.api<Done>('POST', '/api/leads/bulk', body)).body
    expect([first.changed, first.nextCursor === null]).toEqual([5_000, false])
    const second = (await house.api<Done>('POST', '/api/leads/bulk', { ...body, cursor: first.nextCursor })).body
    expect(second).toEqual({ changed: 600, nextCursor: null })
    expect((await list()).data).toHaveLength(5)
  })

  test('an endpoint that wants them gets each as the API shows it, and the lead follows its deliveries', async () => {
    const endpoint = async (name: string) => {
      const id = house.deps.newId()
      await sql`insert into endpoints (id, workspace_id, name, url, secret_sealed, created_at, updated_at)
        values (${id}, ${workspaceId}, ${name}, 'https://example.com/', '\\x00', ${new Date()}, ${new Date()})`.execute(system())
      await sql`insert into endpoint_sources (id, workspace_id, endpoint_id, type) values (${house.deps.newId()}, ${workspaceId}, ${id}, 'any')`.execute(
        system(),
      )
    }
    await endpoint('one')
    await endpoint('two')
    const { body } = await post({ name: 'Fay', email: 'fay@x.com' })
    expect(body).toMatchObject({ status: 'NEW', isKept: false })
    const events = await sql<{ data: Lead; type: string }>`select data, type from endpoint_events where lead_id = ${body.id}`.execute(
      system(),
    )
    const { validation: _, duplicates: __, deliveries: ___, mails: ____, ...shown } = body
    expect(events.rows).toEqual([{ type: 'lead.created', data: shown }])
    const deliveries = await sql<{ id: string }>`select id from deliveries where lead_id = ${body.id}`.execute(system())
    expect(deliveries.rows).toHaveLength(2)
    expect(body.deliveries).toMatchObject([
      { endpoint: 'one', type: 'lead.created', status: 'PENDING', attempts: [], completedAt: null },
      { endpoint: 'two', status: 'PENDING' },
    ])

    const now = house.deps.clock.now()
    const settle = (status: string, which: { id: string }[], completed = true) =>
      system()
        .transaction()
        .execute(async (trx) => {
          await sql`update deliveries set status = ${status}, completed_at = ${completed ? now : null}::timestamptz
            where id = any(${which.map(({ id }) => id)}::uuid[])`.execute(trx)
          await updateLeadStates(trx, [body.id], now)
        })
    const [first, second] = deliveries.rows
    // New, and an endpoint is to get it: not kept.
    expect(await names('?status=QUEUED')).toEqual(['Fay'])
    expect(await names('?status=KEPT&source=api')).toEqual(['Ana again', 'Bea', 'Ana'])
    expect(await names('?status=NEW&source=api')).toEqual(['Fay', 'Ana again', 'Bea', 'Ana'])
    const states: unknown[] = []
    const note = async () => {
      const { status, exported, processedAt } = await one(body.id)
      states.push([status, exported, processedAt !== null])
    }
    await settle('RETRYING', [first!], false)
    await note()
    await settle('SUCCESS', [first!])
    await note()
    await settle('FAILED', [second!])
    await note()
    await settle('PENDING', [second!], false)
    await note()
    await settle('SUCCESS', [second!])
    await note()
    expect(states).toEqual([
      ['PROCESSING', false, false],
      ['PROCESSING', true, false],
      ['FAILED', true, true],
      ['PROCESSING', true, false],
      ['DELIVERED', true, true],
    ])

    // Archived stays archived while its deliveries go on; brought back, it has the state they came to.
    await house.api('PATCH', `/api/leads/${body.id}`, { status: 'ARCHIVED' })
    await settle('FAILED', [second!])
    expect((await one(body.id)).status).toBe('ARCHIVED')
    await house.api('PATCH', `/api/leads/${body.id}`, { status: 'NEW' })
    expect((await one(body.id)).status).toBe('FAILED')
    await settle('SUCCESS', [second!])
    expect(await names('?status=DELIVERED&source=api')).toEqual(['Fay', 'Cleo'])
    expect(await names('?status=KEPT&source=api')).toEqual(['Ana again', 'Bea', 'Ana'])
  })

  test('lists are index scans', async () => {
    const at = house.deps.clock.now()
    await sql`insert into leads (id, workspace_id, source, unique_key, name, email_key, form_id, campaign_id, status, captured_at)
      select gen_random_uuid(), ${workspaceId}, 'import', 'plan/' || n, 'P' || n, n || '@p.com', 'form ' || n % 1000, 'campaign ' || n % 1000,
        case when n % 1000 = 0 then 'FAILED' else 'NEW' end, ${at}::timestamptz - n * interval '1 second'
      from generate_series(1, 20000) n`.execute(system())
    // Only the owner may.
    const owner = new pg.Client({ connectionString: house.deps.ownerUrl })
    await owner.connect()
    await owner.query('analyze leads')
    await owner.end()
    // Of so few leads a page of 50 is nearly as cheap by reading them all, and the planner may choose either.
    const smallPage = 10
    const planOf = (filter: LeadFilter) =>
      inWorkspace(house.deps.databases.web, { workspaceId, accountIds: null }, async (trx) => {
        const { rows } = await sql<{ 'QUERY PLAN': string }>`
          explain select * from ${newestOf('leads', null, fitsFilter(filter, 'r'), smallPage)} l`.execute(trx)
        return rows.map((row) => row['QUERY PLAN']).join('\n')
      })
    for (const [filter, index] of [
      [{ formId: 'form 7' }, 'leads_by_form'],
      [{ campaignId: 'campaign 7' }, 'leads_by_campaign'],
      [{ status: 'FAILED' }, 'leads_by_status'],
      [{ source: 'lead_ad' }, 'leads_by_source'],
      [{ archived: true }, 'leads_archived'],
      [{}, 'leads_by_workspace'],
    ] as const) {
      const plan = await planOf(filter)
      expect(plan).toContain(index)
      expect(plan).not.toContain('Seq Scan')
    }
    await sql`delete from leads where source = 'import'`.execute(system())
  })

  test('archived leads and finished deliveries are deleted after the days of the workspace', async () => {
    const day = 86_400_000
    const run = async (at: Date) => {
      const { system: jobs } = house.deps.databases
      const handler = oldLeads({ jobs, clock: { ...house.deps.clock, now: () => at } })
      return handler.run({} as never, new AbortController().signal)
    }
    const fay = (await list('?q=Fay')).data[0]!.id
    const cleo = (await list('?q=Cleo')).data[0]!.id
    await house.api('PATCH', `/api/leads/${cleo}`, { status: 'ARCHIVED' })
    const now = house.deps.clock.now().getTime()
    await run(new Date(now + 89 * day))
    expect((await one(cleo)).status).toBe('ARCHIVED')
    expect((await one(fay)).deliveries).toHaveLength(2)
    await house.api('PATCH', '/api/workspace', { cleanUpDays: 0 })
    await run(new Date(now + 900 * day))
    expect((await one(cleo)).status).toBe('ARCHIVED')
    expect((await house.api('PATCH', '/api/workspace', { cleanUpDays: 30 })).body).toMatchObject({ cleanUpDays: 30 })
    await run(new Date(now + 31 * day))
    expect((await house.api('GET', `/api/leads/${cleo}`)).status).toBe(404)
    expect(await one(fay)).toMatchObject({ status: 'DELIVERED', deliveries: [] })
    expect((await sql`select from endpoint_events where lead_id = ${fay}`.execute(system())).rows).toEqual([])
    expect(await names('?source=lead_ad')).toEqual(['Dora'])
  })

  test('a phone number that cannot be read is kept as it was given', async () => {
    const post = (body: object, key: string) => house.api<WholeLead>('POST', '/api/leads', body, { 'idempotency-key': key })
    const made = await post({ name: 'Ira', phone: 'ask at the desk', customFields: { size: 38 } }, 'unread')
    expect(made).toMatchObject({
      status: 201,
      body: { phone: null, customFields: { size: '38', phone_as_given: 'ask at the desk' }, validation: { phone: null } },
    })
    expect((await post({ name: 'Ira', phone: '(415) 555-2671' }, 'unread')).body).toMatchObject({ phone: '+14155552671' })
    await house.api('POST', '/api/leads/bulk', { action: 'delete', ids: [made.body.id] })
  })

  test('an export has the custom fields of most leads as columns, and all others in one', async () => {
    const fields = Array.from({ length: 501 }, (_, n) => `field ${String(n).padStart(3, '0')}`)
    const leads = [fields, fields.slice(1)].map((names, n) => ({
      id: house.deps.newId(),
      workspace_id: workspaceId,
      source: 'import' as const,
      unique_key: `wide/${n}`,
      email: null,
      phone: null,
      name: `Wide ${n}`,
      custom_fields: Object.fromEntries(names.map((name) => [name, 'x'])),
      metadata: {},
      captured_at: house.deps.clock.now(),
    }))
    await system()
      .transaction()
      .execute((trx) => addLeads(trx, { newId: house.deps.newId, now: house.deps.clock.now() }, leads))
    const [head, ...rows] = (await house.api<string>('GET', '/api/leads/export?q=Wide')).body.trim().split('\r\n')
    expect(head!.split(',').slice(8).toSorted()).toEqual([...fields.slice(1), 'more_fields'].toSorted())
    expect(rows.map((row) => row.includes('"{""field 000"":""x""}"'))).toEqual([false, true])
    // Columns are those of the exported leads, not of all.
    await house.api('POST', '/api/leads', { name: 'Narrow', customFields: { shoe: '38' } })
    const [narrow] = (await house.api<string>('GET', '/api/leads/export?q=Narrow')).body.trim().split('\r\n')
    expect(narrow!.split(',').slice(8)).toEqual(['shoe'])
    await sql`delete from leads where unique_key like 'wide/%' or name = 'Narrow'`.execute(system())
  })

  test('the address and browser of people who sent a form are deleted after the days of the workspace', async () => {
    const day = 86_400_000
    const { system: jobs } = house.deps.databases
    const run = (at: number) =>
      oldLeads({ jobs, clock: { ...house.deps.clock, now: () => new Date(at) } }).run({} as never, new AbortController().signal)
    await house.api('POST', '/api/forms', { name: 'Ask us', slug: 'ask', fields: [{ name: 'name', label: 'Name', type: 'text' }] })
    const sent = await fetch(`${house.url}/f/ask`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Test/1' },
      body: JSON.stringify({ name: 'Hal' }),
    })
    const { leadId } = ((await sent.json()) as { data: { leadId: string } }).data
    const visited = { address: '127.0.0.1', browser: 'Test/1' }
    const now = house.deps.clock.now().getTime()
    await run(now + 29 * day)
    expect((await one(leadId)).attribution).toMatchObject({ formName: 'Ask us', ...visited })
    expect((await house.api('PATCH', '/api/workspace', { addressDays: 0 })).body).toMatchObject({ addressDays: 0 })
    await run(now + 900 * day)
    expect((await one(leadId)).attribution).toMatchObject(visited)
    await house.api('PATCH', '/api/workspace', { addressDays: 30 })
    await run(now + 31 * day)
    const { name, attribution } = await one(leadId)
    expect([name, attribution['formName']]).toEqual(['Hal', 'Ask us'])
    expect(Object.keys(attribution).filter((key) => key in visited)).toEqual([])
  })

  test('a limited member sends leads of their accounts alone, and never finds another’s by its key', async () => {
    const ben = await addMember(house, 'Ben', 'member', workspaceId)
    await house.api('PATCH', `/api/members/${ben.id}`, { accountIds: [shop.accountId] })
    const asBen = <T>(body: object) =>
      house.api<T>('POST', '/api/leads', body, { authorization: '', cookie: ben.cookie, origin: house.url, 'idempotency-key': 'k 1' })
    expect((await asBen<Refusal>({ name: 'Gus' })).body.error.message).toContain('accountId')
    const made = await asBen<WholeLead>({ name: 'Gus', accountId: shop.accountId })
    expect([made.status, made.body.name, made.body.email]).toEqual([201, 'Gus', null])
    const wanted = await sql`select from deliveries where lead_id = ${made.body.id}`.execute(system())
    expect(wanted.rows).toHaveLength(2)
    const foreign = (await list('?q=Fay')).data[0]!.id
    expect((await ben.api('PATCH', `/api/leads/${foreign}`, { status: 'ARCHIVED' })).status).toBe(404)
    expect(
      (await ben.api<{ changed: number }>('POST', '/api/leads/bulk', { action: 'delete', filter: { source: 'api' } })).body.changed,
    ).toBe(1)
    expect((await one(foreign)).status).toBe('DELIVERED')
  })
})
