import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addWorkspace } from '../../server/auth/principals.queries.ts'
import { jobHandlers } from '../../server/jobHandlers.ts'
import type { Job } from '../../server/model/job.ts'
import { addMember, type Member } from '../support/addMember.ts'
import { key, loginsOf, openLogins, visit, type Account, type Results } from '../support/openLogins.ts'
import type { House } from '../support/startHouse.ts'

describe('connecting by a login at Facebook', () => {
  let house: House
  let ben: Member
  beforeAll(async () => void ({ house, ben } = await openLogins()))
  afterAll(() => house?.stop())
  beforeEach(() => house.sim('POST', '/simulator/consent', { decision: 'grant' }))

  const { login, idIn, account, newBusiness, calls, subscribedTo, offersOf, choose } = loginsOf(() => house)

  type Made = { id: string; pageId: string }
  let good: Made
  let weak: Made
  let linked: Made
  let connection: string

  beforeAll(async () => {
    good = await house.sim<Made>('POST', '/simulator/pages', { name: 'Good Page' })
    weak = await house.sim<Made>('POST', '/simulator/pages', { name: 'Weak Page' })
    await house.sim('PATCH', `/simulator/pages/${weak.id}`, { tasks: ['PROFILE_PLUS_ANALYZE', 'CREATE_CONTENT'] })
    linked = await newBusiness('linked', 'facebook')
    await house.sim('POST', '/simulator/consent', { decision: 'grant' })
    connection = idIn(await login('facebook', '?return=/settings'), 'connection')
  })

  test('three Pages are offered; the one that lacks a task cannot be chosen, and says which', async () => {
    const { data, connection: shown } = await offersOf(connection)
    expect(shown.missingScopes).toEqual([])
    const of = (channel: string, externalId: string) => data.find((one) => one.channel === channel && one.externalId === externalId)
    expect(of('messenger', good.id)).toMatchObject({ whyNot: null, accountId: null })
    expect(of('messenger', weak.id)?.whyNot).toContain('Ads')
    expect(of('instagram', linked.id)).toMatchObject({ whyNot: null })
    const { body } = await choose(connection, [
      { channel: 'messenger', externalId: weak.id },
      { channel: 'messenger', externalId: '1' },
    ])
    expect(body.data.map(({ error }) => error?.code)).toEqual(['permission_missing', 'not_found'])
  })

  test('what a login gives access to is shown to the person who logged in alone, and is taken by them alone', async () => {
    const offered = await ben.api('GET', `/api/connections/${connection}/offers`)
    const taken = await ben.api('POST', `/api/connections/${connection}/accounts`, {
      accounts: [{ channel: 'messenger', externalId: good.id }],
    })
    expect([offered, taken].map(({ status }) => status)).toEqual([403, 403])
    expect(JSON.stringify([offered.body, taken.body])).not.toContain('Good Page')
    // The same person at the platform, logged in by someone else here: the offers are theirs from then on.
    const byBen = idIn(await login('facebook', '', { cookie: ben.cookie }), 'connection')
    expect([byBen, (await ben.api('GET', `/api/connections/${connection}/offers`)).status]).toEqual([connection, 200])
    expect((await house.api('GET', `/api/connections/${connection}/offers`)).status).toBe(403)
    await login('facebook')
    expect((await house.api('GET', `/api/connections/${connection}/offers`)).status).toBe(200)
  })

  test('the chosen are connected with tokens of their own, proven with the secret of the app', async () => {
    await house.sim('PATCH', '/simulator/settings', { app: { requireProof: true } })
    const { body } = await choose(connection, [
      { channel: 'messenger', externalId: good.id },
      { channel: 'instagram', externalId: linked.id },
    ])
    expect(body.data.map(({ error }) => error)).toEqual([null, null])
    const [page, instagram] = body.data.map((one) => one.account!)
    expect(page).toMatchObject({
      channel: 'messenger',
      tokenKind: 'page',
      abilities: [
        { name: 'comments', can: true },
        { name: 'messages', can: true },
        { name: 'leads', can: true },
        { name: 'lead_forms', can: true },
      ],
    })
    expect(instagram).toMatchObject({ channel: 'instagram', username: 'linked', tokenKind: 'page' })
    expect(await subscribedTo(good.id)).toEqual(expect.arrayContaining(['leadgen', 'messages', 'feed']))
    expect((await offersOf(connection)).data.find((one) => one.externalId === good.id)?.accountId).toBe(page!.id)
    await house.drain()
    // The job that looks at the forms of the Page proves its token as well.
    const { body: jobs } = await house.api<{ data: { state: string }[] }>('GET', `/api/jobs?accountId=${page!.id}`)
    expect(jobs.data.map(({ state }) => state)).toEqual(['done'])
    await house.sim('PATCH', '/simulator/settings', { app: { requireProof: false } })
  })

  test('permissions that were granted for some Pages alone count for those alone: another Page is told so', async () => {
    const some = await newBusiness('some.rights', 'facebook')
    const granted = await house.sim<Made & { pageId: string }>('GET', `/simulator/accounts/${some.id}`)
    const targets = {
      pages_manage_metadata: [good.id, granted.pageId],
      instagram_manage_comments: [linked.id],
      leads_retrieval: [good.id],
    }
    await house.sim('POST', '/simulator/consent', { decision: 'grant', targets })
    expect(idIn(await login('facebook'), 'connection')).toBe(connection)
    const { data } = await offersOf(connection)
    const of = (externalId: string) => data.find((one) => one.externalId === externalId)
    expect(of(weak.id)?.whyNot).toContain('not for this one: pages_manage_metadata.')
    expect(of(linked.id)?.whyNot).toContain('pages_manage_metadata')
    expect(of(good.id)).toMatchObject({ whyNot: null, notGranted: [] })
    expect(of(some.id)).toMatchObject({ whyNot: null, notGranted: ['instagram_manage_comments'] })
    const { body } = await choose(connection, [{ channel: 'instagram', externalId: some.id }])
    const abilities = [
      { name: 'comments', can: false, missing: ['instagram_manage_comments'] },
      { name: 'messages', can: true, missing: [] },
    ]
    const { id } = body.data[0]!.account!
    expect(body.data[0]!.account).toMatchObject({ abilities })
    // The daily check and the doctor ask the platform, and see the same.
    await jobHandlers(house.deps).check_token.run({ accountId: id } as Job, new AbortController().signal)
    expect(await account(id)).toMatchObject({ abilities })
    await house.api('DELETE', `/api/accounts/${id}`)
    await house.sim('POST', '/simulator/consent', { decision: 'grant' })
    await login('facebook')
  })

  test('a Page that the person chose and that the list leaves out is offered all the same, and connected', async () => {
    const hidden = await house.sim<Made>('POST', '/simulator/pages', { name: 'Page of a business' })
    const gone = '999999999999999'
    const pages_show_list = [good.id, hidden.id, gone]
    await house.sim('POST', '/simulator/consent', { decision: 'grant', targets: { pages_show_list }, unlisted: [hidden.id] })
    await login('facebook')
    const { data } = await offersOf(connection)
    expect(data.find((one) => one.externalId === hidden.id)).toMatchObject({ name: 'Page of a business', whyNot: null })
    expect(data.some((one) => one.externalId === gone)).toBe(false)
    const { body } = await choose(connection, [{ channel: 'messenger', externalId: hidden.id }])
    expect(body.data[0]).toMatchObject({ error: null, account: { tokenKind: 'page', status: 'active' } })
    await house.api('DELETE', `/api/accounts/${body.data[0]!.account!.id}`)
    await house.sim('POST', '/simulator/consent', { decision: 'grant' })
    await login('facebook')
  })

  test('who logs in again is asked again which Pages are meant; a first login, and one for a known account, are not', async () => {
    const asked = async (query: string, headers: Record<string, string> = key) => {
      const { to } = await visit(`${house.url}/api/auth/facebook/connect${query}`, headers)
      return new URL(to).searchParams.get('auth_type')
    }
    const id = house.deps.newId()
    await addWorkspace(house.deps.databases.system, { id, name: 'Nobody logged in here', at: house.deps.clock.now() })
    const nora = await addMember(house, 'Nora', 'owner', id)
    const known = (await offersOf(connection)).data.find(({ accountId }) => accountId !== null)!.accountId
    const all = [await asked(''), await asked(`?account=${known}`), await asked('', { cookie: nora.cookie })]
    expect(all).toEqual(['rerequest', null, null])
  })

  test('what was declined is asked again only on request', async () => {
    await house.sim('POST', '/simulator/consent', { decision: 'deny' })
    expect(await login('facebook')).toBe('/settings?error=access_denied&login=facebook')
    const { rows } = await sql<{ token: Buffer | null }>`select user_token as token from connections where id = ${connection}`.execute(
      house.deps.databases.system,
    )
    expect(rows[0]!.token).not.toBeNull()
    expect(rows[0]!.token!.toString('latin1')).not.toContain('EAA')
  })

  test('one person in two workspaces: what is disconnected in one stays granted for the other, until that ends too', async () => {
    const second = house.deps.newId()
    await addWorkspace(house.deps.databases.system, { id: second, name: 'Client two', at: house.deps.clock.now() })
    const zoe = await addMember(house, 'Zoe', 'owner', second)
    const [mine, hers] = [await newBusiness('client.one', 'facebook'), await newBusiness('client.two', 'facebook')]
    const pick = (externalId: string) => ({ accounts: [{ channel: 'instagram', externalId }] })
    const hersBy = idIn(await login('facebook', '', { cookie: zoe.cookie }), 'connection')
    const other = (await zoe.api<Results>('POST', `/api/connections/${hersBy}/accounts`, pick(hers.id))).body.data[0]!.account!
    const [one] = (await choose(idIn(await login('facebook'), 'connection'), pick(mine.id).accounts)).body.data
    const all = (await house.api<{ data: Account[] }>('GET', '/api/accounts?limit=200')).body.data
    const rest = all.filter(({ id, connectionId }) => connectionId === connection && id !== one!.account!.id)
    await sql`update accounts set connection_id = null where id = any(${rest.map(({ id }) => id)}::uuid[])`.execute(
      house.deps.databases.system,
    )
    const withdrawals = async () => (await calls('/permissions')).filter(({ method }) => method === 'DELETE').length
    const before = await withdrawals()
    const { body } = await house.api<Account>('POST', `/api/accounts/${one!.account!.id}/disconnect`)
    expect(body.left).toContain('Other accounts on this server')
    expect(await withdrawals()).toBe(before)
    expect((await house.api('GET', `/api/connections/${connection}/offers`)).status).toBe(409)
    expect((await zoe.api('GET', `/api/connections/${hersBy}/offers`)).status).toBe(200)
    const last = await zoe.api<Account>('POST', `/api/accounts/${other.id}/disconnect`)
    expect([last.body.left, await withdrawals()]).toEqual([null, before + 1])
    // As before, for the next test.
    await house.api('DELETE', `/api/accounts/${one!.account!.id}`)
    await house.sim('POST', '/simulator/consent', { decision: 'grant' })
    await login('facebook')
    const back = rest.map(({ channel, externalId }) => ({ channel, externalId }))
    expect((await choose(connection, back)).body.data.map(({ error }) => error)).toEqual(rest.map(() => null))
  })

  test('a login through which nothing is connected keeps no token; deleting an account ends the same as disconnecting it', async () => {
    const db = house.deps.databases.system
    const token = async (id: string) =>
      (await sql<{ is: boolean }>`select user_token is not null as is from connections where id = ${id}`.execute(db)).rows[0]?.is
    const second = house.deps.newId()
    await addWorkspace(db, { id: second, name: 'Client three', at: house.deps.clock.now() })
    const kim = await addMember(house, 'Kim', 'owner', second)
    const by = { cookie: kim.cookie }
    const unused = idIn(await login('facebook', '', by), 'connection')
    const { check_tokens: guard } = jobHandlers(house.deps)
    const round = () => guard.run({} as Job, new AbortController().signal)
    await round()
    expect(await token(unused)).toBe(true)
    await house.moveClock(61 * 60_000)
    await round()
    expect([await token(unused), (await kim.api('GET', `/api/connections/${unused}/offers`)).status]).toEqual([false, 409])

    // Somebody else’s login for an account that it gives no access to.
    const pasted = await newBusiness('not.theirs')
    const { accessToken } = await house.sim<{ accessToken: string }>('POST', '/simulator/tokens/renew', { accountId: pasted.id })
    const given = { channel: 'instagram', externalId: pasted.id, name: 'P', accessToken }
    const theirs = (await kim.api<Account>('POST', '/api/accounts', given)).body
    expect(await login('facebook', `?account=${theirs.id}`, by)).toContain('error=other_account')
    expect(await token(unused)).toBe(false)

    const mine = await newBusiness('deleted.one', 'facebook')
    expect(idIn(await login('facebook', '', by), 'connection')).toBe(unused)
    const picked = await kim.api<Results>('POST', `/api/connections/${unused}/accounts`, {
      accounts: [{ channel: 'instagram', externalId: mine.id }],
    })
    expect((await kim.api('DELETE', `/api/connections/${unused}`)).status).toBe(409)
    expect(await subscribedTo(mine.id)).not.toEqual([])
    expect((await kim.api('DELETE', `/api/accounts/${picked.body.data[0]!.account!.id}`)).status).toBe(204)
    expect([await token(unused), await subscribedTo(mine.id)]).toEqual([false, []])
    expect((await house.api('DELETE', `/api/connections/${unused}`)).status).toBe(404)
    expect((await kim.api('DELETE', `/api/connections/${unused}`)).status).toBe(204)
    expect((await kim.api<{ data: object[] }>('GET', '/api/connections')).body.data).toEqual([])
  })

  test('disconnecting the last account of a login withdraws it; before that, only its own', async () => {
    const all = (await house.api<{ data: Account[] }>('GET', '/api/accounts?limit=200')).body.data
    const mine = all.filter((one) => one.connectionId === connection)
    expect(mine).toHaveLength(2)
    const withdrawals = async () => (await calls('/permissions')).filter(({ method }) => method === 'DELETE').length
    const before = await withdrawals()
    const first = await house.api<Account>('POST', `/api/accounts/${mine[0]!.id}/disconnect`)
    expect([first.status, first.body.left, await withdrawals()]).toEqual([200, null, before])
    const last = await house.api<Account>('POST', `/api/accounts/${mine[1]!.id}/disconnect`)
    expect([last.status, last.body.left, await withdrawals()]).toEqual([200, null, before + 1])
    expect((await house.api('GET', `/api/connections/${connection}/offers`)).status).toBe(409)
    // The same login continues the same connection, and the same account.
    const id = idIn(await login('facebook', `?account=${mine[0]!.id}`))
    expect(id).toBe(mine[0]!.id)
    expect((await account(id)).status).toBe('active')
  })
})
