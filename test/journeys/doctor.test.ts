import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DoctorCheck, DoctorRuns } from '../../server/doctor/doctor.schemas.ts'
import { findKitRows } from '../../server/doctor/reviewKit.queries.ts'
import { addMember } from '../support/addMember.ts'
import { openNumber, type NumberShop } from '../support/openNumber.ts'
import { openPage, passHours, type PageShop } from '../support/openPage.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { startHouse, type House } from '../support/startHouse.ts'

// The doctor names the fault of each broken set-up, and the click that mends it (requirement H8).

let house: House
let shop: Shop
let page: PageShop
let number: NumberShop
beforeAll(async () => {
  house = await startHouse({ env: { WEBHOOK_VERIFY_TOKEN: 'a verify token of this test' } })
  shop = await openShop(house)
  page = await openPage(house)
  number = await openNumber(house)
  await shop.automate(answer('message', ['price'], 'It is 20 €.'))
  await shop.comment('hello')
  await house.drain()
})
const healthy = { appMode: 'live', appCallbackUrl: '', appLacks: '', clockSkewMs: 0, app: { secret: null } }
beforeEach(async () => {
  await house.sim('PATCH', '/simulator/settings', healthy)
  house.deps.config.publicUrl = null
  // A run of the last half minute would be shown again.
  await house.moveClock(31_000)
})
afterAll(() => house?.stop())

const settings = (change: object) => house.sim('PATCH', '/simulator/settings', change)
const checksOf = async ({ accountId }: { accountId: string }) => {
  const { status, body } = await house.api<{ checks: DoctorCheck[] }>('GET', `/api/accounts/${accountId}/doctor`)
  expect(status).toBe(200)
  return body.checks
}
const runs = async () => (await house.api<DoctorRuns>('GET', '/api/doctor')).body
async function checksOfInstance(): Promise<DoctorCheck[]> {
  await house.moveClock(1_000)
  expect((await house.api('POST', '/api/doctor/run', {})).status).toBe(202)
  expect((await runs()).isRunning).toBe(true)
  await house.drain()
  const { instance, isRunning } = await runs()
  expect(isRunning).toBe(false)
  return instance!.checks
}
const problemsIn = (checks: DoctorCheck[]) => checks.filter(({ severity }) => severity === 'problem').map(({ id }) => id)
const of = (checks: DoctorCheck[], id: string) => checks.find((one) => one.id === id)!
const graph = (method: string, path: string, token: string) =>
  fetch(`${house.simulatorUrl}/${path}`, { method, headers: { authorization: `Bearer ${token}` } })

/** Demands that this is the only problem, what its text names, and where its click leads. */
function expectFault(checks: DoctorCheck[], id: string, text: RegExp, click: RegExp): void {
  expect(problemsIn(checks)).toEqual([id])
  const found = of(checks, id)
  expect(found.text).toMatch(text)
  expect([found.next, found.nextUrl].join(' ')).toMatch(click)
  expect(checks[0]!.id).toBe(id)
}

test('a healthy set-up has no problem, and every check says what was asked', async () => {
  const all = [...(await checksOf(shop)), ...(await checksOf(page)), ...(await checksOf(number)), ...(await checksOfInstance())]
  expect(problemsIn(all)).toEqual([])
  expect(all.filter(({ severity }) => severity === 'warning')).toEqual([])
  expect(new Set(all.map(({ id }) => id)).size).toBeGreaterThanOrEqual(30)
  for (const { asked, text, title } of all) for (const words of [asked, text, title]) expect(words).toMatch(/^[A-Z0-9].*\S/)
  expect(JSON.stringify(all)).not.toContain(shop.accessToken)
})

test('an invalid token', async () => {
  const own = await openShop(house)
  await house.sim('POST', '/simulator/tokens/revoke', { accountId: own.accountExternalId, subcode: 460 })
  expectFault(await checksOf(own), 'token', /refused the access token/, /Settings › Channels › Maya › Reconnect/)
  await house.moveClock(31_000)
  expect(problemsIn(await checksOf(own)).toSorted()).toEqual(['status', 'token'])
  expect(problemsIn(await checksOf(shop))).toEqual([])
})

test('a permission that an automation needs', async () => {
  const own = await openShop(house)
  await own.automate(answer('message', ['price'], 'It is 20 €.'))
  const permission = 'instagram_business_manage_messages'
  await house.sim('POST', '/simulator/tokens/withdraw', { accountId: own.accountExternalId, permission })
  expectFault(await checksOf(own), 'permissions', /instagram_business_manage_messages.*message: price/, /Reconnect/)
})

