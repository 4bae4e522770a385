import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addMember } from '../support/addMember.ts'
import { addWorkspace } from '../../server/auth/principals.queries.ts'
import { jobHandlers } from '../../server/jobHandlers.ts'
import type { Job } from '../../server/model/job.ts'
import { leadRule, openShop, type Shop } from '../support/openShop.ts'
import { signRequest, simulatedSecret } from '../support/signRequest.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { tablesOf, tablesWith as tablesWithText } from '../support/tablesWith.ts'

type Withdrawn = { status: number; answer: string; signedRequest: string }
type Answered = { url: string; confirmation_code: string }

describe('what people may ask of a platform', () => {
  let house: House
  let secret: string
  beforeAll(async () => {
    house = await startHouse({ env: { PUBLIC_URL: 'https://hub.example' } })
    secret = await simulatedSecret(house)
  })
  afterAll(() => house?.stop())

  const db = () => house.deps.databases.system
  const addresses = { deauthorize: '/api/privacy/meta/deauthorize', data_deletion: '/api/privacy/meta/data-deletion' }
  const post = (kind: keyof typeof addresses, body: string) =>
    fetch(house.url + addresses[kind], { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body })
  const ask = (kind: keyof typeof addresses, userId: string, by = secret) =>
    post(kind, new URLSearchParams({ signed_request: signRequest(by, userId, house.deps.clock.now()) }).toString())
  const withdraw = (shop: Shop, kind: keyof typeof addresses, userId?: string) =>
    house.sim<Withdrawn>('POST', '/simulator/withdrawals', {
      accountId: shop.accountExternalId,
      kind,
      url: house.url + addresses[kind],
      ...(userId ? { userId } : {}),
    })
  test('with an https address cookies belong to this host alone', async () => {
    const { body } = await house.api<{ workspace: { id: string } }>('GET', '/api/me')
    const { email, password } = await addMember(house, 'Ida', 'viewer', body.workspace.id)
    const answered = await fetch(`${house.url}/api/identity/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    })
    const [cookie] = answered.headers.getSetCookie()
    expect(cookie).toMatch(/^__Host-autodm\.session_token=[^;]+;(?=.*; Path=\/;)(?=.*; Secure)(?=.*; HttpOnly)(?!.*Domain)/)
    const me = (name: string) =>
      house.api('GET', '/api/me', undefined, { authorization: '', cookie: cookie!.split(';')[0]!.replace('__Host-autodm', name) })
    // One that a neighbouring subdomain can plant is not read.
    expect([(await me('__Host-autodm')).status, (await me('__Secure-autodm')).status]).toEqual([200, 401])
  })

  const account = async (shop: Shop) =>
    (await house.api<{ status: string; statusReason: string | null; username: string | null }>('GET', `/api/accounts/${shop.accountId}`))
      .body
  const audits = async (action: string) =>
    (await sql<{ subject_id: string; actor: string }>`select subject_id, actor from audit where action = ${action}`.execute(db())).rows
  const withdrawalMails = async () =>
    (await sql<{ content: string }>`select content::text as content from mails where unique_key like 'withdrawal/%'`.execute(db())).rows
  /** The tables with a row that has this text, but for stored payloads, whose bytes are compared elsewhere. */
  const tablesWith = (text: string) => tablesWithText(db(), text, /bodies/)
  async function digest(): Promise<string> {
    const each = (await tablesOf(db())).map(
      (name) => sql`select ${name} as name, md5(string_agg(t::text, ',' order by t::text)) as all from ${sql.raw(name)} t`,
    )
    return JSON.stringify((await sql`${sql.join(each, sql` union all `)} order by 1`.execute(db())).rows)
  }
  /** A person whose lead was captured. */
  async function capture(shop: Shop, person: string, email: string) {
    await shop.comment('price', person)
    await house.drain()
    await shop.write(email, person)
    await house.drain()
  }

  test('who removes the app at the platform stops their account alone; a replay after reconnecting changes nothing', async () => {
    const [shop, other] = [await openShop(house), await openShop(house)]
    await shop.automate(leadRule)
    const { status, signedRequest } = await withdraw(shop, 'deauthorize')
    expect(status).toBe(200)
    expect(await account(shop)).toMatchObject({
      status: 'reconnect_needed',
      statusReason: expect.stringContaining('withdrawn at the platform'),
    })
    expect((await account(other)).status).toBe('active')
    expect(await audits('deauthorize')).toEqual([{ subject_id: shop.accountId, actor: 'platform' }])
    expect(await withdrawalMails()).toEqual([{ content: expect.stringContaining('privacy.mail_subject') }])
    await shop.comment('price')
    await house.drain()
    expect(await shop.said()).toEqual([])

    const { accessToken } = await house.sim<{ accessToken: string }>('POST', '/simulator/tokens/renew', {
      accountId: shop.accountExternalId,
    })
    await house.api('PATCH', `/api/accounts/${shop.accountId}`, { accessToken })
    const replayed = await post('deauthorize', new URLSearchParams({ signed_request: signedRequest }).toString())
    expect([replayed.status, (await account(shop)).status]).toEqual([200, 'active'])
    await house.drain()
    expect(await shop.said()).toEqual(["What's your email address?"])
    expect(await withdrawalMails()).toHaveLength(1)
  })

  test('what is not signed by an app of this hub is refused and changes nothing', async () => {
    const shop = await openShop(house)
    await house.drain()
    const good = signRequest(secret, shop.accountExternalId, house.deps.clock.now())
    const before = await digest()
    const forged = [
      '',
      'signed_request=',
      'signed_request=a.b',
      `signed_request=${signRequest('guessed-secret-of-an-app', shop.accountExternalId, house.deps.clock.now())}`,
      `signed_request=${good.split('.').toReversed().join('.')}`,
      `signed_request=A${good.slice(1)}`,
      `signed_request=${good}${'x'.repeat(9_000)}`,
      `signed_request=${good.split('.')[0]}.${Buffer.from('{"algorithm":"none","user_id":"1"}').toString('base64url')}`,
    ]
    for (const kind of ['deauthorize', 'data_deletion'] as const)
      for (const body of forged) {
        const answered = await post(kind, body)
        expect([kind, body.slice(0, 40), answered.status]).toEqual([kind, body.slice(0, 40), 400])
        expect(await answered.json()).toMatchObject({ error: { code: 'invalid_input' } })
      }
    expect(await digest()).toBe(before)
  })

  test('who wants their data deleted is gone from every table, over a restart, and others stay', async () => {
    const shop = await openShop(house, { person: { username: 'zoe.quill', name: 'Zoe Quill' } })
    await shop.automate(leadRule)
    const bea = await shop.meet({ username: 'bea.hart', name: 'Bea Hart' })
    await capture(shop, shop.personId, 'zoe.quill@mail.example')
    await capture(shop, bea, 'bea.hart@mail.example')
    const [zoesKey] = (
      await sql<{ key: string }>`select key from events
        where account_id = ${shop.accountId} and sender_id = ${shop.personId} and kind = 'comment'`.execute(db())
    ).rows
    expect(await tablesWith('zoe.quill')).toEqual(expect.arrayContaining(['public.contacts', 'public.leads', 'public.events']))
    const ofBea = await tablesWith('bea.hart')

    const { status, answer, signedRequest } = await withdraw(shop, 'data_deletion', shop.personId)
    const { url, confirmation_code: code } = JSON.parse(answer) as Answered
    expect([status, url]).toEqual([200, `https://hub.example/privacy/deletion/${code}`])
    const page = async () => (await fetch(`${house.url}/privacy/deletion/${code}`)).text()
    expect(await page()).toContain('In progress')
    const again = await post('data_deletion', new URLSearchParams({ signed_request: signedRequest }).toString())
    expect(await again.json()).toEqual({ url, confirmation_code: code })

    await house.restart()
    await house.drain()
    for (const text of ['zoe.quill', 'Zoe Quill', shop.personId]) expect([text, await tablesWith(text)]).toEqual([text, []])
    expect(await tablesWith('bea.hart')).toEqual(ofBea)
    expect(await page()).toContain('Done')
    expect(await page()).not.toMatch(new RegExp(`zoe|${shop.personId}`, 'i'))
    expect(await audits('request')).toEqual([{ subject_id: expect.any(String), actor: 'platform' }])
    expect(await audits('erase')).toEqual([{ subject_id: expect.any(String), actor: 'platform' }])
    expect((await account(shop)).status).toBe('active')
    // The webhook, told again, starts nothing.
    expect((await sql`select from events where key = ${zoesKey!.key}`.execute(db())).rows).toHaveLength(1)
    const trace = (await shop.events()).find((one) => one.sender.id === null)!
    expect((await house.api('GET', `/api/events/${trace.id}/trace`)).status).toBe(200)
  })

  test('an owner exports a person, then erases them by hand, also inside payloads; others stay, and they may come back', async () => {
    const shop = await openShop(house, { person: { username: 'yuri.moss', name: 'Yuri Moss' } })
    await shop.automate(leadRule)
    const bea = await shop.meet({ username: 'bea.stone', name: 'Bea Stone' })
    // In one batch of webhooks.
    await shop.comment('price', shop.personId)
    await shop.comment('price', bea)
    await house.drain()
    await shop.write('yuri.moss@mail.example', shop.personId)
    await house.drain()
    const { data } = (await house.api<{ data: { id: string; username: string }[] }>('GET', '/api/contacts?q=yuri')).body
    const { id } = data[0]!
    const whole = await house.api<{ tables: { table: string; rows: object[]; isWhole: boolean }[] }>('GET', `/api/contacts/${id}/export`)
    expect(whole.body.tables.map(({ table }) => table)).toEqual(expect.arrayContaining(['contacts', 'leads', 'events', 'messages']))
    expect(JSON.stringify(whole.body)).toContain('yuri.moss@mail.example')
    expect(JSON.stringify(whole.body)).not.toContain('bea.stone')

    const payloads = async () => (await house.bodies()).map(({ text }) => text)
    const before = await payloads()
    expect(before.join()).toContain(shop.personId)
    expect((await house.api('POST', `/api/contacts/${id}/erase`)).status).toBe(204)
    for (const text of ['yuri.moss', 'Yuri Moss', shop.personId]) expect([text, await tablesWith(text)]).toEqual([text, []])
    const after = await payloads()
    expect(after.join()).not.toContain(shop.personId)
    expect(after.map((text) => text.length)).toEqual(before.map((text) => text.length))
    expect(after).toEqual(before.map((text) => (text.includes(shop.personId) ? ' '.repeat(text.length) : text)))
    expect(after.join()).toContain(bea)
    expect((await house.api('GET', `/api/contacts/${id}/export`)).status).toBe(404)
    expect((await house.api('POST', `/api/contacts/${id}/erase`)).status).toBe(404)

    // Who writes again is a new person.
    await house.moveClock(60_000)
    await shop.write('hello again', shop.personId)
    await house.drain()
    expect((await house.api<{ data: object[] }>('GET', '/api/contacts?q=yuri')).body.data).toHaveLength(1)
  })

  test('a request that changed nothing goes after half a year, with its page; one that did stays', async () => {
    const shop = await openShop(house)
    await shop.automate(leadRule)
    await capture(shop, shop.personId, 'someone@mail.example')
    const pageOf = async (answered: Response) => new URL(((await answered.json()) as Answered).url).pathname
    const pages = [await pageOf(await ask('data_deletion', '1122334455667788')), await pageOf(await ask('data_deletion', shop.personId))]
    const old = signRequest(secret, '1122334455667788', house.deps.clock.now())
    await house.drain()
    const statuses = async () => Promise.all(pages.map(async (page) => (await fetch(house.url + page)).status))
    const forget = () => jobHandlers(house.deps).old_requests.run({} as Job, new AbortController().signal)
    await house.moveClock(179 * 86_400_000)
    await forget()
    expect(await statuses()).toEqual([200, 200])
    await house.moveClock(2 * 86_400_000)
    await forget()
    expect(await statuses()).toEqual([404, 200])
    const late = await post('data_deletion', new URLSearchParams({ signed_request: old }).toString())
    expect([late.status, await late.json()]).toMatchObject([400, { error: { message: expect.stringContaining('180 days') } }])
  })

  test('an account’s own app speaks for that account alone', async () => {
    const ownSecret = 'the secret of an own app'
    const [own, other] = [await openShop(house, { account: { appSecret: ownSecret } }), await openShop(house)]
    const person = { id: '7788990011223344', username: 'kim.both', name: 'Kim' }
    await own.meet(person)
    for (const shop of [own, other]) {
      await shop.automate(leadRule)
      await shop.comment('price', person.id)
    }
    await house.drain()
    const known = async () =>
      (
        await sql<{ id: string }>`select account_id as id from contact_identifiers where value = ${person.id} order by account_id`.execute(
          db(),
        )
      ).rows.map(({ id }) => id)
    const before = await known()
    expect(before).toContain(other.accountId)
    expect((await ask('data_deletion', person.id, ownSecret)).status).toBe(200)
    expect((await ask('deauthorize', other.accountExternalId, ownSecret)).status).toBe(200)
    await house.drain()
    expect(await known()).toEqual(before.filter((id) => id !== own.accountId))
    expect((await account(other)).status).toBe('active')
  })

  test('an app that asks a hundred times keeps no other waiting; the same person is erased once, and each page says when', async () => {
    const loudSecret = 'the secret of a loud app'
    const [loud, other] = [await openShop(house, { account: { appSecret: loudSecret } }), await openShop(house)]
    const person = { id: '6677889900112233', username: 'lea.once', name: 'Lea' }
    await other.meet(person)
    await other.automate(leadRule)
    await other.comment('price', person.id)
    await house.drain()
    const codes = []
    for (let n = 0; n < 5; n++) {
      await house.moveClock(1_000)
      codes.push(((await (await ask('data_deletion', '1234567890', loudSecret)).json()) as Answered).confirmation_code)
    }
    for (let n = 0; n < 5; n++) await ask('data_deletion', `99887766${n}`, loudSecret)
    await ask('data_deletion', person.id)
    const { rows } = await sql<{ lane: string; turn: string; jobs: number }>`
      select lane, turn::text as turn, count(*)::integer as jobs from jobs
      where kind = 'data_deletion' and state <> 'done' group by lane, turn`.execute(db())
    expect(new Set(rows.map(({ jobs }) => jobs))).toEqual(new Set([1, 6]))
    expect(new Set(rows.map(({ turn }) => turn)).size).toBe(2)
    expect(new Set(codes).size).toBe(5)
    await house.drain()
    const open = await sql`select from data_requests where completed_at is null`.execute(db())
    expect(open.rows).toEqual([])
    const done = await sql`select from data_requests where code = any(${codes}) and completed_at is not null and user_id is null`.execute(
      db(),
    )
    expect(done.rows).toHaveLength(5)
    expect((await account(loud)).status).toBe('active')

    let last = 0
    for (let n = 0; n < 70 && last !== 429; n++) last = (await ask('data_deletion', `5544332211${n}`, loudSecret)).status
    expect([last, (await ask('data_deletion', '5544332211')).status]).toEqual([429, 200])
    await house.drain()
  })

  test('who connected an account and wants their data deleted: its token and profile are gone, its history stays', async () => {
    const shop = await openShop(house)
    await shop.automate(leadRule)
    await shop.comment('price')
    await house.drain()
    expect(await withdraw(shop, 'data_deletion')).toMatchObject({ status: 200 })
    await house.drain()
    expect(await account(shop)).toMatchObject({ status: 'disconnected', username: null })
    expect((await sql`select from accounts where id = ${shop.accountId} and access_token is null`.execute(db())).rows).toHaveLength(1)
    expect(await shop.events()).not.toEqual([])
  })

  test('the status page tells nothing to guesses, and is limited', async () => {
    const statuses = []
    for (const code of ['x', 'a'.repeat(20), '%27', 'a'.repeat(30)])
      statuses.push((await fetch(`${house.url}/privacy/deletion/${code}`)).status)
    expect(statuses).toEqual([404, 404, 404, 404])
    let last = 0
    for (let n = 0; n < 70 && last !== 429; n++) last = (await fetch(`${house.url}/privacy/deletion/${'b'.repeat(20)}`)).status
    expect(last).toBe(429)
  })

  test('privacy policy and terms are public, named after the workspace, and may be its own', async () => {
    const text = async (path: string) => {
      const answered = await fetch(house.url + path)
      return { status: answered.status, policy: answered.headers.get('content-security-policy'), body: await answered.text() }
    }
    const name = (await sql<{ name: string }>`select name from workspaces order by created_at limit 1`.execute(db())).rows[0]!.name
    for (const path of ['/privacy', '/terms']) {
      const page = await text(path)
      expect([page.status, page.policy]).toEqual([200, expect.stringContaining("default-src 'none'")])
      expect(page.body).toContain(name)
      expect(page.body).not.toContain('<br>')
    }
    const { body } = await house.api<{ addresses: Record<string, string> }>('PATCH', '/api/privacy', {
      privacy: '# Our policy\n\nWe keep **little** of <b onclick=x>you</b>.',
      contactEmail: 'privacy@shop.example',
    })
    expect(body.addresses).toMatchObject({
      privacy: expect.stringMatching(/^https:\/\/hub\.example\/privacy\/[0-9a-f-]{36}$/),
      dataDeletion: 'https://hub.example/api/privacy/meta/data-deletion',
    })
    const own = await text(new URL(body.addresses['privacy']!).pathname)
    expect(own.body).toContain('<h2>Our policy</h2><p>We keep <strong>little</strong> of &lt;b onclick=x&gt;you&lt;/b&gt;.</p>')
    expect((await text(new URL(body.addresses['terms']!).pathname)).body).toContain('href="mailto:privacy@shop.example"')
    await house.api('PATCH', '/api/privacy', { privacy: null })
    expect((await text('/privacy')).body).toContain('What is stored')

    const second = house.deps.newId()
    await addWorkspace(db(), { id: second, name: 'Other <shop>', at: house.deps.clock.now() })
    expect((await text(`/privacy/${second}`)).body).toContain('Privacy policy of Other &lt;shop&gt;')
    expect((await text(`/privacy/${house.deps.newId()}`)).status).toBe(404)
    expect((await text('/terms/none')).status).toBe(404)

    // Where alarms go is for nobody else.
    await house.api('PATCH', '/api/workspace', { noticesEmail: 'alarms@shop.example' })
    await house.api('PATCH', '/api/privacy', { contactEmail: null })
    const both = `${(await text('/privacy')).body}${(await text('/terms')).body}`
    expect(both).toContain('Write to the account that you wrote to')
    expect(both).not.toContain('alarms@')

    let last = 0
    for (let n = 0; n < 70 && last !== 429; n++) last = (await text('/terms/none')).status
    expect([last, (await text('/privacy')).status]).toEqual([429, 429])
  })

  test('who opted out is in a list with when, how and why; it is added and undone by hand, with a reason', async () => {
    type List = {
      data: { id: string; how: string; source: string | null; contact: { id: string; username: string } }[]
      nextCursor: string | null
    }
    const shop = await openShop(house, { person: { username: 'olga.out', name: 'Olga' } })
    await shop.automate(leadRule)
    const pia = await shop.meet({ username: 'pia.phone', name: 'Pia' })
    await capture(shop, shop.personId, 'olga@mail.example')
    await capture(shop, pia, 'pia@mail.example')
    await shop.write('STOP', shop.personId)
    await house.drain()
    const list = async (query = '') => (await house.api<List>('GET', `/api/opt-outs?accountId=${shop.accountId}${query}`)).body
    expect((await list()).data).toMatchObject([{ how: 'wrote', source: null, reason: null, contact: { username: 'olga.out' } }])

    const { data: people } = (await house.api<{ data: { id: string }[] }>('GET', '/api/contacts?q=pia.phone')).body
    const given = { contactId: people[0]!.id, source: 'phone', reason: 'Called on Monday and asked for it' }
    for (const wrong of [{ source: 'rumor' }, { reason: ' ' }, { contactId: 'x' }, { extra: 1 }])
      expect((await house.api('POST', '/api/opt-outs', { ...given, ...wrong })).status, JSON.stringify(wrong)).toBe(400)
    expect((await house.api('POST', '/api/opt-outs', { ...given, contactId: house.deps.newId() })).status).toBe(404)
    await house.moveClock(1_000)
    expect((await house.api('POST', '/api/opt-outs', given)).body).toEqual({ changed: 1 })
    expect((await house.api('POST', '/api/opt-outs', given)).body).toEqual({ changed: 0 })
    await shop.comment('price', pia)
    await house.drain()
    expect((await shop.events())[0]).toMatchObject({ outcome: 'skipped', outcomeReason: 'opted_out' })

    const first = await list('&limit=1')
    expect(first.data).toMatchObject([{ how: 'by_hand', source: 'phone', reason: given.reason, contact: { username: 'pia.phone' } }])
    expect((await list(`&limit=1&cursor=${first.nextCursor}`)).data).toMatchObject([{ contact: { username: 'olga.out' } }])
    expect((await list('&q=olga')).data).toMatchObject([{ contact: { username: 'olga.out' } }])
    expect(await list('&q=nobody')).toEqual({ data: [], nextCursor: null })
    const file = await house.api<string>('GET', `/api/opt-outs.csv?accountId=${shop.accountId}`)
    expect(
      file.body
        .trim()
        .split('\r\n')
        .map((line) => line.split(',').slice(3, 8).join()),
    ).toEqual(['username,name,how,source,reason', `pia.phone,Pia,by_hand,phone,${given.reason}`, 'olga.out,Olga,wrote,,'])

    const { id } = first.data[0]!
    expect((await house.api('POST', `/api/opt-outs/${id}/undo`, {})).status).toBe(400)
    expect((await house.api('POST', `/api/opt-outs/${id}/undo`, { reason: 'She wrote that it was a mistake' })).body).toEqual({
      changed: 1,
    })
    expect((await house.api('POST', `/api/opt-outs/${id}/undo`, { reason: 'Again' })).status).toBe(404)
    expect((await list()).data).toHaveLength(1)
    for (const action of ['add', 'undo']) expect(await audits(action)).toEqual([{ subject_id: id, actor: expect.any(String) as string }])
    const { rows } = await sql`select change, source, reason from opt_out_notes where conversation_id = ${id} order by at, id`.execute(db())
    expect(rows).toMatchObject([
      { change: 'out', source: 'phone' },
      { change: 'in', reason: 'She wrote that it was a mistake' },
    ])
    expect((await house.api('POST', `/api/contacts/${given.contactId}/erase`)).status).toBe(204)
    for (const text of ['pia.phone', 'Called on Monday', 'it was a mistake']) expect([text, await tablesWith(text)]).toEqual([text, []])
  })

  test('events are removed after the days of their workspace, with what belongs to them; people and leads stay', async () => {
    const shop = await openShop(house)
    await shop.automate(leadRule)
    await capture(shop, shop.personId, 'late@mail.example')
    const [first] = await shop.events()
    const lead = async () =>
      (await house.api<{ data: { id: string; dmStatus: string | null }[] }>('GET', '/api/leads?q=late@mail')).body.data
    expect(await lead()).toMatchObject([{ dmStatus: expect.any(String) as string }])
    const shown = async (query = '') =>
      (
        await house.api<{ kinds: { kind: string; days: number; removes: { table: string; rows: number }[] }[] }>(
          'GET',
          `/api/retention${query}`,
        )
      ).body.kinds
    const [events, jobs] = await shown()
    expect([events, jobs]).toMatchObject([
      { kind: 'events', days: 400, removes: [] },
      { kind: 'jobs', days: 30, removes: expect.any(Array) as [] },
    ])
    for (const retention of [{ events: 29 }, { events: 3_651 }, { jobs: 0.5 }, { other: 3 }])
      expect((await house.api('PATCH', '/api/workspace', { retention })).status, JSON.stringify(retention)).toBe(400)
    expect((await house.api('PATCH', '/api/workspace', { retention: { events: 60 } })).body).toMatchObject({
      retention: { events: 60, jobs: 30, media: 90 },
    })
    const { data: audit } = (await house.api<{ data: object[] }>('GET', '/api/audit?action=workspace.change')).body
    expect(audit[0]).toMatchObject({ fields: ['retention.events'], changes: { 'retention.events': [400, 60] } })

    const run = () => jobHandlers(house.deps).retention.run({} as Job, new AbortController().signal)
    const rows = async (table: string) =>
      Number(
        (
          await sql<{ n: number }>`select count(*)::integer as n from ${sql.table(table)} where workspace_id = (select workspace_id
        from accounts where id = ${shop.accountId})`.execute(db())
        ).rows[0]!.n,
      )
    await house.moveClock(59 * 86_400_000)
    await run()
    expect((await house.api('GET', `/api/events/${first!.id}/trace`)).status).toBe(200)
    await house.moveClock(2 * 86_400_000)
    const before = { contacts: await rows('contacts'), conversations: await rows('conversations'), leads: await rows('leads') }
    const [soon] = await shown()
    // Earlier tests left runs that wait, of which the events stay.
    const waiting = Number(
      (await sql<{ n: number }>`select count(distinct event_id) as n from runs where ended_at is null`.execute(db())).rows[0]!.n,
    )
    const old = { events: (await rows('events')) - waiting, messages: await rows('messages') }
    for (const [table, count] of Object.entries(old)) expect(soon!.removes).toContainEqual({ table, rows: count, isWhole: true })
    expect((await shown('?events=0'))[0]!.removes).toEqual([])
    await run()
    const open = sql`select from runs where ended_at is not null`.execute(db())
    expect((await open).rows).toEqual([])
    expect(await rows('events')).toBe(waiting)
    for (const table of ['messages', 'attempts', 'mails']) expect([table, await rows(table)]).toEqual([table, 0])
    expect({ contacts: await rows('contacts'), conversations: await rows('conversations'), leads: await rows('leads') }).toEqual(before)
    expect(await lead()).toMatchObject([{ dmStatus: null }])
    for (const path of [`/api/events/${first!.id}`, `/api/events/${first!.id}/trace`])
      expect(await house.api('GET', path)).toMatchObject({
        status: 410,
        body: { error: { code: 'removed', message: 'Events older than 60 days were removed, with their traces.' } },
      })
    expect((await house.api('GET', `/api/events/${house.deps.newId().replace(/^./, 'f')}`)).status).toBe(404)
  })

  test('more than a thousand old rows are removed bit by bit, and a stopped attempt goes on', async () => {
    const shop = await openShop(house)
    const old = new Date(house.deps.clock.now().getTime() - 500 * 86_400_000)
    await sql`insert into jobs (id, workspace_id, kind, state, run_at, created_at, finished_at)
      select gen_random_uuid(), a.workspace_id, 'look_up', 'done', ${old}, ${old}, ${old} from accounts a, generate_series(1, 2500)
      where a.id = ${shop.accountId}`.execute(db())
    const left = async () =>
      (await sql<{ n: number }>`select count(*)::integer as n from jobs where finished_at = ${old}`.execute(db())).rows[0]!.n
    const handler = jobHandlers(house.deps).retention
    expect(await handler.run({} as Job, AbortSignal.abort())).toMatchObject({ kind: 'later', counts: false })
    expect(await left()).toBe(1_500)
    expect(await handler.run({} as Job, new AbortController().signal)).toEqual({ kind: 'done' })
    expect(await left()).toBe(0)
  })
})
