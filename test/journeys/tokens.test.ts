import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { jobHandlers } from '../../server/jobHandlers.ts'
import type { JobHandlers } from '../../server/jobs/handler.ts'
import { makePlanner } from '../../server/jobs/recurring.ts'
import type { Job } from '../../server/model/job.ts'
import { NetworkError } from '../../server/model/http.ts'
import { ingest } from '../../server/inbox/ingest.ts'
import { ingestCursor } from '../../server/inbox/ingestCursor.ts'
import { makeSender } from '../../server/outbox/outbox.ts'
import { unlimitedScans } from '../../server/platform/scanBudget.ts'
import { nextWorkerNumber } from '../../server/queue/workers.queries.ts'
import { holdWorkerLock, outboxDeps } from '../../server/worker.ts'
import { openNumber } from '../support/openNumber.ts'
import { answer, openShop, type Shop } from '../support/openShop.ts'
import { adminKey, startHouse, type House } from '../support/startHouse.ts'

const dayMs = 86_400_000
type Account = { status: string; statusReason: string | null; tokenExpiresAt: string | null }
type Known = Account & {
  tokenKind: string
  tokenRenews: boolean
  grantedScopes: string[] | null
  dataAccessExpiresAt: string | null
  abilities: { name: string; can: boolean | null }[]
}
type Call = { method: string; path: string; status: number }