test('the owner lets apps have no messages', async () => {
  await house.sim('PATCH', `/simulator/accounts/${shop.accountExternalId}`, { messagesAllowed: false })
  expectFault(await checksOf(shop), 'messages', /message/, /Connected tools › Allow access to messages/)
  await house.sim('PATCH', `/simulator/accounts/${shop.accountExternalId}`, { messagesAllowed: true })
})

test('a renamed account, and one that is no professional account any more', async () => {
  const address = `/simulator/accounts/${shop.accountExternalId}`
  await house.sim('PATCH', address, { username: 'maya.prints' })
  expectFault(await checksOf(shop), 'profile', /maya\.studio.*maya\.prints/, /New token.*\/settings/)
  await house.sim('PATCH', address, { username: 'maya.studio', accountType: 'Personal' })
  await house.moveClock(31_000)
  expectFault(await checksOf(shop), 'profile', /personal account/, /Switch to professional account/)
  await house.sim('PATCH', address, { accountType: 'Business' })
})

test('how much of its limits the platform says is used', async () => {
  expect(of(await checksOf(shop), 'limits')).toMatchObject({ severity: 'ok', text: expect.stringMatching(/says that \d+ % of/) })
})

test('another app that gets the events of the account too, by its name', async () => {
  const through = await openShop(house, { loginType: 'facebook' })
  const otherApps = (apps: object[]) => house.sim('PATCH', `/simulator/accounts/${through.accountExternalId}`, { otherApps: apps })
  await otherApps([{ id: '445566', name: 'ChatPilot', fields: ['messages'] }])
  const all = await checksOf(through)
  const found = of(all, 'other_apps')
  expect([found.severity, found.text, found.next]).toEqual([
    'warning',
    expect.stringContaining('too: ChatPilot.'),
    expect.stringContaining('Business integrations'),
  ])
  expect(problemsIn(all)).toEqual([])
  await otherApps([])
  await house.moveClock(31_000)
  expect(of(await checksOf(through), 'other_apps').severity).toBe('ok')
})

test('a lost subscription of the account, and one that lacks a field', async () => {
  const path = `graph.instagram.com/v27.0/${shop.accountExternalId}/subscribed_apps`
  expect((await graph('DELETE', path, shop.accessToken)).status).toBe(200)
  expectFault(await checksOf(shop), 'subscription', /comments, messages/, /Missed events › Check now/)
  expect((await graph('POST', `${path}?subscribed_fields=messages`, shop.accessToken)).status).toBe(200)
  await house.moveClock(31_000)
  expectFault(await checksOf(shop), 'subscription', /not subscribed to: comments\./, /Missed events › Check now/)
  await house.api('POST', `/api/accounts/${shop.accountId}/missed-events`)
  await house.drain()
  await house.moveClock(31_000)
  expect(problemsIn(await checksOf(shop))).toEqual([])
})

test('a Page: the task, the list of the Leads Access Manager, the terms, not published', async () => {
  const address = `/simulator/pages/${page.pageId}`
  await house.sim('PATCH', address, { tasks: ['MODERATE', 'MESSAGING'] })
  expectFault(await checksOf(page), 'page_task', /lacks the task Ads/, /Page access › the person › switch on Ads.*facebook\.com/)
  await house.sim('PATCH', address, { tasks: ['MANAGE'], leadAccess: false })
  await house.moveClock(31_000)
  expectFault(await checksOf(page), 'lead_access', /CRM access has been revoked/, /Leads access › the Page › CRMs.*business\.facebook\.com/)
  await house.sim('PATCH', address, { leadAccess: true, tosAccepted: false })
  await house.moveClock(31_000)
  expectFault(await checksOf(page), 'lead_terms', /not accepted/, /accept them.*legal\/leadgen\/tos/)
  await house.sim('PATCH', address, { tosAccepted: true, published: false })
  await house.moveClock(31_000)
  expectFault(await checksOf(page), 'published', /not published/, /publish the Page/)
  await house.sim('PATCH', address, { published: true })
})

