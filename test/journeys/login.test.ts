import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addMember, type Member } from '../support/addMember.ts'
import { key, loginsOf, openLogins, tenMinutesMs, visit, type Account } from '../support/openLogins.ts'
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

  const { consent, login, idIn, account, newBusiness, calls, subscribedTo } = loginsOf(() => house)

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
})
