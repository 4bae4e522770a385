import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addWorkspace } from '../../server/auth/principals.queries.ts'
import { jobHandlers } from '../../server/jobHandlers.ts'
import type { Job } from '../../server/model/job.ts'
import { addMember, type Member } from '../support/addMember.ts'
import { answer } from '../support/openShop.ts'
import { signRequest, simulatedSecret } from '../support/signRequest.ts'
import { adminKey, startHouse, type House } from '../support/startHouse.ts'

type Made = { id: string; pageId: string }
type Account = {
  id: string
  channel: string
  status: string
  name: string
  username: string
  externalId: string
  tokenKind: string
  tokenExpiresAt: string | null
  grantedScopes: string[] | null
  abilities: { name: string; can: boolean | null; missing: string[] }[]
  left?: string | null
}
type Offers = {
  connection: { id: string; missingScopes: string[] }
  data: { channel: string; externalId: string; accountId: string | null; whyNot: string | null }[]
}
type Results = { data: { externalId: string; account: Account | null; error: { code: string; message: string } | null }[] }

const key = { authorization: `Bearer ${adminKey}` }
const tenMinutesMs = 10 * 60_000

describe('connecting by a login at the platform', () => {
  let house: House
  let ben: Member
  let maya: Member
  beforeAll(async () => {
    house = await startHouse()
    const { body } = await house.api<{ workspace: { id: string } }>('GET', '/api/me')
    maya = await addMember(house, 'Maya', 'owner', body.workspace.id)
    ben = await addMember(house, 'Ben', 'admin', body.workspace.id)
    // As strict as a configured app: its secret is checked, and it returns to one address alone.
    const { rows } = await sql<{ value: { secret: string } }>`select value from instance_settings where name = 'simulated_app'`.execute(
      house.deps.databases.system,
    )
    const redirectUris = ['auth/instagram', 'auth/facebook', 'sign-in/facebook'].map((one) => `${house.url}/api/${one}/callback`).join(',')
    await house.sim('PATCH', '/simulator/settings', { app: { secret: rows[0]!.value.secret, redirectUris } })
  })
  afterAll(() => house?.stop())
  beforeEach(() => house.sim('POST', '/simulator/consent', { decision: 'grant' }))

  const visit = async (url: string, headers: Record<string, string> = key) => {
    const response = await fetch(url, { redirect: 'manual', headers })
    return { status: response.status, to: response.headers.get('location') ?? '', headers: response.headers, text: await response.text() }
  }
  /** Begins a login and lets the person answer the consent page. Out: where the platform sends them back to. */
  const consent = async (provider = 'instagram', query = '', headers = key as Record<string, string>) => {
    const begun = await visit(`${house.url}/api/auth/${provider}/connect${query}`, headers)
    expect([begun.status, begun.text]).toEqual([302, ''])
    return (await visit(begun.to, {})).to
  }
  const login = async (provider = 'instagram', query = '', headers = key as Record<string, string>) =>
    (await visit(await consent(provider, query, headers), headers)).to
  const idIn = (path: string, name = 'connected') => new URL(path, house.url).searchParams.get(name)!
  const account = async (id: string) => (await house.api<Account>('GET', `/api/accounts/${id}`)).body
  const newBusiness = (username: string, loginType = 'instagram') =>
    house.sim<Made>('POST', '/simulator/accounts', { channel: 'instagram', username, name: `${username} studio`, loginType })
  const calls = async (part: string) =>
    (await house.sim<{ data: { path: string; method: string }[] }>('GET', '/simulator/calls')).data.filter(({ path }) =>
      path.includes(part),
    )
  const subscribedTo = async (id: string) =>
    (await house.sim<{ subscribedFields: string[] }>('GET', `/simulator/accounts/${id}`)).subscribedFields

  test('Instagram: consent, code, short and long token, and the account is there with what was granted', async () => {
    const made = await newBusiness('first')
    const begun = await visit(`${house.url}/api/auth/instagram/connect?return=/settings`, { ...key, 'x-forwarded-host': 'evil.example' })
    const asked = new URL(begun.to)
    expect(asked.searchParams.get('redirect_uri')).toBe(`${house.url}/api/auth/instagram/callback`)
    const back = (await visit(begun.to, {})).to
    expect(back).toMatch(/#_$/)
    const end = await visit(back)
    expect(end.to).toMatch(/^\/settings\?connected=[0-9a-f-]{36}$/)
    expect(end.headers.get('referrer-policy')).toBe('no-referrer')
    expect(end.headers.get('cache-control')).toBe('no-store')
    const found = await account(idIn(end.to))
    expect(found).toMatchObject({
      externalId: made.id,
      username: 'first',
      status: 'active',
      tokenKind: 'instagram_user',
      grantedScopes: asked.searchParams.get('scope')!.split(','),
      abilities: [
        { name: 'comments', can: true, missing: [] },
        { name: 'messages', can: true, missing: [] },
      ],
    })
    const daysLeft = (new Date(found.tokenExpiresAt!).getTime() - house.deps.clock.now().getTime()) / 86_400_000
    expect(daysLeft).toBeGreaterThan(59)
    expect(await subscribedTo(made.id)).toEqual(expect.arrayContaining(['comments', 'messages']))
  })

  test('the answer of the exchange may be wrapped, and a code with its mark inside works', async () => {
    await house.sim('PATCH', '/simulator/settings', { tokenAnswer: 'wrapped', wrapMe: true })
    await newBusiness('wrapped')
    const back = (await consent()).replace('#_', '')
    const marked = new URL(back)
    marked.searchParams.set('code', `${marked.searchParams.get('code')}#_`)
    const id = idIn((await visit(marked.href)).to)
    await house.sim('PATCH', '/simulator/settings', { tokenAnswer: 'flat', wrapMe: false })
    expect(await account(id)).toMatchObject({ username: 'wrapped', grantedScopes: expect.arrayContaining(['instagram_business_basic']) })
  })

  test('is begun under the name that the browser uses, and not by a page of somebody else', async () => {
    const byName = house.url.replace('127.0.0.1', 'localhost')
    const begun = await visit(`${byName}/api/auth/instagram/connect`)
    expect(new URL(begun.to).searchParams.get('redirect_uri')).toBe(`${byName}/api/auth/instagram/callback`)
    const from = async (site: string) => (await visit(`${house.url}/api/auth/instagram/connect`, { ...key, 'sec-fetch-site': site })).status
    expect([await from('same-origin'), await from('none'), await from('cross-site'), await from('same-site')]).toEqual([302, 302, 403, 403])
  })

  test('trouble of our own is told on the page, never in an answer whose address holds the code', async () => {
    await newBusiness('trouble')
    const back = await consent()
    const { seal } = house.deps.vault
    house.deps.vault.seal = () => Promise.reject(new Error('the database is away'))
    try {
      const { status, to } = await visit(back)
      expect([status, to]).toEqual([302, '/settings?error=internal&login=instagram'])
    } finally {
      house.deps.vault.seal = seal
    }
  })

  describe('a state', () => {
    const exchanges = async () => (await calls('access_token')).length
    test.each<[string, (back: string) => Promise<string> | string, Record<string, string>?]>([
      ['that is missing', (back) => back.replace(/&?state=[^&#]*/, '')],
      ['that is made up', (back) => back.replace(/state=[^&#]*/, 'state=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')],
      ['of another login', (back) => back.replace('/instagram/', '/facebook/')],
      ['that is twice in the address', (back) => back.replace(/state=([^&#]*)/, 'state=$1&state=$1')],
    ])('%s makes no account and no call', async (_, change) => {
      await newBusiness('nobody')
      const before = await exchanges()
      const changed = await change(await consent())
      expect((await visit(changed)).to).toMatch(/^\/settings\?error=login_state&login=\w+$/)
      expect(await exchanges()).toBe(before)
      expect(
        (await house.api<{ data: Account[] }>('GET', '/api/accounts?limit=200')).body.data.map(({ username }) => username),
      ).not.toContain('nobody')
    })

    test('works once', async () => {
      await newBusiness('once')
      const back = await consent()
      expect((await visit(back)).to).toContain('connected=')
      const before = await exchanges()
      expect((await visit(back)).to).toContain('error=login_state')
      expect(await exchanges()).toBe(before)
    })

    test('is over after ten minutes', async () => {
      await newBusiness('late')
      const back = await consent()
      await house.moveClock(tenMinutesMs)
      const before = await exchanges()
      expect((await visit(back)).to).toContain('error=login_state')
      expect(await exchanges()).toBe(before)
    })

    test('belongs to the session that began, even where both may connect', async () => {
      await newBusiness('crossed')
      const back = await consent('instagram', '', { cookie: ben.cookie })
      const before = await exchanges()
      expect((await visit(back, { cookie: maya.cookie })).to).toContain('error=login_state')
      expect((await visit(back, { cookie: ben.cookie })).to).toContain('error=login_state')
      expect((await visit(await consent('instagram', '', { cookie: ben.cookie }), {})).to).toContain('error=not_signed_in')
      expect(await exchanges()).toBe(before)
      expect(await login('instagram', '', { cookie: ben.cookie })).toContain('connected=')
    })

    test('is stored as a hash alone, and neither code nor token is stored anywhere readable', async () => {
      await newBusiness('kept')
      const back = new URL(await consent())
      const word = back.searchParams.get('state')!
      const hashes = await sql<{ hash: string }>`select hash from login_states`.execute(house.deps.databases.system)
      expect(hashes.rows.length).toBeGreaterThan(0)
      expect(JSON.stringify(hashes.rows)).not.toContain(word)
      const id = idIn((await visit(back.href)).to)
      const { rows } = await sql<{ text: string }>`
        select row_to_json(a)::text || encode(a.access_token, 'escape') || (select coalesce(string_agg(row_to_json(u)::text, ''), '') from audit u)
          as text from accounts a where id = ${id}`.execute(house.deps.databases.system)
      expect(rows[0]!.text).not.toMatch(/IGAA|AQB/)
      expect(rows[0]!.text).not.toContain(back.searchParams.get('code')!)
    })
  })

  test.each(['https://evil.example/', '//evil.example', '/\\evil.example', '/%09//evil', 'settings', '/api/me', '/\t/evil.example'])(
    'a login returns to no page but ours: %s',
    async (path) => {
      const { status, to } = await visit(`${house.url}/api/auth/instagram/connect?return=${encodeURIComponent(path)}`)
      if (status === 302) expect(new URL(to).searchParams.get('redirect_uri')).toBe(`${house.url}/api/auth/instagram/callback`)
      else expect(status).toBe(400)
      if (!path.startsWith('/%')) expect(status).toBe(400)
    },
  )

  test('a member, and a person limited to some accounts, can begin none', async () => {
    const { body } = await house.api<{ workspace: { id: string } }>('GET', '/api/me')
    const eva = await addMember(house, 'Eva', 'member', body.workspace.id)
    expect((await visit(`${house.url}/api/auth/instagram/connect`, { cookie: eva.cookie })).status).toBe(403)
    const ida = await addMember(house, 'Ida', 'admin', body.workspace.id)
    await sql`insert into identity.member_accounts (member_id, account_ids) values (${ida.id}, '{}')`.execute(house.deps.databases.system)
    expect((await visit(`${house.url}/api/auth/instagram/connect`, { cookie: ida.cookie })).status).toBe(403)
    expect((await visit(`${house.url}/api/auth/instagram/connect`, {})).status).toBe(401)
  })

  test('a refusal is told, and asking again works', async () => {
    await newBusiness('shy')
    await house.sim('POST', '/simulator/consent', { decision: 'deny' })
    expect(await login('instagram', '?return=/setup')).toBe('/setup?error=access_denied&login=instagram')
    await house.sim('POST', '/simulator/consent', { decision: 'grant' })
    expect(await login('instagram', '?return=/setup&again=true')).toContain('/setup?connected=')
  })

  test('a partial grant connects what it allows, and names what is missing', async () => {
    const made = await newBusiness('half')
    await house.sim('POST', '/simulator/consent', { decision: ['instagram_business_manage_comments'] })
    const id = idIn(await login())
    expect(await account(id)).toMatchObject({
      status: 'active',
      abilities: [
        { name: 'comments', can: true },
        { name: 'messages', can: false, missing: ['instagram_business_manage_messages'] },
      ],
    })
    expect(await subscribedTo(made.id)).toEqual(['comments', 'live_comments'])
    await house.sim('POST', '/simulator/consent', { decision: 'grant' })
    expect(idIn(await login('instagram', `?account=${id}&again=true`))).toBe(id)
    expect((await account(id)).abilities.every(({ can }) => can)).toBe(true)
    expect(await subscribedTo(made.id)).toEqual(expect.arrayContaining(['comments', 'messages']))
  })

  test('another login than the one of the account to reconnect changes nothing', async () => {
    await newBusiness('one')
    const id = idIn(await login())
    const other = await newBusiness('two')
    const back = await login('instagram', `?account=${id}`)
    expect(back).toContain('error=other_account')
    expect((await account(id)).username).toBe('one')
    expect(await subscribedTo(other.id)).toEqual([])
  })

  test('an account of another workspace is a conflict, whatever the token', async () => {
    const made = await newBusiness('theirs')
    const { rows } = await sql<{ id: string }>`select id from workspaces limit 1`.execute(house.deps.databases.system)
    const id = idIn(await login())
    const otherWorkspace = house.deps.newId()
    await sql`insert into workspaces (id, name, created_at) values (${otherWorkspace}, 'Other', ${house.deps.clock.now()})`.execute(
      house.deps.databases.system,
    )
    await sql`update accounts set workspace_id = ${otherWorkspace} where id = ${id}`.execute(house.deps.databases.system)
    expect(await login()).toContain('error=conflict')
    expect(await subscribedTo(made.id)).toEqual(expect.arrayContaining(['comments']))
    await sql`update accounts set workspace_id = ${rows[0]!.id} where id = ${id}`.execute(house.deps.databases.system)
  })

  test('disconnected: unsubscribed, without a token, its history stays; what waited goes out after the reconnect', async () => {
    const made = await newBusiness('pause')
    const id = idIn(await login())
    const media = await house.sim<{ id: string }>('POST', '/simulator/media', { accountId: made.id, kind: 'FEED', caption: 'Post' })
    const person = await house.sim<{ id: string }>('POST', '/simulator/people', { username: 'fan', name: 'Fan' })
    await house.api('POST', '/api/automations', { accountId: id, is_active: true, ...answer('comment', ['price'], 'Hello') })
    await house.sim('POST', '/simulator/comments', { mediaId: media.id, personId: person.id, text: 'price' })
    await house.webhooksAreHere()
    const said = async () =>
      (await house.sim<{ data: { text: string }[] }>('GET', `/simulator/people/${person.id}/inbox?accountId=${made.id}`)).data.map(
        ({ text }) => text,
      )

    const { status, body } = await house.api<Account>('POST', `/api/accounts/${id}/disconnect`)
    expect([status, body.status, body.grantedScopes, body.tokenExpiresAt]).toEqual([200, 'disconnected', null, null])
    expect(body.left).toContain('remove the app')
    expect(await subscribedTo(made.id)).toEqual([])
    const { rows } = await sql`select access_token from accounts where id = ${id}`.execute(house.deps.databases.system)
    expect(rows).toEqual([{ access_token: null }])
    await house.drain()
    expect(await said()).toEqual([])
    expect((await house.api<{ data: object[] }>('GET', `/api/events?accountId=${id}`)).body.data).toHaveLength(1)
    expect((await house.api('PATCH', `/api/accounts/${id}`, { status: 'active' })).status).toBe(409)
    expect((await house.api('GET', `/api/accounts/${id}/media`)).status).toBe(409)
    expect((await house.api<Account>('POST', `/api/accounts/${id}/disconnect`)).status).toBe(200)

    expect(idIn(await login())).toBe(id)
    await house.sim('POST', '/simulator/comments', { mediaId: media.id, personId: person.id, text: 'price again' })
    await house.drain()
    expect(await said()).toEqual(['Hello'])
  })

  test('a DM that waits when its account is disconnected is shown as waiting, and goes out after the reconnect', async () => {
    const made = await newBusiness('waiting')
    const id = idIn(await login())
    const media = await house.sim<{ id: string }>('POST', '/simulator/media', { accountId: made.id, kind: 'FEED', caption: 'Post' })
    const person = await house.sim<{ id: string }>('POST', '/simulator/people', { username: 'patient', name: 'Patient' })
    await house.api('POST', '/api/automations', { accountId: id, is_active: true, ...answer('comment', ['price'], 'As promised') })
    // The platform cannot be reached, so the DM is queued and stays there.
    house.unplug(true)
    await house.sim('POST', '/simulator/comments', { mediaId: media.id, personId: person.id, text: 'price' })
    await house.drain()
    house.unplug(false)
    await house.api('POST', `/api/accounts/${id}/disconnect`)
    await house.moveClock(5 * 60_000)
    await house.drain()
    const said = async () =>
      (await house.sim<{ data: { text: string }[] }>('GET', `/simulator/people/${person.id}/inbox?accountId=${made.id}`)).data.map(
        ({ text }) => text,
      )
    expect(await said()).toEqual([])
    const { body } = await house.api<{ data: { accountId: string; waiting: number; why: { code: string; text: string } }[] }>(
      'GET',
      '/api/queue',
    )
    expect(body.data.filter(({ accountId }) => accountId === id)).toMatchObject([
      {
        waiting: 1,
        accountStatus: 'disconnected',
        why: { code: 'account_disconnected', text: expect.stringContaining('connect the account again') },
      },
    ])
    expect(idIn(await login())).toBe(id)
    await house.moveClock(5 * 60_000)
    await house.drain()
    expect(await said()).toEqual(['As promised'])
  })

  describe('Facebook', () => {
    const offersOf = async (id: string) => (await house.api<Offers>('GET', `/api/connections/${id}/offers`)).body
    const choose = (id: string, accounts: { channel: string; externalId: string }[]) =>
      house.api<Results>('POST', `/api/connections/${id}/accounts`, { accounts })
    let good: Made
    let weak: Made
    let linked: Made
    let connection: string

    beforeAll(async () => {
      good = await house.sim<Made>('POST', '/simulator/pages', { name: 'Good Page' })
      weak = await house.sim<Made>('POST', '/simulator/pages', { name: 'Weak Page' })
      await house.sim('PATCH', `/simulator/pages/${weak.id}`, { tasks: ['PROFILE_PLUS_MESSAGING', 'ANALYZE'] })
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
          { name: 'leads', can: true },
          { name: 'lead_forms', can: true },
        ],
      })
      expect(instagram).toMatchObject({ channel: 'instagram', username: 'linked', tokenKind: 'page' })
      expect(await subscribedTo(good.id)).toEqual(['leadgen'])
      expect((await offersOf(connection)).data.find((one) => one.externalId === good.id)?.accountId).toBe(page!.id)
      await house.drain()
      // The job that looks at the forms of the Page proves its token as well.
      const { body: jobs } = await house.api<{ data: { state: string }[] }>('GET', `/api/jobs?accountId=${page!.id}`)
      expect(jobs.data.map(({ state }) => state)).toEqual(['done'])
      await house.sim('PATCH', '/simulator/settings', { app: { requireProof: false } })
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
      const all = (await house.api<{ data: (Account & { connectionId: string })[] }>('GET', '/api/accounts?limit=200')).body.data
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
      const all = (await house.api<{ data: (Account & { connectionId: string })[] }>('GET', '/api/accounts?limit=200')).body.data
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

  describe('signing in with Facebook', () => {
    type Linked = { data: { id: string; provider: string; name: string; isCurrent: boolean }[]; hasPassword: boolean }
    const cookieOf = (headers: Headers, name: string) =>
      headers
        .getSetCookie()
        .find((one) => one.startsWith(`${name}=`))
        ?.split(';')[0] ?? ''
    const exchanges = async () => (await calls('oauth/access_token')).length
    const linked = async (by: Member) => (await by.api<Linked>('GET', '/api/me/logins')).body
    /** Begins at the sign-in page, and answers the consent page. Out: where the platform sends the browser, and the browser's cookie. */
    const begin = async (query = '', headers: Record<string, string> = {}) => {
      const begun = await visit(`${house.url}/api/sign-in/facebook${query}`, headers)
      return { begun, back: (await visit(begun.to, {})).to, cookie: cookieOf(begun.headers, 'autodm.login_try') }
    }
    const signIn = async (query = '') => {
      const { back, cookie } = await begin(query)
      return visit(back, { cookie })
    }
    /** Begins to link while signed in, and answers the consent page. */
    const beginLink = async (by: Member) => {
      const begun = await fetch(`${house.url}/api/me/logins`, {
        method: 'POST',
        headers: { cookie: by.cookie, origin: house.url, 'content-type': 'application/json' },
        body: JSON.stringify({ provider: 'facebook' }),
      })
      const { url } = (await begun.json()) as { url: string }
      return { back: (await visit(url, {})).to, cookie: cookieOf(begun.headers, 'autodm.login_try') }
    }
    const link = async (by: Member) => {
      const { back, cookie } = await beginLink(by)
      return (await visit(back, { cookie: `${by.cookie}; ${cookie}` })).to
    }
    const whoIs = async (cookie: string) =>
      (await house.api<{ user: { email: string } }>('GET', '/api/me', undefined, { authorization: '', cookie })).body.user.email
    const events = async (action: string) =>
      (
        await sql<{ actor: string }>`select actor from audit where action = ${action} order by seq`.execute(house.deps.databases.system)
      ).rows.map(({ actor }) => actor)

    test('nobody is signed in by an equal email: only by a login that was linked', async () => {
      // The person at the simulated platform has Maya’s email.
      expect(maya.email).toBe('maya@example.com')
      const end = await signIn()
      expect(end.to).toBe('/sign-in?error=not_linked&login=facebook')
      expect(cookieOf(end.headers, 'autodm.session_token')).toBe('')
    })

    test('linked while signed in, it signs its owner in, and nothing of the platform is kept but the id and the name', async () => {
      expect(await link(maya)).toBe('/settings/profile?linked=facebook')
      expect(await linked(maya)).toMatchObject({
        data: [{ provider: 'facebook', name: 'Maya Lindqvist', isCurrent: true }],
        hasPassword: true,
      })
      // A forwarded request may come from anywhere, and anybody may answer the simulator’s consent page.
      expect((await visit(`${house.url}/api/sign-in/facebook`, { 'x-forwarded-host': 'evil.example' })).status).toBe(400)
      const end = await signIn('?return=/leads')
      expect(end.to).toBe('/leads')
      expect(end.headers.get('referrer-policy')).toBe('no-referrer')
      expect(await whoIs(cookieOf(end.headers, 'autodm.session_token'))).toBe(maya.email)
      expect(await events('link_login')).toEqual([`user:${maya.userId}`])
      expect((await events('sign_in')).at(-1)).toBe(`user:${maya.userId}`)
      const { rows } = await sql<{ text: string }>`
        select coalesce(string_agg(row_to_json(a)::text, ''), '') || (select coalesce(string_agg(row_to_json(v)::text, ''), '')
          from identity.verification v) as text from identity.account a where "providerId" <> 'credential'`.execute(
        house.deps.databases.system,
      )
      expect(rows[0]!.text).not.toMatch(/EAA|AQB/)
      expect(rows[0]!.text).toContain('Maya Lindqvist')
    })

    test('a login that somebody linked cannot be linked by another', async () => {
      expect(await link(ben)).toBe('/settings/profile?error=linked_elsewhere&login=facebook')
      expect((await linked(ben)).data).toEqual([])
    })

    test.each<[string, (back: string, cookie: string) => [string, string]]>([
      ['without a state', (back, cookie) => [back.replace(/&?state=[^&#]*/, ''), cookie]],
      ['with a state that is made up', (back, cookie) => [back.replace(/state=[^&#]*/, `state=${'A'.repeat(43)}`), cookie]],
      ['in another browser', (back) => [back, '']],
      ['in a browser that began another', (back) => [back, `autodm.login_try=${'A'.repeat(43)}`]],
    ])('%s nobody is signed in, and no code is exchanged', async (_, change) => {
      const { back, cookie } = await begin()
      const [to, by] = change(back, cookie)
      const before = await exchanges()
      const end = await visit(to, by ? { cookie: by } : {})
      expect([end.to, cookieOf(end.headers, 'autodm.session_token')]).toEqual(['/sign-in?error=login_state&login=facebook', ''])
      expect(await exchanges()).toBe(before)
    })

    test('a state works once, and for ten minutes', async () => {
      const { back, cookie } = await begin()
      expect((await visit(back, { cookie })).to).toBe('/')
      const before = await exchanges()
      expect((await visit(back, { cookie })).to).toContain('error=login_state')
      const late = await begin()
      await house.moveClock(tenMinutesMs)
      expect((await visit(late.back, { cookie: late.cookie })).to).toContain('error=login_state')
      expect(await exchanges()).toBe(before)
    })

    test('what one session began to link cannot be ended by another, nor used to sign in', async () => {
      const { back, cookie } = await beginLink(ben)
      const before = await exchanges()
      expect((await visit(back, { cookie: `${maya.cookie}; ${cookie}` })).to).toBe('/settings/profile?error=login_state&login=facebook')
      const again = await beginLink(ben)
      expect((await visit(again.back, { cookie: again.cookie })).to).toContain('error=login_state')
      expect(await exchanges()).toBe(before)
      // Linking begins with a request that no other site can make.
      const foreign = await fetch(`${house.url}/api/me/logins`, {
        method: 'POST',
        headers: { cookie: ben.cookie, origin: 'https://evil.example', 'content-type': 'application/json' },
        body: JSON.stringify({ provider: 'facebook' }),
      })
      expect(foreign.status).toBe(403)
      expect((await house.api('POST', '/api/me/logins', { provider: 'facebook' })).status).toBe(403)
    })

    test('the redirect address is moved by no header, and the way back leads to no other site', async () => {
      const begun = await visit(`${house.url}/api/sign-in/facebook`, {
        referer: 'https://evil.example/',
        'x-original-host': 'evil.example',
      })
      expect(new URL(begun.to).searchParams.get('redirect_uri')).toBe(`${house.url}/api/sign-in/facebook/callback`)
      expect(begun.headers.getSetCookie()[0]).toMatch(/; HttpOnly; SameSite=Lax$/)
      expect((await visit(`${house.url}/api/sign-in/facebook?return=//evil.example`, {})).status).toBe(400)
      const ways = async (headers: Record<string, string>) => JSON.parse((await visit(`${house.url}/api/sign-in`, headers)).text) as object
      expect(await ways({})).toEqual({ data: [{ name: 'facebook', title: 'Facebook', simulated: true }] })
      expect(await ways({ 'x-forwarded-for': '203.0.113.9' })).toEqual({ data: [] })
    })

    test('a refusal is told', async () => {
      await house.sim('POST', '/simulator/consent', { decision: 'deny' })
      expect((await signIn()).to).toBe('/sign-in?error=access_denied&login=facebook')
    })

    test('unlinked, it signs nobody in; the only way in stays', async () => {
      const { data } = await linked(maya)
      expect((await ben.api('DELETE', `/api/me/logins/${data[0]!.id}`)).status).toBe(404)
      const db = house.deps.databases.system
      const hidden = sql`update identity.account set password = null where "userId" = ${maya.userId} returning id`
      const { rows } = await sql<{
        password: string
      }>`select password from identity.account where "userId" = ${maya.userId} and password is not null`.execute(db)
      await hidden.execute(db)
      expect((await maya.api('DELETE', `/api/me/logins/${data[0]!.id}`)).status).toBe(409)
      await sql`update identity.account set password = ${rows[0]!.password} where "userId" = ${maya.userId} and "providerId" = 'credential'`.execute(
        db,
      )
      expect((await maya.api('DELETE', `/api/me/logins/${data[0]!.id}`)).status).toBe(204)
      expect((await signIn()).to).toContain('error=not_linked')
      expect(await events('unlink_login')).toEqual([`user:${maya.userId}`])
    })

    test('who removes the app at the platform can no longer sign in by it; a link that is newer stays', async () => {
      await link(maya)
      const { rows: accounts } = await sql<{ id: string }>`
        select "accountId" as id from identity.account where "userId" = ${maya.userId} and "providerId" <> 'credential'`.execute(
        house.deps.databases.system,
      )
      const secret = await simulatedSecret(house)
      const now = house.deps.clock.now().getTime()
      const deauthorize = (at: number) =>
        house.api('POST', '/api/privacy/meta/deauthorize', { signed_request: signRequest(secret, accounts[0]!.id, new Date(at)) })
      expect((await deauthorize(now - 3_600_000)).status).toBe(200)
      expect((await linked(maya)).data).toHaveLength(1)
      expect((await deauthorize(now)).status).toBe(200)
      expect((await linked(maya)).data).toEqual([])
      expect((await events('unlink_login')).at(-1)).toBe('platform')
    })
  })
})