test('a number that is not registered, one that may not send, and one with a bad quality', async () => {
  const address = `/simulator/numbers/${number.numberId}`
  await house.sim('PATCH', address, { registered: false })
  expectFault(await checksOf(number), 'registration', /can neither send nor receive/, /New token.*registered then/)
  await house.sim('PATCH', address, { registered: true })
  await house.moveClock(31_000)
  await house.sim('PATCH', address, { canSend: 'BLOCKED', why: 'Payment method missing.', solution: 'Add one.' })
  expectFault(await checksOf(number), 'sending', /Payment method missing\. Add one\./, /business\.facebook\.com\/wa\/manage/)
  await house.sim('PATCH', address, { canSend: 'AVAILABLE', why: 'none', quality: 'RED' })
  await house.moveClock(31_000)
  expectFault(await checksOf(number), 'quality', /quality is low/, /Send only to people who asked/)
  await house.sim('PATCH', address, { quality: 'GREEN' })
})

test('an app in development mode: a stranger’s message has never arrived', async () => {
  const own = await openShop(house)
  const tester = await own.meet({ username: 'tester' })
  await house.sim('PATCH', `/simulator/people/${tester}`, { role: true })
  await passHours(house, 1)
  await settings({ appMode: 'development' })
  await own.comment('from a tester', tester)
  await own.comment('from a stranger')
  await house.drain()
  for (let n = 0; n < 3; n++) {
    await passHours(house, 1)
    await house.moveClock(10_000)
    await house.drain()
  }
  const checks = await checksOf(own)
  expectFault(
    checks,
    'strangers',
    /stranger’s message has never arrived.*development mode/,
    /App mode.*Development to Live.*developers\.facebook\.com/,
  )
  expect(of(checks, 'events').text).toMatch(/no webhook reported/)
})

test('the app: a wrong secret, an object and a field that it is not subscribed to', async () => {
  await settings({ app: { secret: 'another secret of the app' } })
  expectFault(await checksOfInstance(), 'app', /does not accept id and secret/, /App settings › Basic.*META_APP_SECRET/)
  await settings({ app: { secret: null }, appLacks: 'page' })
  expectFault(await checksOfInstance(), 'app_subscription', /not subscribed to the object “page”/, /Webhooks › choose “page” › Subscribe/)
  await settings({ appLacks: 'instagram.comments' })
  expectFault(await checksOfInstance(), 'app_subscription', /“instagram”.*: comments\./, /choose “instagram”/)
  await settings({ appLacks: 'whatsapp_business_account.user_preferences' })
  expect(of(await checksOfInstance(), 'app_subscription')).toMatchObject({
    severity: 'warning',
    text: expect.stringMatching(/Messages arrive.*: user_preferences\./),
  })
})

test('the callback leads elsewhere: to another program, or to no address', async () => {
  await settings({ appCallbackUrl: `${house.simulatorUrl}/api/webhooks/meta` })
  expectFault(await checksOfInstance(), 'callback', /where another hub or another program answers/, /Webhooks › Edit subscription/)
  await settings({ appCallbackUrl: 'http://127.0.0.1:9/api/webhooks/meta' })
  expectFault(await checksOfInstance(), 'callback', /does not answer/, /Edit subscription/)
})

test('a clock that is wrong', async () => {
  await settings({ clockSkewMs: 600_000 })
  expectFault(await checksOfInstance(), 'clock', /off by 10 minutes/, /timedatectl/)
  await settings({ clockSkewMs: 60_000 })
  const checks = await checksOfInstance()
  expect([problemsIn(checks), of(checks, 'clock').severity]).toEqual([[], 'warning'])
})

test('the public address: http, a changed tunnel, a redirect, another program', async () => {
  const { config } = house.deps
  config.publicUrl = house.url
  const plain = await checksOfInstance()
  expectFault(plain, 'public_url', /not an https address/, /docs\/connecting\.md/)
  expect(of(plain, 'address').text).toMatch(/This hub answers/)
  expect(of(plain, 'handshake').severity).toBe('ok')
  const redirecting = await listen((_, to) => to.writeHead(301, { location: `${house.url}/` }).end())
  const other = await listen((_, to) => to.writeHead(200).end('another program'))
  try {
    config.publicUrl = redirecting.url
    const moved = await checksOfInstance()
    expect(of(moved, 'address')).toMatchObject({ severity: 'problem', text: expect.stringMatching(/follows no redirect/) })
    config.publicUrl = other.url
    const changed = await checksOfInstance()
    expect(of(changed, 'address')).toMatchObject({ severity: 'problem', text: expect.stringMatching(/other than this hub/) })
    expect(of(changed, 'handshake').next).toMatch(/WEBHOOK_VERIFY_TOKEN/)
    await settings({ appCallbackUrl: `${redirecting.url}/api/webhooks/meta` })
    const stale = of(await checksOfInstance(), 'callback')
    expect(stale).toMatchObject({ severity: 'problem', text: expect.stringContaining(redirecting.url) })
    expect(stale.next).toContain(`paste ${other.url}/api/webhooks/meta as Callback URL`)
  } finally {
    await Promise.all([redirecting.stop(), other.stop()])
  }
})

