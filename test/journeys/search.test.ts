import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowsPerWalk } from '../../server/platform/boundedPage.ts'
import { addMember } from '../support/addMember.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'

type Page<Row> = { data: Row[]; nextCursor: string | null }
type Event = { id: string; text: string | null; kind: string }

/** More than two walks: what is asked for stands among the oldest. */
const many = 2 * rowsPerWalk + 1_000

describe(`lists of ${many} rows`, () => {
  let house: House
  let shop: Shop
  beforeAll(async () => {
    house = await startHouse()
    shop = await openShop(house)
    const { system } = house.deps.databases
    const known = sql`(select workspace_id from accounts where id = ${shop.accountId}), ${shop.accountId}::uuid`
    await sql`insert into contacts (id, workspace_id, username, name, email, created_at, last_seen_at)
      select ('01900002-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, (select workspace_id from accounts where id = ${shop.accountId}),
        'person_' || n, case n when 7 then 'Wilhelmina' end, case n when 9 then 'zoë@rare.example' end, now(), now() from generate_series(1, ${many}) n`.execute(
      system,
    )
    await sql`insert into conversations (id, workspace_id, account_id, contact_id, last_event_at, created_at)
      select replace(id::text, '01900002', '01900003')::uuid, ${known}, id, now(), now() from contacts where username like 'person\\_%'`.execute(
      system,
    )
    await sql`insert into events (id, workspace_id, account_id, conversation_id, contact_id, body_id, key, kind, text, detail, occurred_at,
      received_at, decided_at, outcome, silence, automation_set, decision)
      select ('01900004-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, ${known}, ('01900003-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, ('01900002-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid,
        0, 'seeded/' || n, case when n = 3 then 'postback' else 'comment' end,
        case n when 5 then 'Is the Kilimanjaro 100% wool?' when 6 then 'xq' else 'price please' end, '{"isOwn": false}', now(), now(), now(), 'skipped', 'no_match', 0, '{"trace": [], "candidates": []}'
      from generate_series(1, ${many}) n`.execute(system)
    await sql`insert into leads (source, unique_key, id, workspace_id, account_id, contact_id, automation_id, version_id, run_id,
      event_id, email, name, custom_fields, metadata, captured_at)
      select 'automation', 'seeded/' || n, ('01900005-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, ${known},
        ('01900002-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, null, null, ('01900006-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, null,
        'lead' || n || '@shop.example', null, case n when 4 then '{"city": "Ouagadougou"}'::jsonb else '{}' end, '{}', now() from generate_series(1, ${many}) n`.execute(
      system,
    )
  })
  beforeAll(async () => {
    const { system } = house.deps.databases
    await sql`with stored as (
      insert into messages (id, workspace_id, account_id, conversation_id, contact_id, lane, kind, content, state, error_code, not_before,
        created_at)
      select replace(c.id::text, '01900003', '01900007')::uuid, c.workspace_id, c.account_id, c.id, c.contact_id, 'direct', 'message',
        json_build_object('text', 'to ' || p.username),
        case p.username when 'person_2' then 'read' when 'person_3' then 'refused' when 'person_4' then 'parked' when 'person_5' then 'open'
          else 'sent' end,
        case when p.username in ('person_3', 'person_4') then 'person_unavailable' end, now() + interval '1 day', now()
      from conversations c join contacts p on p.id = c.contact_id where p.username like 'person\\_%' order by c.id
      returning *)
      insert into outbox (message_id, seq, workspace_id, account_id, conversation_id, lane, kind, not_before)
      select id, seq, workspace_id, account_id, conversation_id, lane, kind, not_before from stored where state = 'open'`.execute(system)
  })
  afterAll(() => house?.stop())

  const list = async <Row>(path: string) => (await house.api<Page<Row>>('GET', path)).body
  /** Reads on until something is found or the list is over, as a page does. */
  async function readOn<Row>(path: string): Promise<{ data: Row[]; pages: number }> {
    let pages = 1
    for (let page = await list<Row>(path); ; pages++) {
      if (page.data.length || page.nextCursor === null) return { data: page.data, pages }
      page = await list<Row>(`${path}&cursor=${page.nextCursor}`)
    }
  }

  test.each(['kilimanjaro', 'Kilimanjaro 100%', 'MANJA', ' kilimanjaro '])('a word of an old event is found at once: %s', async (q) =>
    expect(await list<Event>(`/api/events?q=${encodeURIComponent(q)}`)).toMatchObject({
      data: [{ text: 'Is the Kilimanjaro 100% wool?' }],
      nextCursor: null,
    }),
  )

  test('somebody of long ago is found by name, in each list', async () => {
    expect((await list<{ name: string }>('/api/contacts?q=wilhelm')).data).toMatchObject([{ name: 'Wilhelmina' }])
    expect((await list<Event>('/api/events?q=wilhelmina')).data).toHaveLength(1)
    expect((await list<{ id: string }>('/api/leads?q=wilhelmina')).data).toHaveLength(1)
    expect((await list<{ email: string }>('/api/contacts?q=ZOË@rare')).data).toMatchObject([{ email: 'zoë@rare.example' }])
    expect((await list<{ customFields: object }>('/api/leads?q=ouaga')).data).toMatchObject([{ customFields: { city: 'Ouagadougou' } }])
  })

  test('two letters, a kind or an outcome have no index: the list is read on, page by page, to its end', async () => {
    for (const [filter, found] of [
      ['q=xq', 'xq'],
      ['kind=postback', 'price please'],
    ] as const) {
      const { data, pages } = await readOn<Event>(`/api/events?${filter}`)
      expect([filter, data.map((one) => one.text), pages]).toEqual([filter, [found], 3])
    }
    expect(await readOn<Event>('/api/events?outcome=parked')).toEqual({ data: [], pages: 3 })
    expect(await readOn<Event>('/api/events?q=100%25%25')).toMatchObject({ data: [] })
    expect(await readOn<Event>(`/api/events?q=price&since=${new Date(Date.now() + 3_600_000).toISOString()}`)).toEqual({
      data: [],
      pages: 1,
    })
  })

  test('what is frequent comes page by page, each row once', async () => {
    const seen = new Set<string>()
    let cursor = ''
    for (let pages = 0; pages < 3; pages++) {
      const page: Page<Event> = await list(`/api/events?q=price&limit=200${cursor}`)
      expect(page.data).toHaveLength(200)
      for (const one of page.data) seen.add(one.id)
      cursor = `&cursor=${page.nextCursor}`
    }
    expect(seen.size).toBe(600)
  })

  test('a member limited to one account finds what is old of it, however much newer there is of others', async () => {
    const { system } = house.deps.databases
    // Once by the person's name, once by what the row says itself.
    const [word, own] = ['Zanzibar', 'Ouarzazate']
    const other = await openShop(house)
    const named = ['10', ...Array.from({ length: 20 }, (_, n) => String(20 + n))].map((n) => `person_${n}`)
    await sql`update contacts set name = ${word} where username = any(${named}::text[])`.execute(system)
    const named10 = sql`(select id from contacts where name = ${word} and username <> 'person_10')`
    for (const table of ['conversations', 'events', 'leads'])
      await sql`update ${sql.table(table)} set account_id = ${other.accountId} where contact_id in ${named10}`.execute(system)
    const isNamed = sql`contact_id in (select id from contacts where name = ${word})`
    await sql`update events set text = ${own} where ${isNamed}`.execute(system)
    await sql`update leads set name = ${own} where ${isNamed}`.execute(system)
    const { workspace } = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body
    const ben = await addMember(house, 'Ben', 'member', workspace.id)
    expect((await house.api('PATCH', `/api/members/${ben.id}`, { accountIds: [shop.accountId] })).status).toBe(200)
    for (const search of [`events?q=${word}`, `contacts?q=${word}`, `leads?q=${word}`, `events?q=${own}`, `leads?q=${own}`]) {
      const found = (await ben.api<Page<object>>('GET', `/api/${search}&limit=3`)).body
      expect([search, found.data.length, found.nextCursor]).toEqual([search, 1, null])
      expect((await list<object>(`/api/${search}&limit=30`)).data, search).toHaveLength(21)
    }
  })

  test('DMs to leads are found by words of the lead, of all leads: by the index, and without it part by part', async () => {
    await sql`insert into lead_dms (id, workspace_id, lead_id, account_id, provider, state, text, attempt, created_at)
      select gen_random_uuid(), workspace_id, id, account_id, 'instagram', 'failed', email, 1, now() from leads
      where unique_key like 'seeded/%' order by seq`.execute(house.deps.databases.system)
    // Autovacuum would, in a while.
    await sql`analyze leads, lead_dms, contacts`.execute(house.deps.databases.system)
    type Dm = { leadId: string; text: string }
    const everyDm = async (q: string) => {
      const texts: string[] = []
      let parts = 0
      for (let cursor = ''; ; parts++) {
        const page: Page<Dm> = await list(`/api/dm/logs?q=${q}&limit=200${cursor}`)
        texts.push(...page.data.map(({ text }) => text))
        if (page.nextCursor === null) return { texts, parts }
        cursor = `&cursor=${page.nextCursor}`
      }
    }
    expect(await everyDm('ouaga')).toEqual({ texts: ['lead4@shop.example'], parts: 0 })
    expect(await everyDm('wilhelmina')).toEqual({ texts: ['lead7@shop.example'], parts: 0 })
    // Too short for an index.
    expect(await everyDm('wi')).toEqual({ texts: ['lead7@shop.example'], parts: expect.any(Number) as number })
    expect((await everyDm('wi')).parts).toBeGreaterThan(1)
    const { texts } = await everyDm('lead1')
    const expected = Array.from({ length: many }, (_, n) => `lead${many - n}@shop.example`).filter((email) => email.startsWith('lead1'))
    expect(texts.length).toBeGreaterThan(1_000)
    expect(texts).toEqual(expected)
    expect((await list<Dm>('/api/dm/logs?q=ouaga&status=sent')).data).toEqual([])
  })

  test('an index that finds too much, or is not there, costs no row', async () => {
    expect((await list<Event>('/api/events?q=person_4')).data).toHaveLength(50)
    const owner = new pg.Client({ connectionString: house.databaseUrl })
    await owner.connect()
    await owner.query('drop index events_by_words, contacts_by_words, leads_by_words')
    await owner.end()
    expect((await readOn<Event>('/api/events?q=kilimanjaro')).data).toHaveLength(1)
  })

  test('among 200 automations one is found by its name or by a keyword, whichever is the oldest', async () => {
    const create = (n: number) => shop.automate(answer('message', [`word${n}`], 'Hello'))
    for (let n = 0; n < 200; n += 20) await Promise.all(Array.from({ length: 20 }, (_, at) => create(n + at)))
    await shop.automate({ ...answer('comment', ['ünï-key%'], 'Hello'), name: 'Autumn sale' })
    for (const [q, names] of [
      ['autumn', ['Autumn sale']],
      ['ÜNÏ-KEY%', ['Autumn sale']],
      ['word7', ['message: word7', ...Array.from({ length: 10 }, (_, n) => `message: word7${n}`)]],
      ['word199', ['message: word199']],
      ['nothing of the kind', []],
      ['wo_d7', []],
    ] as const)
      expect(
        (await list<{ name: string }>(`/api/automations?q=${encodeURIComponent(q)}`)).data.map((one) => one.name).toSorted(),
        q,
      ).toEqual([...names].toSorted())
  })

  test('another workspace finds nothing of it', async () => {
    const { system } = house.deps.databases
    const other = house.deps.newId()
    await sql`insert into workspaces (id, name, created_at) values (${other}, 'Other', now())`.execute(system)
    await sql`update contacts set workspace_id = ${other} where name = 'Wilhelmina'`.execute(system)
    expect((await readOn('/api/contacts?q=wilhelmina')).data).toEqual([])
  })

  test.each([
    ['pending', 'to person_5'],
    ['failed', 'to person_3'],
    ['parked', 'to person_4'],
  ])('the one old message that is %s is found at once', async (status, text) => {
    for (const of of ['', `&accountId=${shop.accountId}`, '&direction=out'])
      expect(await list(`/api/messages?status=${status}${of}`)).toMatchObject({ data: [{ text, status }], nextCursor: null })
    expect(await list(`/api/messages?status=${status}&direction=in`)).toEqual({ data: [], nextCursor: null })
  })

  test('the one old message that was read is found by reading on, each page in a bounded time', async () => {
    expect(await readOn('/api/messages?status=read')).toMatchObject({ data: [{ text: 'to person_2', status: 'read' }], pages: 3 })
    expect(await list(`/api/messages?status=read&conversationId=01900003-0000-7000-8000-000000000002`)).toMatchObject({
      data: [{ text: 'to person_2' }],
      nextCursor: null,
    })
  })

  test('messages of a status come page by page, each once', async () => {
    const first = await list<{ text: string }>('/api/messages?status=sent&limit=3')
    const next = await list<{ text: string }>(`/api/messages?status=sent&limit=3&cursor=${first.nextCursor}`)
    const newest = Array.from({ length: 6 }, (_, n) => `to person_${many - n}`)
    expect([...first.data, ...next.data].map(({ text }) => text)).toEqual(newest)
  })
})
