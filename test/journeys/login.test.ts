import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addWorkspace } from '../../server/auth/principals.queries.ts'
import { jobHandlers } from '../../server/jobHandlers.ts'
import type { Job } from '../../server/model/job.ts'
import { addMember, type Member } from '../support/addMember.ts'
import { key, loginsOf, openLogins, tenMinutesMs, visit, type Account, type Results } from '../support/openLogins.ts'
import { answer } from '../support/openShop.ts'
import type { House } from '../support/startHouse.ts'
import { tablesWith } from '../support/tablesWith.ts'

describe('connecting by a login at the platform', () => {
  let house: House
  let ben: Member
  let maya: Member
  const lines: string[] = []
  beforeAll(async () => void ({ house, ben, maya } = await openLogins({ onLog: (line) => void lines.push(line) })))
  afterAll(() => house?.stop())
  beforeEach(() => house.sim('POST', '/simulator/consent', { decision: 'grant' }))

  const { consent, login, idIn, account, newBusiness, calls, subscribedTo, offersOf, choose } = loginsOf(() => house)

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
      const { accessToken } = await house.deps.credentials.get(id)
      expect(await tablesWith(house.deps.databases.system, id)).toContain('public.accounts')
      for (const secret of [word, back.searchParams.get('code')!, accessToken]) {
        const bytes = Buffer.from(secret)
        for (const written of [secret, bytes.toString('hex'), bytes.toString('base64').replaceAll('=', '')]) {
          expect(await tablesWith(house.deps.databases.system, written)).toEqual([])
          expect(lines.filter((line) => line.includes(written))).toEqual([])
        }
      }
      expect(lines.length).toBeGreaterThan(100)
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
    // In a browser they are led back to the page, which says why.
    const asBrowser = (cookie: string, path: string) =>
      visit(`${house.url}/api/auth/instagram/connect?return=${encodeURIComponent(path)}`, { cookie, accept: 'text/html,*/*;q=0.8' })
    expect(await asBrowser(eva.cookie, '/setup?step=connect')).toMatchObject({
      status: 302,
      to: '/setup?step=connect&error=forbidden&login=instagram',
    })
    for (const [who, path] of [
      [ida, '/settings'],
      [eva, '//evil.example'],
    ] as const)
      expect(await asBrowser(who.cookie, path)).toMatchObject({ status: 302, to: '/settings?error=forbidden&login=instagram' })
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
})