test('once a day by itself; a new problem is told by email once, and what is told elsewhere is not', async () => {
  const own = await openShop(house)
  await passHours(house, 1)
  const runOf = async () => (await runs()).accounts.find(({ accountId }) => accountId === own.accountId)!
  const first = await runOf()
  expect([first.problems, first.checks.length > 10]).toEqual([0, true])
  await house.sim('PATCH', `/simulator/accounts/${own.accountExternalId}`, { username: 'another.name' })
  await passHours(house, 1)
  expect((await runOf()).checkedAt).toBe(first.checkedAt)
  await passHours(house, 24)
  expect(problemsIn((await runOf()).checks)).toEqual(['profile'])
  const mails = async () =>
    (await sql`select 1 from mails where unique_key like ${`doctor/${own.accountId}/%`}`.execute(house.deps.databases.system)).rows.length
  expect(await mails()).toBe(1)
  await passHours(house, 25)
  expect(await mails()).toBe(1)
})

test('another workspace and a limited member see nothing of it; who only reads cannot run it', async () => {
  const workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
  await checksOfInstance()
  const ben = await addMember(house, 'Ben', 'member', workspaceId)
  await house.api('PATCH', `/api/members/${ben.id}`, { accountIds: [page.accountId] })
  const seen = (await ben.api<DoctorRuns>('GET', '/api/doctor')).body
  expect([seen.instance, seen.accounts.map(({ accountId }) => accountId)]).toEqual([null, [page.accountId]])
  expect((await ben.api('GET', `/api/accounts/${shop.accountId}/doctor`)).status).toBe(404)
  expect((await ben.api('GET', `/api/accounts/${page.accountId}/doctor`)).status).toBe(200)
  expect((await ben.api('POST', '/api/doctor/run', {})).status).toBe(403)
  const admin = await addMember(house, 'Eve', 'admin', workspaceId)
  expect((await admin.api<DoctorRuns>('GET', '/api/doctor')).body).toMatchObject({ instance: null, port: null })
  expect((await runs()).port).toBe(Number(new URL(house.url).port))
  const other = house.deps.newId()
  const at = house.deps.clock.now()
  await sql`insert into workspaces (id, name, created_at) values (${other}, 'Other', ${at})`.execute(house.deps.databases.system)
  await sql`insert into identity.organization (id, name, slug, "createdAt") values (${other}, 'Other', 'other', ${at})`.execute(
    house.deps.databases.system,
  )
  const stranger = await addMember(house, 'Uma', 'owner', other)
  const theirs = (await stranger.api<DoctorRuns>('GET', '/api/doctor')).body
  expect([theirs.instance, theirs.accounts]).toEqual([null, []])
  expect((await stranger.api('GET', `/api/accounts/${shop.accountId}/doctor`)).status).toBe(404)
  expect((await stranger.api('POST', '/api/doctor/run', { accountId: shop.accountId })).status).toBe(404)

  // More accounts than are shown: each can be checked, except one that is disconnected.
  const { rows } = await sql<{ id: string }>`
    insert into accounts (id, workspace_id, channel, external_id, name, login_type, status, graph_url, simulated, created_at, updated_at,
      access_token)
    select gen_random_uuid(), ${other}, 'instagram', 'many' || n, lpad(n::text, 4), 'instagram',
      case n when 202 then 'disconnected' else 'inactive' end, 'http://127.0.0.1:9', false, ${at}, ${at},
      case when n < 202 then '\\x00'::bytea end
    from generate_series(1, 202) n returning id`.execute(house.deps.databases.system)
  const [last, gone] = rows.slice(-2)
  expect((await stranger.api<DoctorRuns>('GET', '/api/doctor')).body.progress).toEqual({ done: 201, total: 201 })
  expect(await stranger.api('POST', '/api/doctor/run', { accountId: last!.id })).toMatchObject({ status: 202, body: { queued: 1 } })
  const running = (await stranger.api<DoctorRuns>('GET', '/api/doctor')).body
  expect(running).toMatchObject({ isRunning: true, progress: { done: 200, total: 201 } })
  expect(running.accounts).toHaveLength(200)
  expect(await stranger.api('POST', '/api/doctor/run', { accountId: gone!.id })).toMatchObject({
    status: 409,
    body: { error: { code: 'conflict' } },
  })
  await sql`delete from accounts where workspace_id = ${other}`.execute(house.deps.databases.system)
})