describe('the guardian of tokens', () => {
  let house: House
  let handlers: JobHandlers
  beforeAll(async () => {
    house = await startHouse()
    handlers = jobHandlers(house.deps)
  })
  afterAll(() => house?.stop())

  const db = () => house.deps.databases.system
  /** What the scheduler plans, and what follows from it. Two processes plan. */
  async function guard() {
    const { clock, wake, newId, databases } = house.deps
    const own = { jobs: databases.jobs, clock, wake, newId, handlers: { check_tokens: handlers.check_tokens } as JobHandlers }
    await Promise.all([makePlanner(own)(), makePlanner(own)()])
    await house.drain()
  }
  const account = async (shop: Shop) => (await house.api<Account>('GET', `/api/accounts/${shop.accountId}`)).body
  const mailsAbout = async (id: string) =>
    (
      await sql<{ key: string; status: string }>`
        select unique_key as key, status from mails where unique_key like ${`%${id}%`} order by created_at, id`.execute(db())
    ).rows
  const renewals = async () =>
    (await house.sim<{ data: Call[] }>('GET', '/simulator/calls')).data.filter(({ path }) => path.includes('refresh_access_token'))
  const newToken = async (shop: Shop) =>
    (await house.sim<{ accessToken: string }>('POST', '/simulator/tokens/renew', { accountId: shop.accountExternalId })).accessToken
  const job = (shop: Shop) => ({ accountId: shop.accountId }) as Job
  const run = (shop: Shop, by = handlers) => by.check_token.run(job(shop), new AbortController().signal)
  const openOne = async (loginType?: string) => {
    const shop = await openShop(house, loginType ? { loginType } : {})
    await shop.automate(answer('comment', [], 'Look here'))
    return shop
  }

  test('for 200 days no token dies: those of Instagram are renewed, those of Pages checked', async () => {
    const [own, page] = [await openOne(), await openOne('facebook')]
    await guard()
    // Too young to be renewed, which the platform tells as it tells of a dead one.
    expect(await account(own)).toMatchObject({ status: 'active', tokenExpiresAt: null })
    const before = await renewals()
    for (let day = 0; day < 200; day += 10) {
      await house.moveClock(10 * dayMs)
      await guard()
    }
    const { tokenExpiresAt } = await account(own)
    expect(Date.parse(tokenExpiresAt!) - house.deps.clock.now().getTime()).toBeGreaterThan(10 * dayMs)
    const renewed = (await renewals()).length - before.length
    expect(renewed).toBeGreaterThanOrEqual(4)
    expect(renewed).toBeLessThanOrEqual(8)
    for (const shop of [own, page]) {
      await shop.comment('hello')
      await house.drain()
      expect([(await account(shop)).status, await shop.said()]).toEqual(['active', ['Look here']])
    }
    const { rows } = await sql<{ token: Buffer; checked: Date }>`
      select access_token as token, token_checked_at as checked from accounts
      where id = any(${[own.accountId, page.accountId]}::uuid[])`.execute(db())
    for (const { token, checked } of rows) {
      expect(token.toString('latin1')).not.toMatch(/IGAA|EAA/)
      expect(house.deps.clock.now().getTime() - checked.getTime()).toBeLessThan(dayMs)
    }
    const metrics = await (await fetch(`${house.url}/metrics`)).text()
    expect(metrics).toContain(`autodm_token_expiry_timestamp_seconds ${Date.parse(tokenExpiresAt!) / 1000}`)
    expect(metrics).toMatch(/autodm_accounts\{status="active"\} \d/)
    expect(await mailsAbout(own.accountId)).toEqual([])
  }, 60_000)

  test('times of a clock that was far ahead keep nothing waiting: tokens, missed events and the doctor', async () => {
    const shop = await openOne()
    const now = house.deps.clock.now()
    const ahead = new Date(now.getTime() + 400 * dayMs)
    const id = shop.accountId
    await sql`update accounts set token_checked_at = ${ahead}, token_issued_at = ${ahead}, active_since = ${ahead},
      token_expires_at = ${new Date(ahead.getTime() + 60 * dayMs)} where id = ${id}`.execute(db())
    await sql`
      insert into event_checks (account_id, slot, workspace_id, since, until, is_cut, resubscribed, posts, failed, started_at, ended_at)
      select id, 'ahead', workspace_id, ${ahead}, ${ahead}, false, false, '{}', 0, ${ahead}, ${ahead}
      from accounts where id = ${id}`.execute(db())
    await house.api('POST', '/api/doctor/run', { accountId: id })
    await house.drain()
    await sql`update doctor_runs set ended_at = ${ahead} where id = ${id}`.execute(db())
    await house.moveClock(2 * dayMs)
    await guard()
    for (const kind of ['missed_events', 'doctor_round'] as const)
      await handlers[kind].run({ runAt: house.deps.clock.now(), data: {} } as Job, new AbortController().signal)
    await house.drain()
    const { rows } = await sql<{ latest: Date; expires: Date }>`
      select greatest(a.token_checked_at, a.token_issued_at, a.active_since, max(c.until), max(r.ended_at)) as latest,
        token_expires_at as expires
      from accounts a join event_checks c on c.account_id = a.id join doctor_runs r on r.id = a.id
      where a.id = ${id} group by a.id`.execute(db())
    expect(rows[0]!.latest.getTime()).toBeLessThanOrEqual(house.deps.clock.now().getTime())
    // It was renewed, which told its true end.
    expect((rows[0]!.expires.getTime() - house.deps.clock.now().getTime()) / dayMs).toBeCloseTo(60, 1)
  })

  test('a token that dies stops its account alone and is told once; what waited goes out after the reconnect', async () => {
    const [dying, other] = [await openOne(), await openOne()]
    for (const subcode of [460, 463, 458]) {
      await house.sim('POST', '/simulator/tokens/revoke', { accountId: dying.accountExternalId, subcode })
      await house.moveClock(dayMs + 3_600_000)
      await guard()
      expect([subcode, (await account(dying)).status, (await account(other)).status]).toEqual([subcode, 'reconnect_needed', 'active'])
      expect((await account(dying)).statusReason).toMatch(/reconnect|connect/i)
      const person = await dying.meet({ username: `p${subcode}`, name: 'P' })
      await dying.comment('hello', person)
      await house.moveClock(600_000)
      await guard()
      expect(await dying.said(person)).toEqual([])
      await house.api('PATCH', `/api/accounts/${dying.accountId}`, { accessToken: await newToken(dying) })
      await house.drain()
      expect(await dying.said(person)).toEqual(['Look here'])
      const [message] = await dying.messages()
      expect(message!.attempts.map(({ outcome }) => outcome)).toEqual(['sent'])
      await house.moveClock(600_000)
      await guard()
    }
    const mails = await mailsAbout(dying.accountId)
    expect(mails.map(({ key }) => key.split('/')[0])).toEqual(['account_stopped', 'account_stopped', 'account_stopped'])
    // This hub has no mail server, and the mail says so.
    expect(new Set(mails.map(({ status }) => status))).toEqual(new Set(['failed']))
    expect(await mailsAbout(other.accountId)).toEqual([])
  }, 30_000)

  test('a token that nobody renewed in time is found dead, and a token that dies while sending is told as well', async () => {
    const [forgotten, sending] = [await openOne(), await openOne()]
    await house.moveClock(61 * dayMs)
    await house.api('PATCH', `/api/accounts/${sending.accountId}`, { accessToken: await newToken(sending) })
    await guard()
    expect(await account(forgotten)).toMatchObject({ status: 'reconnect_needed', statusReason: expect.stringContaining('expired') })
    await house.sim('POST', '/simulator/tokens/revoke', { accountId: sending.accountExternalId })
    await sending.comment('hello')
    await house.drain()
    await house.moveClock(300_000)
    await guard()
    expect(await mailsAbout(sending.accountId)).toMatchObject([{ key: expect.stringContaining('account_stopped') }])
    // The tokens of others ended in the same minutes: one mail lists all of these accounts, and says that they have one cause.
    expect(await mailsAbout('accounts_stopped')).toHaveLength(1)
    expect(await mailsAbout(forgotten.accountId)).toEqual([])
  })

  test('a renewal is never lost: not by two at once, not by a lost response, not by a reconnect meanwhile', async () => {
    const shop = await openOne()
    await house.moveClock(2 * dayMs)
    const stored = async () =>
      (
        await sql<{ token: Buffer; expires: Date | null }>`
        select access_token as token, token_expires_at as expires from accounts where id = ${shop.accountId}`.execute(db())
      ).rows[0]!
    const before = await stored()
    // The platform renews it, and its response is lost on the way.
    const { http } = house.deps
    const losing = jobHandlers({
      ...house.deps,
      http: async (request) => {
        await http(request)
        throw new NetworkError('socket hang up', 'unknown', 'ECONNRESET')
      },
    })
    expect(await run(shop, losing)).toMatchObject({ kind: 'later' })
    expect(await stored()).toEqual(before)
    expect((await Promise.all([run(shop), run(shop)])).map(({ kind }) => kind)).toEqual(['done', 'done'])
    expect((await stored()).expires).not.toBeNull()
    await shop.comment('hello')
    await house.drain()
    expect(await shop.said()).toEqual(['Look here'])

    // The owner pastes a token while another is being renewed: theirs stays.
    await house.moveClock(40 * dayMs)
    let pasted: Awaited<ReturnType<typeof stored>> | null = null
    const pasting = jobHandlers({
      ...house.deps,
      http: async (request) => {
        const response = await http(request)
        await house.api('PATCH', `/api/accounts/${shop.accountId}`, { accessToken: await newToken(shop) })
        pasted = await stored()
        return response
      },
    })
    expect(await run(shop, pasting)).toMatchObject({ kind: 'done' })
    expect(pasted).not.toBeNull()
    expect(await stored()).toEqual(pasted)
  })

  test('what showed that the token before is dead does not stop an account that was reconnected meanwhile', async () => {
    const shop = await openOne('facebook')
    const die = () => house.sim('POST', '/simulator/tokens/revoke', { accountId: shop.accountExternalId, subcode: 460 })
    const reconnect = async () => {
      const changed = await house.api<Account>('PATCH', `/api/accounts/${shop.accountId}`, { accessToken: await newToken(shop) })
      expect(changed.body.status).toBe('active')
    }
    /** The first call meets the dead token; its response arrives after the reconnect. */
    const lateHttp = () => {
      let calls = 0
      return async (request: Parameters<House['deps']['http']>[0]) => {
        const response = await house.deps.http(request)
        if (calls++ === 0) await reconnect()
        return response
      }
    }
    await die()
    expect(await run(shop, jobHandlers({ ...house.deps, http: lateHttp() }))).toEqual({ kind: 'done' })
    expect(await account(shop)).toMatchObject({ status: 'active', statusReason: null })

    await shop.comment('hello')
    await house.webhooksAreHere()
    while (await ingest({ ...house.deps, system: db(), cursor: ingestCursor(house.deps.clock) }));
    await die()
    const { deps } = house
    const number = await nextWorkerNumber(db())
    const lock = await holdWorkerLock(house.databaseUrl, number, deps)
    const sender = makeSender({ ...outboxDeps(deps), http: lateHttp() }, number, { scans: unlimitedScans })
    await sender.round()
    await sender.settled()
    await lock.release()
    expect(await account(shop)).toMatchObject({ status: 'active', statusReason: null })
    await house.moveClock(60_000)
    await house.drain()
    expect(await shop.said()).toEqual(['Look here'])

    // Each stop is told, also one that comes before anybody saw that the account was active again.
    for (const told of [1, 2]) {
      await die()
      await run(shop)
      expect((await account(shop)).status).toBe('reconnect_needed')
      await house.moveClock(300_000)
      await guard()
      expect(await mailsAbout(shop.accountId)).toHaveLength(told)
      await reconnect()
    }
    await house.moveClock(300_000)
  })

  test('a check that the platform did not let be made does not count as one', async () => {
    const shop = await openOne('facebook')
    await house.sim('PATCH', '/simulator/settings', { app: { requireProof: true } })
    const checkedAt = async () =>
      (await sql<{ at: Date | null }>`select token_checked_at as at from accounts where id = ${shop.accountId}`.execute(db())).rows[0]!.at
    // The platform tells nothing of the token either.
    const silent = jobHandlers({
      ...house.deps,
      http: async (request) => {
        if (request.url.includes('debug_token')) throw new NetworkError('gone', 'unknown', 'ECONNRESET')
        return house.deps.http(request)
      },
    })
    const before = await checkedAt()
    expect(await run(shop, silent)).toMatchObject({ kind: 'later', counts: true })
    expect([await checkedAt(), (await account(shop)).status]).toEqual([before, 'active'])
    await house.sim('PATCH', '/simulator/settings', { app: { requireProof: false } })
    expect(await run(shop)).toEqual({ kind: 'done' })
    expect(await checkedAt()).not.toEqual(before)
  })

  test('what the platform knows of tokens of Facebook is told: whose, what they may do, when they end', async () => {
    const [page, instagram] = [await openOne('facebook'), await openOne()]
    const number = await openNumber(house)
    const told = async (accountId: string) => (await house.api<Known>('GET', `/api/accounts/${accountId}`)).body
    expect(await told(page.accountId)).toMatchObject({ tokenKind: 'unknown', tokenRenews: false, grantedScopes: null })
    await guard()
    const known = await told(page.accountId)
    expect(known).toMatchObject({ tokenKind: 'page', tokenRenews: false, tokenExpiresAt: null })
    expect(known.grantedScopes).toEqual(expect.arrayContaining(['instagram_manage_messages', 'pages_messaging']))
    expect(known.abilities.map(({ can }) => can)).toEqual([true, true])
    expect(Date.parse(known.dataAccessExpiresAt!) - house.deps.clock.now().getTime()).toBeGreaterThan(89 * dayMs)
    expect(await told(number.accountId)).toMatchObject({ tokenKind: 'system_user', tokenExpiresAt: null, dataAccessExpiresAt: null })
    expect(await told(instagram.accountId)).toMatchObject({ tokenKind: 'unknown', tokenRenews: true, grantedScopes: null })

    await house.sim('POST', '/simulator/tokens/withdraw', { accountId: page.accountExternalId, permission: 'instagram_manage_messages' })
    await house.moveClock(dayMs + 3_600_000)
    await guard()
    expect((await told(page.accountId)).abilities.map(({ name, can }) => [name, can])).toEqual([
      ['comments', true],
      ['messages', false],
    ])
    await house.moveClock(82 * dayMs)
    await guard()
    expect((await mailsAbout(page.accountId)).map(({ key }) => key.split('/')[1])).toEqual(['data'])
  })

  test('a login that died is told, and the Page that was connected through it goes on', async () => {
    const made = await house.sim<{ id: string }>('POST', '/simulator/pages', { name: 'Lasting Page' })
    await house.sim('POST', '/simulator/consent', { decision: 'grant' })
    const follow = async (url: string, headers = {}) => (await fetch(url, { redirect: 'manual', headers })).headers.get('location')!
    const key = { authorization: `Bearer ${adminKey}` }
    const back = await follow(await follow(`${house.url}/api/auth/facebook/connect`, key))
    const connection = new URL(await follow(back, key), house.url).searchParams.get('connection')!
    const { body } = await house.api<{ data: { account: { id: string } }[] }>('POST', `/api/connections/${connection}/accounts`, {
      accounts: [{ channel: 'messenger', externalId: made.id }],
    })
    const shown = async () =>
      (
        await house.api<{ data: { id: string; status: string; statusReason: string | null; dataAccessExpiresAt: string }[] }>(
          'GET',
          '/api/connections',
        )
      ).body.data.find(({ id }) => id === connection)!
    await house.moveClock(30 * dayMs)
    await guard()
    expect(await shown()).toMatchObject({ status: 'active', statusReason: null })
    await house.moveClock(31 * dayMs)
    await guard()
    expect(await shown()).toMatchObject({ status: 'reconnect_needed', statusReason: expect.stringContaining('expired') })
    expect((await mailsAbout(connection)).map(({ key: name }) => name.split('/')[0])).toContain('login_ended')
    await house.moveClock(dayMs + 3_600_000)
    await guard()
    expect((await mailsAbout(connection)).filter(({ key: name }) => name.startsWith('login_ended'))).toHaveLength(1)
    const account = (await house.api<Account>('GET', `/api/accounts/${body.data[0]!.account.id}`)).body
    expect(account).toMatchObject({ status: 'active', tokenExpiresAt: null })
  })

  test('what ends and cannot be renewed is told 14, 7 and 1 days before, each once', async () => {
    const page = await openOne('facebook')
    const now = house.deps.clock.now().getTime()
    const at = (days: number) => new Date(now + days * dayMs)
    const connection = house.deps.newId()
    await sql`
      update accounts set token_kind = 'system_user', token_expires_at = ${at(13.5)} where id = ${page.accountId}`.execute(db())
    /** Checked just now: the platform would say that this token does not end. */
    const pass = async (ms: number) => {
      await house.moveClock(ms)
      await sql`update accounts set token_checked_at = ${house.deps.clock.now()} where id = ${page.accountId}`.execute(db())
      await guard()
    }
    await sql`
      insert into connections (id, workspace_id, provider, app_id, external_id, name, granted_scopes, token_kind, user_token,
        token_expires_at, data_access_expires_at, status, graph_url, simulated, created_at, updated_at)
      select ${connection}, workspace_id, 'facebook', '1', '2', 'Maya Meyer', '{}', 'user', '\\x00', ${at(20)}, ${at(6.5)}, 'active', '', true,
        ${at(0)}, ${at(0)} from accounts where id = ${page.accountId}`.execute(db())
    await sql`update accounts set connection_id = ${connection} where id = ${page.accountId}`.execute(db())
    const warned: string[][] = []
    for (const hours of [1, 12, 132, 12, 12]) await pass(hours * 3_600_000)
    for (const id of [page.accountId, connection]) warned.push((await mailsAbout(id)).map(({ key }) => key.split('/').at(-1)!))
    expect(warned[0]).toEqual(['14', '7'])
    const ofLogin = (await mailsAbout(connection)).map(({ key }) => `${key.split('/')[1]} ${key.split('/').at(-1)}`)
    expect(ofLogin.toSorted()).toEqual(['data 1', 'data 7', 'login 14'])
    await pass(6 * dayMs)
    expect((await mailsAbout(page.accountId)).map(({ key }) => key.split('/').at(-1))).toEqual(['14', '7', '1'])
  })
})
