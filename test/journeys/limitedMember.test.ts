import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { scopes } from '../../server/model/permission.ts'
import { inWorkspace } from '../../server/platform/db.ts'
import { aFile } from '../support/aFile.ts'
import { addMember, type Member } from '../support/addMember.ts'
import { answer, leadRule, openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { until } from '../support/until.ts'

type List = { data: { id: string }[] }
/** What there is one of on each account, by the first part of its address. */
type Ids = Record<
  | 'accounts'
  | 'automations'
  | 'events'
  | 'contacts'
  | 'conversations'
  | 'deliveries'
  | 'endpoints'
  | 'forms'
  | 'jobs'
  | 'leads'
  | 'messages'
  | 'media',
  string
>

/** Requirement D5: a member who is limited to some accounts sees nothing of the others, by no address and in no table. */
describe('a member limited to one of two accounts', () => {
  let house: House
  let workspaceId: string
  let own: Shop
  let other: Shop
  let ids: { own: Ids; other: Ids }
  let ben: Member

  /** A shop with something of everything: a lead flow gone through, a message that needs a person, one that waits, posts, a broken line. */
  async function busyShop(word: string): Promise<Shop> {
    const shop = await openShop(house, { person: { username: `${word}.person`, name: `${word} person` } })
    const automation = await shop.automate({ name: `${word} rule`, ...leadRule })
    await anEndpoint(shop, automation)
    const fields = [{ name: 'email', label: 'Email', type: 'email' }]
    await house.api('POST', '/api/media', aFile(shop.accountId))
    await house.api('POST', '/api/forms', { name: word, slug: word, fields, accountId: shop.accountId })
    await shop.comment(`price ${word}`)
    await house.drain()
    await shop.write(`${word}@x.com`)
    await house.drain()
    return shop
  }
  /** An endpoint of an automation, as limited members see those of theirs. */
  async function anEndpoint(shop: Shop, automation: string): Promise<void> {
    const sources = [{ type: 'account', id: shop.accountId }]
    const { body } = await house.api<{ id: string }>('POST', '/api/endpoints', { name: 'CRM', url: 'http://127.0.0.1:9/', sources })
    await sql`update endpoints set automation_id = ${automation} where id = ${body.id}`.execute(house.deps.databases.system)
  }
  async function idsOf(shop: Shop): Promise<Ids> {
    const first = async (list: string) =>
      (await house.api<List>('GET', `/api/${list}?accountId=${shop.accountId}&limit=200`)).body.data.at(-1)!.id
    const endpoint = await sql<{ id: string }>`
      select p.id from endpoints p join automations a on a.id = p.automation_id where a.account_id = ${shop.accountId}`.execute(
      house.deps.databases.system,
    )
    const find = async (table: string, column = 'id') =>
      (
        await sql<{ id: string }>`select ${sql.ref(column)} as id from ${sql.table(table)} where account_id = ${shop.accountId}`.execute(
          house.deps.databases.system,
        )
      ).rows[0]!.id
    return {
      accounts: shop.accountId,
      automations: await first('automations'),
      events: await first('events'),
      conversations: await first('conversations'),
      contacts: await find('contact_identifiers', 'contact_id'),
      deliveries: await find('deliveries'),
      endpoints: endpoint.rows[0]!.id,
      forms: await find('forms'),
      jobs: await find('jobs'),
      leads: await find('leads'),
      messages: (await shop.messages()).at(-1)!.id,
      media: await first('media'),
    }
  }
  beforeAll(async () => {
    house = await startHouse({ env: { ENDPOINT_ALLOW: '127.0.0.0/8' } })
    own = await busyShop('own')
    other = await busyShop('other')
    workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
    ids = { own: await idsOf(own), other: await idsOf(other) }
    for (const { contacts } of [ids.own, ids.other])
      expect((await house.api('POST', `/api/contacts/${contacts}/tags`, { add: ['Both'] })).status).toBe(200)
    for (const shop of [own, other]) {
      const { messages } = shop === own ? ids.own : ids.other
      await sql`update messages set state = 'parked', error_code = 'no_report' where id = ${messages}`.execute(house.deps.databases.system)
      await house.api('PATCH', `/api/accounts/${shop.accountId}`, { status: 'inactive' })
      const sent = await house.api('POST', '/api/messages', { accountId: shop.accountId, recipientId: shop.personId, text: 'It waits' })
      expect(sent.status).toBe(201)
    }
    ben = await addMember(house, 'Ben', 'member', workspaceId)
    expect((await house.api('PATCH', `/api/members/${ben.id}`, { accountIds: [own.accountId] })).status).toBe(200)
  })
  afterAll(() => house?.stop())

  test('is told so, and what they may do', async () => {
    const { body } = await ben.api('GET', '/api/me')
    expect(body).toMatchObject({ role: 'member', accountIds: [own.accountId], permissions: expect.arrayContaining(['automations.write']) })
    expect((await house.api('GET', '/api/me')).body).toMatchObject({ role: 'owner', accountIds: null })
  })

  /** Every address that a login may read, once for something of an account. */
  const single: Record<string, (of: Ids) => string> = {
    'GET /api/accounts/:id': (of) => of.accounts,
    'GET /api/accounts/:id/missed-events': (of) => of.accounts,
    'GET /api/accounts/:id/doctor': (of) => of.accounts,
    'GET /api/accounts/:id/media': (of) => of.accounts,
    'GET /api/accounts/:id/entry-points': (of) => of.accounts,
    'GET /api/automations/order': (of) => of.accounts,
    'GET /api/automations/:id': (of) => of.automations,
    'GET /api/automations/:id/versions': (of) => of.automations,
    'GET /api/events/:id': (of) => of.events,
    'GET /api/events/:id/trace': (of) => of.events,
    'GET /api/contacts/:id': (of) => of.contacts,
    'GET /api/contacts/:id/consents': (of) => of.contacts,
    'GET /api/contacts/:id/notes': (of) => of.contacts,
    'GET /api/contacts/:id/timeline': (of) => of.contacts,
    'GET /api/contacts/:id/export': (of) => of.contacts,
    'GET /api/conversations/:id': (of) => of.conversations,
    'GET /api/conversations/:id/timeline': (of) => of.conversations,
    'GET /api/jobs/:id': (of) => of.jobs,
    'GET /api/leads/:id': (of) => of.leads,
    'GET /api/media/:id': (of) => of.media,
    'GET /api/media/:id/content': (of) => of.media,
    'GET /api/dm/status/:leadId': (of) => of.leads,
    'GET /api/forms/:id': (of) => of.forms,
    'GET /api/endpoints/:id': (of) => of.endpoints,
    'GET /api/endpoints/:id/sources': (of) => of.endpoints,
    'GET /api/deliveries/:id': (of) => of.deliveries,
  }
  const lists = {
    '/api/accounts': 'accounts',
    '/api/automations': 'automations',
    '/api/events': 'events',
    '/api/messages': 'messages',
    '/api/media': 'media',
    '/api/queue': 'accounts',
    '/api/dead-letters': 'messages',
    '/api/contacts': 'contacts',
    '/api/conversations': 'conversations',
    '/api/jobs': 'jobs',
    '/api/leads': 'leads',
    '/api/leads.csv': null,
    '/api/leads/export': null,
    '/api/contacts/export': 'contacts',
    '/api/dm/logs': 'leads',
    '/api/forms': 'forms',
    '/api/endpoints': 'endpoints',
    '/api/deliveries': 'deliveries',
    '/api/doctor': 'accounts',
  } as const
  /** Shown otherwise below, or the same for everybody in the workspace. */
  const others = [
    '/api/me',
    '/api/me/logins',
    '/api/review-kit',
    '/api/mail',
    '/api/privacy',
    '/api/opt-outs',
    '/api/opt-outs.csv',
    '/api/channels',
    '/api/logins',
    '/api/members',
    '/api/tags',
    '/api/canned-replies',
    '/api/contact-fields',
    '/api/contacts/count',
    '/api/segments',
    '/api/inbox/settings',
    '/api/conversations/assignees',
    '/api/conversations/unread',
    '/api/stats',
    '/api/admin/overview',
    '/api/stream',
    '/api/dead-letters/reasons',
    '/api/leads/total',
    '/api/leads/origins',
    '/api/leads/origins/:of',
  ]
  /** These need an account of another channel: test/journeys/leadAds.test.ts. */
  const ofPages = ['GET /api/accounts/:id/lead-forms', 'GET /api/lead-alerts']
  /** These need a number: test/journeys/templates.test.ts, test/journeys/profile.test.ts. */
  const ofNumbers = ['GET /api/templates', 'GET /api/templates/:id', 'GET /api/accounts/:id/profile']
  /** These are about the team, not about accounts, and not for limited people: test/journeys/team.test.ts. */
  const ofTeams = ['GET /api/invitations', 'GET /api/workspaces', 'GET /api/admin/users']
  /** These are not for limited people at all: test/journeys/login.test.ts. */
  const ofAdmins = ['GET /api/keys', 'GET /api/retention', 'GET /api/audit', 'GET /api/audit/choices', 'GET /api/audit/export']
  /** Shared, unless they name an account: test/journeys/segments.test.ts. */
  const ofSegments = ['GET /api/segments/:id']
  /** Of files that may name people of every account: test/journeys/imports.test.ts. */
  const ofImports = ['GET /api/imports', 'GET /api/imports/:id', 'GET /api/imports/:id/errors.csv']
  /** What they started themselves: test/journeys/bulk.test.ts. */
  const ofBulk = ['GET /api/bulk-actions', 'GET /api/bulk-actions/:id']
  const ofLogins = ['GET /api/auth/:provider/connect', 'GET /api/connections', 'GET /api/connections/:id/offers']

  test('every address that can be read is among these', () => {
    const declared = house.app.declaredRoutes.filter(({ method, may }) => method === 'GET' && may).map(({ url }) => `GET ${url}`)
    const known = [
      ...ofPages,
      ...ofNumbers,
      ...ofLogins,
      ...ofImports,
      ...ofBulk,
      ...ofSegments,
      ...ofAdmins,
      ...ofTeams,
      ...Object.keys(single),
      ...[...Object.keys(lists), ...others].map((url) => `GET ${url}`),
    ]
    expect(declared.toSorted()).toEqual(known.toSorted())
  })

  test.each(Object.keys(single))('%s: their own, and 404 for the other account’s', async (route) => {
    const path = (of: Ids) => {
      const url = route.slice('GET '.length)
      return /:\w+/.test(url) ? url.replace(/:\w+/, single[route]!(of)) : `${url}?accountId=${single[route]!(of)}`
    }
    expect((await ben.api('GET', path(ids.own))).status).toBe(200)
    expect((await ben.api('GET', path(ids.other))).status).toBe(404)
    expect((await house.api('GET', path(ids.other))).status).toBe(200)
  })

  test.each(Object.keys(lists) as (keyof typeof lists)[])('%s shows nothing of the other account', async (path) => {
    const seen = JSON.stringify((await ben.api('GET', path)).body)
    const all = JSON.stringify((await house.api('GET', path)).body)
    const of = lists[path]
    const marks = { own: of ? ids.own[of] : 'own@x.com', other: of ? ids.other[of] : 'other@x.com' }
    expect(all).toContain(marks.other)
    expect(seen).toContain(marks.own)
    for (const id of [...Object.values(ids.other), 'other@x.com', 'other person', 'other rule', 'price other'])
      expect(seen).not.toContain(id)
  })

  test('a search finds nothing of the other account, and everything of their own', async () => {
    for (const list of ['events', 'contacts', 'leads', 'automations', 'conversations'])
      for (const [q, found] of [
        ['other', 0],
        ['own', 1],
      ] as const) {
        const { body } = await ben.api<List>('GET', `/api/${list}?q=${q}`)
        expect([list, q, Math.min(body.data.length, 1)]).toEqual([list, q, found])
      }
    for (const list of ['events', 'messages', 'conversations', 'automations', 'dead-letters'])
      expect((await ben.api<List>('GET', `/api/${list}?accountId=${other.accountId}`)).body.data, list).toEqual([])
    const unread = async (query: string) => (await ben.api<{ count: number }>('GET', `/api/conversations/unread${query}`)).body.count
    expect(await unread(`?accountId=${other.accountId}`)).toBe(0)
    expect(await unread('')).toBe(await unread(`?accountId=${own.accountId}`))
  })

  test('opt-outs are those of their own account, and they change no other', async () => {
    const optOut = (contactId: string) => ({ contactId, source: 'phone', reason: 'Called us' })
    for (const of of [ids.own, ids.other])
      expect((await house.api('POST', '/api/opt-outs', optOut(of.contacts))).body).toEqual({ changed: 1 })
    const seen = (await ben.api<List>('GET', '/api/opt-outs')).body.data.map((one) => one.id)
    expect(seen).toEqual([ids.own.conversations])
    const file = (await ben.api<string>('GET', '/api/opt-outs.csv')).body
    expect([file.includes(ids.own.contacts), file.includes(ids.other.contacts)]).toEqual([true, false])
    expect((await ben.api('POST', '/api/opt-outs', optOut(ids.other.contacts))).status).toBe(404)
    const undo = (who: Pick<Member, 'api'>, of: Ids) =>
      who.api('POST', `/api/opt-outs/${of.conversations}/undo`, { reason: 'Asked for it' })
    expect((await undo(ben, ids.other)).status).toBe(404)
    expect((await undo(ben, ids.own)).body).toEqual({ changed: 1 })
    expect((await undo(house, ids.other)).body).toEqual({ changed: 1 })
  })

  test('a tag is everyone’s, and who has it is told of their own account alone', async () => {
    type Tags = { data: { id: string; name: string; people: number }[] }
    const [seen, all] = [(await ben.api<Tags>('GET', '/api/tags')).body.data, (await house.api<Tags>('GET', '/api/tags')).body.data]
    expect([seen.map((one) => [one.name, one.people]), all.map((one) => [one.name, one.people])]).toEqual([[['Both', 1]], [['Both', 2]]])
    expect((await ben.api<List>('GET', '/api/contacts?tag=both')).body.data.map((one) => one.id)).toEqual([ids.own.contacts])
    expect((await ben.api<List>('GET', '/api/contacts?tag=both&q=other')).body.data).toEqual([])
    const { id } = all[0]!
    expect((await ben.api('PATCH', `/api/tags/${id}`, { name: 'Mine' })).status).toBe(403)
    expect((await ben.api('DELETE', `/api/tags/${id}`)).status).toBe(403)
    // A new one could take the former name of a tag, which automations of other accounts still use.
    expect((await ben.api('POST', '/api/tags', { name: 'New' })).status).toBe(403)
  })

  test('forms and campaigns to filter leads by are those of their own account’s leads', async () => {
    for (const [of, word] of [
      [ids.own, 'own'],
      [ids.other, 'other'],
    ] as const)
      await sql`update leads set form_id = ${word}, campaign_id = ${word} where id = ${of.leads}`.execute(house.deps.databases.system)
    const origin = (id: string) => ({ id, name: null })
    expect((await ben.api('GET', '/api/leads/origins')).body).toEqual({ forms: [origin('own')], campaigns: [origin('own')] })
    expect((await house.api('GET', '/api/leads/origins')).body).toMatchObject({ forms: [origin('other'), origin('own')] })
  })

  test('figures count their own account alone', async () => {
    type Stats = {
      accounts: { total: number }
      automations: { total: number }
      events: { total: number }
      leads: { total: number }
      messages: Record<string, number>
      top: unknown[]
    }
    const [seen, all] = [(await ben.api<Stats>('GET', '/api/stats')).body, (await house.api<Stats>('GET', '/api/stats')).body]
    expect(all).toMatchObject({
      accounts: { total: 2 },
      automations: { total: 2 },
      leads: { total: 2 },
      messages: { parked: 2, pending: 2 },
    })
    expect(seen).toMatchObject({
      accounts: { total: 1 },
      automations: { total: 1 },
      leads: { total: 1 },
      messages: { parked: 1, pending: 1 },
    })
    expect([seen.events.total, seen.messages['sent'], seen.top.length]).toEqual([
      all.events.total / 2,
      all.messages['sent']! / 2,
      all.top.length / 2,
    ])
    type Reasons = { data: { messages: number }[] }
    expect((await ben.api<Reasons>('GET', '/api/dead-letters/reasons')).body.data.map((one) => one.messages)).toEqual([1])
    expect((await house.api<Reasons>('GET', '/api/dead-letters/reasons')).body.data.map((one) => one.messages)).toEqual([2])
  })

  test('nothing of the other account can be changed, used or sent to', async () => {
    const { accounts, automations, messages, conversations, contacts } = ids.other
    const rule = answer('message', ['x'], 'X')
    for (const [method, path, body] of [
      ['POST', '/api/automations', { accountId: accounts, ...rule }],
      ['PUT', `/api/automations/${automations}`, rule],
      ['PATCH', `/api/automations/${automations}`, { name: 'mine' }],
      ['DELETE', `/api/automations/${automations}`],
      ['POST', `/api/automations/${automations}/publish`],
      ['POST', `/api/automations/${automations}/start`, { conversationId: conversations }],
      ['POST', `/api/automations/${ids.own.automations}/start`, { conversationId: conversations }],
      ['POST', `/api/automations/${automations}/lint`],
      ['POST', '/api/automations/lint', { accountId: accounts, definition: rule.definition }],
      ['POST', `/api/automations/${automations}/move`, { before: ids.own.automations }],
      ['POST', `/api/automations/${ids.own.automations}/move`, { before: automations }],
      ['POST', '/api/messages', { accountId: accounts, recipientId: other.personId, text: 'Hello' }],
      ['POST', '/api/messages', { accountId: own.accountId, conversationId: conversations, text: 'Hello' }],
      ['POST', `/api/messages/${messages}/resend`],
      ['POST', `/api/messages/${messages}/close`],
      ['POST', `/api/contacts/${contacts}/tags`, { add: ['mine'] }],
      ['PATCH', `/api/contacts/${contacts}`, { name: 'Mine' }],
      ['PATCH', `/api/conversations/${conversations}`, { botPausedUntil: null }],
      ['POST', `/api/conversations/${conversations}/notes`, { text: 'mine' }],
      ['POST', `/api/conversations/${conversations}/read`],
      ['POST', `/api/conversations/${conversations}/viewing`, {}],
      ['PATCH', `/api/forms/${ids.other.forms}`, { name: 'mine' }],
      ['DELETE', `/api/forms/${ids.other.forms}`],
      ['POST', `/api/leads/${ids.other.leads}/retry`],
    ] as const)
      expect([method, path, (await ben.api(method, path, body)).status]).toEqual([method, path, 404])
    const since = '2000-01-01T00:00:00Z'
    expect((await ben.api('POST', '/api/dead-letters/close', { ids: [messages] })).body).toEqual({ closed: 0 })
    expect((await ben.api('POST', '/api/dead-letters/close', { since })).body).toEqual({ closed: 1 })
    expect((await house.api('POST', '/api/dead-letters/close', { since })).body).toEqual({ closed: 1 })
    for (const path of ['/api/dm/send', `/api/dm/retry/${ids.other.leads}`])
      expect(
        (await ben.api('POST', path, path.endsWith('send') ? { leadId: ids.other.leads, provider: 'instagram', message: 'Hi' } : {}))
          .status,
      ).toBe(404)
    expect((await ben.api('POST', '/api/leads/bulk', { action: 'retry', ids: [ids.own.leads, ids.other.leads] })).body).toMatchObject({
      changed: 1,
    })
    expect((await ben.api('PATCH', `/api/automations/${ids.own.automations}`, { name: 'mine' })).status).toBe(200)
  })

  test('a limited key changes nothing that is about all accounts, whatever its scopes', async () => {
    const made = { name: 'Limited', scopes, accountIds: [own.accountId] }
    const { key } = (await house.api<{ key: string }>('POST', '/api/keys', made)).body
    const { endpoints, automations } = ids.own
    const any = [{ type: 'automation', id: automations }, { type: 'any' }]
    const asked = [
      ['POST', '/api/endpoints', { name: 'Mine', url: 'http://127.0.0.1:9/', sources: [{ type: 'any' }] }],
      ['PATCH', `/api/endpoints/${endpoints}`, { url: 'http://127.0.0.1:8/' }],
      ['PUT', `/api/endpoints/${endpoints}/sources`, { sources: any }],
      ['POST', `/api/endpoints/${endpoints}/rotate`, {}],
      ['POST', `/api/endpoints/${endpoints}/replay`, { since: '2000-01-01T00:00:00Z', status: 'ALL' }],
      ['DELETE', `/api/endpoints/${endpoints}`, undefined],
      ['PATCH', '/api/workspace', { noticesEmail: 'mine@x.example', retention: { events: 40 } }],
      ['PATCH', '/api/privacy', { privacy: 'Mine' }],
      ['POST', '/api/audit/verify', undefined],
    ] as const
    for (const [method, path, body] of asked) {
      const answer = await house.api<{ error?: { message: string } }>(method, path, body, { authorization: `Bearer ${key}` })
      expect([method, path, answer.status, answer.body.error?.message]).toEqual([method, path, 403, expect.stringContaining('limited')])
    }
  })

  test('each table holds for them what belongs to their accounts, and nothing else', async () => {
    const { system, web } = house.deps.databases
    // The account of a row, where the row does not name it itself.
    const accountOf: Record<string, string> = {
      accounts: 't.id',
      connections: '(select id from accounts a where a.connection_id = t.id limit 1)',
      automation_versions: '(select account_id from automations a where a.id = t.automation_id)',
      automation_stats: '(select account_id from automations a where a.id = t.automation_id)',
      automation_counts: '(select account_id from automations a where a.id = t.automation_id)',
      limit_windows: '(select account_id from send_limits s where s.id = t.limit_id)',
      waiting_statuses: '(select account_id from messages m where m.id = t.message_id)',
      contacts: '(select account_id from conversations c where c.contact_id = t.id limit 1)',
      contact_notes: '(select account_id from conversations c where c.contact_id = t.contact_id limit 1)',
      contact_merges: '(select account_id from conversations c where c.contact_id = t.contact_id limit 1)',
      contact_tags: '(select account_id from contact_identifiers i where i.contact_id = t.contact_id limit 1)',
      endpoints: '(select account_id from automations a where a.id = t.automation_id)',
      endpoint_sources: '(select a.account_id from endpoints p join automations a on a.id = p.automation_id where p.id = t.endpoint_id)',
      job_attempts: '(select account_id from jobs j where j.id = t.job_id)',
      form_attempts: '(select account_id from forms f where f.id = t.form_id)',
      conversation_reads: '(select account_id from conversations c where c.id = t.conversation_id)',
      conversation_viewers: '(select account_id from conversations c where c.id = t.conversation_id)',
      imports: 'null::uuid',
      import_failures: 'null::uuid',
      bulk_actions: 'null::uuid',
      audit: 'null::uuid',
      audit_chain: 'null::uuid',
      audit_waiting: 'null::uuid',
    }
    const { rows: tables } = await sql<{ name: string; named: boolean }>`
      select p.tablename as name, exists (select from information_schema.columns c where c.table_schema = 'public'
        and c.table_name = p.tablename and c.column_name = 'account_id') as named
      from pg_policies p where p.policyname = 'own_accounts' order by 1`.execute(system)
    // What belongs to the workspace as a whole: everyone sees all of it.
    const shared = new Set(['tags', 'former_tag_names', 'public_texts', 'contact_fields', 'segments', 'canned_replies', 'inbox_settings'])
    const both: string[] = []
    for (const { name, named } of tables) {
      if (shared.has(name)) continue
      const of = named ? 't.account_id' : accountOf[name]
      if (!of) throw new Error(`this test does not know the account of a row of ${name}`)
      const count = async (accountIds: string[] | null) =>
        (
          await inWorkspace(web, { workspaceId, accountIds }, (trx) =>
            sql<{ n: number }>`select count(*)::integer as n from ${sql.table(name)}`.execute(trx),
          )
        ).rows[0]!.n
      const { rows } = await sql<{ mine: number; all: number }>`
        select count(*) filter (where ${sql.raw(of)} = ${own.accountId})::integer as mine, count(*)::integer as all
          from ${sql.table(name)} t
        where t.workspace_id = ${workspaceId}`.execute(system)
      const { mine, all } = rows[0]!
      expect([name, await count([own.accountId]), await count([]), await count(null)]).toEqual([name, mine, 0, all])
      if (mine > 0 && all > mine) both.push(name)
    }
    expect(both).toEqual(
      expect.arrayContaining([
        'accounts',
        'attempts',
        'automation_sets',
        'automation_stats',
        'automation_versions',
        'automations',
        'contact_identifiers',
        'contact_tags',
        'contacts',
        'conversations',
        'events',
        'leads',
        'limit_windows',
        'messages',
        'outbox',
        'runs',
        'send_limits',
      ]),
    )
  })

  test('whoever is known on both accounts is seen, without the identifiers of the other', async () => {
    await sql`update contact_identifiers set contact_id = ${ids.own.contacts} where account_id = ${other.accountId} and contact_id = ${ids.other.contacts} and kind = 'scoped'`.execute(
      house.deps.databases.system,
    )
    type Contact = { identifiers: { accountId: string }[] }
    const of = async (api: Member['api']) =>
      new Set((await api<Contact>('GET', `/api/contacts/${ids.own.contacts}`)).body.identifiers.map((one) => one.accountId))
    expect(await of(ben.api)).toEqual(new Set([own.accountId]))
    expect(await of(house.api)).toEqual(new Set([own.accountId, other.accountId]))
  })

  test('the stream tells them of their own account alone', async () => {
    const told = { ben: 0, owner: 0 }
    const ending = new AbortController()
    const listen = async (who: 'ben' | 'owner', headers: Record<string, string>) => {
      const answered = await fetch(`${house.url}/api/stream`, { headers, signal: ending.signal })
      expect(answered.status).toBe(200)
      const read = async () => {
        for await (const piece of answered.body!.pipeThrough(new TextDecoderStream())) if (piece.includes('"accounts"')) told[who]++
      }
      read().catch(() => {})
    }
    await listen('ben', { cookie: ben.cookie })
    await listen('owner', { authorization: 'Bearer test-key-of-the-instance' })
    await house.api('PATCH', `/api/accounts/${other.accountId}`, { name: 'Other again' })
    await until('the owner hears of the other account', () => told.owner === 1, 5_000)
    await house.api('PATCH', `/api/accounts/${own.accountId}`, { name: 'Own again' })
    await until('both hear of the account that both see', () => told.owner === 2 && told.ben > 0, 5_000)
    expect(told.ben).toBe(1)
    ending.abort()
  })

  test('figures of the whole instance are not theirs, from another machine', async () => {
    const metrics = (cookie: string) => fetch(`${house.url}/metrics`, { headers: { cookie, 'x-forwarded-for': '203.0.113.9' } })
    const answered = await metrics(ben.cookie)
    expect([answered.status, ((await answered.json()) as { error: { message: string } }).error.message]).toEqual([
      403,
      'This needs the permission metrics.read. Your role (member) does not include it.',
    ])
  })

  test('of two accounts, lists are in one order, page by page, as they are for someone who sees all', async () => {
    const third = await busyShop('third')
    await house.api('PATCH', `/api/members/${ben.id}`, { accountIds: [own.accountId, third.accountId] })
    // What the other account heard last happened long before: the platform told it late.
    await sql`update events set occurred_at = occurred_at - interval '1 hour' where id = (
      select id from events where account_id = ${other.accountId} and kind = 'message' order by seq desc limit 1)`.execute(
      house.deps.databases.system,
    )
    type Row = { id: string; accountId: string }
    type Page = { data: Row[]; nextCursor: string | null }
    for (const list of ['events', 'events?kind=comment', 'messages', 'messages?direction=in', 'messages?status=pending', 'leads']) {
      const all = (await house.api<Page>('GET', `/api/${list}${list.includes('?') ? '&' : '?'}limit=200`)).body.data
      const theirs = all.filter((row) => row.accountId !== other.accountId)
      if (!list.includes('status')) expect(new Set(theirs.map((row) => row.accountId)).size, list).toBe(2)
      const seen: Row[] = []
      let cursor = ''
      do {
        const page = (await ben.api<Page>('GET', `/api/${list}${list.includes('?') ? '&' : '?'}limit=2${cursor}`)).body
        seen.push(...page.data)
        cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
      } while (cursor)
      expect([list, seen.map((row) => row.id)]).toEqual([list, theirs.map((row) => row.id)])
      const one = (await ben.api<Page>('GET', `/api/${list}${list.includes('?') ? '&' : '?'}limit=200&accountId=${other.accountId}`)).body
        .data
      if (list !== 'leads') expect([list, one]).toEqual([list, []])
    }
    await house.api('DELETE', `/api/accounts/${third.accountId}`)
    await house.api('PATCH', `/api/members/${ben.id}`, { accountIds: [own.accountId] })
  })

  test('another limit holds at once; one whose accounts are gone stays a limit', async () => {
    await house.api('PATCH', `/api/members/${ben.id}`, { accountIds: [other.accountId] })
    expect((await ben.api<List>('GET', '/api/accounts')).body.data.map((one) => one.id)).toEqual([other.accountId])
    expect((await house.api('DELETE', `/api/accounts/${other.accountId}`)).status).toBe(204)
    for (const list of ['accounts', 'automations', 'events', 'messages', 'contacts', 'conversations', 'leads'])
      expect((await ben.api<List>('GET', `/api/${list}`)).body.data, list).toEqual([])
    expect((await house.api<List>('GET', '/api/leads')).body.data).toHaveLength(3)
    expect((await house.api<{ data: object[] }>('GET', '/api/members')).body.data).toMatchObject([{ id: ben.id, accountIds: [] }])
    await house.api('PATCH', `/api/members/${ben.id}`, { accountIds: null })
    expect((await ben.api<List>('GET', '/api/leads')).body.data).toHaveLength(3)
  })
})

describe('members', () => {
  let house: House
  let workspaceId: string
  const people: Record<string, Member> = {}
  beforeAll(async () => {
    house = await startHouse()
    workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
    for (const [name, role] of [
      ['Maya', 'owner'],
      ['Ada', 'admin'],
      ['Ben', 'member'],
      ['Vera', 'viewer'],
    ] as const)
      people[name] = await addMember(house, name, role, workspaceId)
  })
  afterAll(() => house?.stop())
  const change = (by: string, who: string, body: object) =>
    people[by]!.api<{ error: { code: string } }>('PATCH', `/api/members/${people[who]!.id}`, body)

  test('are listed with their role, page by page', async () => {
    type Page = { data: { name: string; role: string; accountIds: null }[]; nextCursor: string | null }
    const { body } = await people['Ben']!.api<Page>('GET', '/api/members')
    expect(body.data.map(({ name, role, accountIds }) => [name, role, accountIds])).toEqual([
      ['Maya', 'owner', null],
      ['Ada', 'admin', null],
      ['Ben', 'member', null],
      ['Vera', 'viewer', null],
    ])
    const first = (await house.api<Page>('GET', '/api/members?limit=3')).body
    const second = (await house.api<Page>('GET', `/api/members?limit=3&cursor=${first.nextCursor}`)).body
    expect([...first.data, ...second.data].map((one) => one.name)).toEqual(['Maya', 'Ada', 'Ben', 'Vera'])
    expect(second.nextCursor).toBeNull()
  })

  test.each([
    ['Vera', 'Vera', { role: 'member' }, 403, 'forbidden'],
    ['Ben', 'Vera', { role: 'member' }, 403, 'forbidden'],
    ['Ada', 'Ada', { role: 'owner' }, 403, 'forbidden'],
    ['Ada', 'Maya', { role: 'viewer' }, 403, 'forbidden'],
    ['Maya', 'Maya', { role: 'admin' }, 409, 'conflict'],
    ['Maya', 'Ada', { accountIds: [] }, 400, 'invalid_input'],
    ['Maya', 'Ben', { accountIds: ['01900000-0000-7000-8000-000000000000'] }, 400, 'invalid_input'],
    ['Maya', 'Ben', {}, 400, 'invalid_input'],
    ['Maya', 'Ben', { role: 'janitor' }, 400, 'invalid_input'],
  ] as const)('%s may not change %s to %j', async (by, who, body, status, code) => {
    const answered = await change(by, who, body)
    expect([answered.status, answered.body.error.code]).toEqual([status, code])
  })

  test('of another workspace do not exist', async () => {
    const elsewhere = house.deps.newId()
    await sql`insert into identity.organization (id, name, slug, "createdAt") values (${elsewhere}, 'Else', 'else', now())`.execute(
      house.deps.databases.system,
    )
    const stranger = await addMember(house, 'Zoe', 'member', elsewhere)
    expect((await house.api('PATCH', `/api/members/${stranger.id}`, { role: 'viewer' })).status).toBe(404)
    expect(JSON.stringify((await house.api('GET', '/api/members')).body)).not.toContain('Zoe')
  })

  test('a role changes what they may do at once, and becoming an admin ends a limit', async () => {
    const rename = () => people['Ben']!.api('PATCH', '/api/workspace', { name: 'Ours' })
    expect((await rename()).status).toBe(403)
    await change('Ada', 'Ben', { accountIds: [] })
    expect((await people['Ben']!.api('GET', '/api/me')).body).toMatchObject({ accountIds: [] })
    expect((await change('Ada', 'Ben', { role: 'admin' })).body).toMatchObject({ role: 'admin', accountIds: null })
    expect((await rename()).status).toBe(200)
  })

  test('of two owners who step down at once one stays', async () => {
    expect((await change('Maya', 'Ada', { role: 'owner' })).status).toBe(200)
    // Both wait for the same rows, so that neither sees what the other did.
    const { system } = house.deps.databases
    const down = await system.transaction().execute(async (trx) => {
      await sql`select from identity.member for update`.execute(trx)
      const both = [change('Maya', 'Maya', { role: 'viewer' }), change('Ada', 'Ada', { role: 'viewer' })]
      const waiting = sql<{ n: number }>`select count(*)::integer as n from pg_locks l join pg_stat_activity a using (pid)
        where a.datname = current_database() and not l.granted`
      await until('both wait', async () => (await waiting.execute(system)).rows[0]!.n === 2, 4_000)
      return { both }
    })
    const answers = await Promise.all(down.both)
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
    const { rows } = await sql`select from identity.member where "organizationId" = ${workspaceId} and role = 'owner'`.execute(
      house.deps.databases.system,
    )
    expect(rows).toHaveLength(1)
  })
})