test('the kit for app review names the permissions that are used, and makes a login for the reviewer', async () => {
  const own = await openShop(house)
  await own.automate(answer('comment', ['guide'], 'Here it is.', {}))
  type Kit = {
    permissions: { name: string; why: string; film: string[]; usedBy: string[] }[]
    addresses: { url: string }[]
    logins: { id: string }[]
  }
  const kit = async () => (await house.api<Kit>('GET', '/api/review-kit')).body
  const { permissions, addresses, logins } = await kit()
  const names = permissions.map(({ name }) => name).toSorted()
  // The number has no automation, so nothing of it is applied for.
  expect(names).toEqual(
    [
      'instagram_business_basic',
      'instagram_business_manage_comments',
      'instagram_business_manage_messages',
      'leads_retrieval',
      'pages_manage_ads',
      'ads_management',
      'pages_show_list',
      'pages_manage_metadata',
      'pages_read_engagement',
    ].toSorted(),
  )
  expect(permissions.find(({ name }) => name === 'instagram_business_manage_comments')!.why).toContain('comment: guide')
  for (const { film } of permissions) expect(film.length).toBeGreaterThanOrEqual(2)
  const base = house.url
  expect(addresses.filter(({ url }) => !url.startsWith(`${base}/`))).toEqual([])
  const paths = addresses.map(({ url }) => new URL(url).pathname)
  expect(paths).toContain('/api/privacy/meta/data-deletion')
  const back = ['auth/instagram', 'auth/facebook', 'sign-in/facebook', 'auth/whatsapp']
  expect(paths.filter((path) => path.endsWith('/callback')).toSorted()).toEqual(back.map((one) => `/api/${one}/callback`).toSorted())
  expect(logins).toEqual([])
  const made = await house.api<{ id: string; email: string; password: string }>('POST', '/api/test-logins', {})
  const signIn = async () =>
    fetch(`${house.url}/api/identity/sign-in/email`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: house.url },
      body: JSON.stringify({ email: made.body.email, password: made.body.password }),
    })
  const signed = await signIn()
  expect([made.status, signed.status]).toEqual([201, 200])
  const cookie = signed.headers.getSetCookie()[0]!.split(';')[0]!
  const asReviewer = (method: string, path: string, body?: unknown) =>
    house.api(method, path, body, { authorization: '', cookie, origin: house.url })
  expect((await asReviewer('GET', '/api/events')).status).toBe(200)
  for (const path of ['/api/test-logins', '/api/doctor/run']) expect((await asReviewer('POST', path, {})).status).toBe(403)
  expect((await asReviewer('GET', '/api/review-kit')).status).toBe(403)
  expect((await kit()).logins.map(({ id }) => id)).toEqual([made.body.id])
  expect((await house.api('DELETE', `/api/test-logins/${made.body.id}`)).status).toBe(204)
  expect([(await asReviewer('GET', '/api/events')).status, (await signIn()).status]).toEqual([401, 401])
  // Only such logins can be removed this way.
  const workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
  const zoe = await addMember(house, 'Zoe', 'member', workspaceId)
  expect((await house.api('DELETE', `/api/test-logins/${zoe.id}`)).status).toBe(404)
})

test('the kit reads every account, also beyond those of one read', async () => {
  const { system } = house.deps.databases
  const { body } = await house.api<{ workspace: { id: string } }>('GET', '/api/me')
  const before = await findKitRows(system, body.workspace.id)
  await sql`insert into accounts select (jsonb_populate_record(null::accounts, to_jsonb(a) || jsonb_build_object('id', gen_random_uuid(),
      'external_id', 'copy-' || n, 'name', 'Copy ' || n))).*
    from accounts a, generate_series(1, 450) n where a.id = ${shop.accountId}`.execute(system)
  const rows = await findKitRows(system, body.workspace.id)
  expect(rows).toHaveLength(before.length + 450)
  expect(new Set(rows.map(({ name }) => name)).size).toBe(new Set(before.map(({ name }) => name)).size + 450)
  await sql`delete from accounts where external_id like 'copy-%'`.execute(system)
})

async function listen(answerWith: Parameters<typeof createServer>[1]): Promise<{ url: string; stop(): Promise<void> }> {
  const server: Server = createServer(answerWith)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
