import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { scriptedHttp } from '../../server/channels/meta/scriptedHttp.ts'
import { openIdConnect, oidcProviderId, type OidcError } from '../../server/linkedLogins/openIdConnect.ts'
import type { Member } from '../support/addMember.ts'
import { appCode, browserSession } from '../support/browserSession.ts'
import { loginsOf, openLogins, tenMinutesMs, visit } from '../support/openLogins.ts'
import { startProvider, type Provider } from '../support/oidcProvider.ts'
import { signRequest, simulatedSecret } from '../support/signRequest.ts'
import type { House } from '../support/startHouse.ts'

describe('signing in with a login elsewhere', () => {
  let provider: Provider
  let house: House
  let ben: Member
  let maya: Member
  beforeAll(async () => {
    provider = await startProvider()
    const env = { OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: 'hub', OIDC_CLIENT_SECRET: 'a secret of the hub', OIDC_NAME: 'Shop' }
    ;({ house, ben, maya } = await openLogins({ env }))
  })
  afterAll(async () => {
    await house?.stop()
    await provider?.stop()
  })
  beforeEach(async () => {
    await house.sim('POST', '/simulator/consent', { decision: 'grant' })
    await sql`delete from identity.sign_in_attempts`.execute(house.deps.databases.system)
  })

  const { calls } = loginsOf(() => house)
  type Linked = { data: { id: string; provider: string; name: string; isCurrent: boolean }[]; hasPassword: boolean }
  const cookieOf = (headers: Headers, name: string) =>
    headers
      .getSetCookie()
      .find((one) => one.startsWith(`${name}=`))
      ?.split(';')[0] ?? ''
  const exchanges = async () => (await calls('oauth/access_token')).length
  const linked = async (by: Member) => (await by.api<Linked>('GET', '/api/me/logins')).body
  /** Begins at the sign-in page, and answers the consent page. Out: where the platform sends the browser, and the browser's cookie. */
  const begin = async (query = '', headers: Record<string, string> = {}, by = 'facebook') => {
    const begun = await visit(`${house.url}/api/sign-in/${by}${query}`, headers)
    return { begun, back: (await visit(begun.to, {})).to, cookie: cookieOf(begun.headers, 'autodm.login_try') }
  }
  const signIn = async (query = '', by = 'facebook') => {
    const { back, cookie } = await begin(query, {}, by)
    return visit(back, { cookie })
  }
  /** Begins to link while signed in, and answers the consent page. */
  const beginLink = async (by: Member, provider = 'facebook') => {
    const begun = await fetch(`${house.url}/api/me/logins`, {
      method: 'POST',
      headers: { cookie: by.cookie, origin: house.url, 'content-type': 'application/json' },
      body: JSON.stringify({ provider, currentPassword: by.password }),
    })
    const { url } = (await begun.json()) as { url: string }
    return { back: (await visit(url, {})).to, cookie: cookieOf(begun.headers, 'autodm.login_try') }
  }
  const link = async (by: Member, provider = 'facebook') => {
    const { back, cookie } = await beginLink(by, provider)
    return (await visit(back, { cookie: `${by.cookie}; ${cookie}` })).to
  }
  type Refused = { error: { code: string; message: string } }
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
    // A session that was left open is not enough.
    for (const body of [{ provider: 'facebook' }, { provider: 'facebook', currentPassword: 'not the word' }])
      expect((await ben.api<Refused>('POST', '/api/me/logins', body)).body.error.message).toMatch(/^currentPassword: /)
    expect((await events('link_login_failed')).at(-1)).toBe(`user:${ben.userId}`)
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
    const [facebook, oidc] = [
      { name: 'facebook', title: 'Facebook', simulated: true },
      { name: 'oidc', title: 'Shop', simulated: false },
    ]
    expect(await ways({})).toEqual({ data: [facebook, oidc], passwordReset: false })
    expect(await ways({ 'x-forwarded-for': '203.0.113.9' })).toEqual({ data: [oidc], passwordReset: false })
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

  describe('of an OpenID Connect provider', () => {
    const enter = () => signIn('', 'oidc')
    const enterAs = (claims: object) => {
      provider.claims = claims
      return enter()
    }
    const errorOf = ({ to, headers }: { to: string; headers: Headers }) => {
      expect(cookieOf(headers, 'autodm.session_token')).toBe('')
      return new URL(to, house.url).searchParams.get('error')
    }
    const sessionOf = ({ headers }: { headers: Headers }) => cookieOf(headers, 'autodm.session_token')
    const ana = { sub: 'ana-1', email: 'Ana@Shop.example', email_verified: true, name: 'Ana' }

    // Before it was asked about itself for the first time: its answer is used for an hour.
    test('a login does not begin while the provider is away, and does as soon as it is back', async () => {
      house.unplug(true)
      const away = await visit(`${house.url}/api/sign-in/oidc`)
      expect(errorOf(away)).toBe('platform_unreachable')
      expect(new URL(away.to, house.url).pathname).toBe('/sign-in')
      house.unplug(false)
      expect(new URL((await begin('', {}, 'oidc')).begun.to).searchParams.get('client_id')).toBe('hub')
    })

    test('the browser is sent with PKCE, a nonce and a state, and what belongs to them is stored nowhere', async () => {
      const { begun, cookie } = await begin('', {}, 'oidc')
      const asked = Object.fromEntries(new URL(begun.to).searchParams)
      expect(asked).toMatchObject({
        response_type: 'code',
        client_id: 'hub',
        scope: 'openid email profile',
        code_challenge_method: 'S256',
        redirect_uri: `${house.url}/api/sign-in/oidc/callback`,
      })
      for (const name of ['state', 'nonce', 'code_challenge']) expect(asked[name]).toHaveLength(43)
      const { rows } = await sql<{ all: string }>`select json_agg(v)::text as all from identity.verification v`.execute(
        house.deps.databases.system,
      )
      for (const secret of [asked['state']!, asked['nonce']!, cookie.split('=')[1]!]) expect(rows[0]!.all).not.toContain(secret)
    })

    test('a provider that calls itself as the setting does, but for a slash at the end, is found; any other name is refused', async () => {
      const begun = async (issuer: string, named: string) => {
        const json = { issuer: named, authorization_endpoint: 'https://id.example/go', token_endpoint: 'https://id.example/token' }
        const said = { headers: { 'content-type': 'application/json' }, json }
        const settings = { issuer, clientId: 'hub', secret: null, name: 'Shop', scopes: 'openid' }
        const oidc = openIdConnect(settings, scriptedHttp(said, said).http, () => house.deps.clock.machineMs())
        const question = { redirectUri: `${house.url}/back`, state: 'state', browser: 'browser' }
        return oidc.consentUrl(question).then(
          (url) => new URL(url).host,
          (error: unknown) => (error as OidcError).code,
        )
      }
      const [plain, slash] = ['https://id.example/o/hub', 'https://id.example/o/hub/']
      expect([await begun(plain, slash), await begun(slash, plain), await begun(slash, slash)]).toEqual(Array(3).fill('id.example'))
      for (const other of ['https://id.example/o/hub//', 'https://evil.example/o/hub/', 'https://id.example/o/'])
        expect(await begun(plain, other)).toBe('login_refused')
      expect(oidcProviderId(slash)).toBe(oidcProviderId(plain))
    })

    test('who is not invited is refused; who is comes in with the role and the limit, and is found by the id afterwards', async () => {
      expect(errorOf(await enterAs(ana))).toBe('not_invited')
      const body = { email: 'ana@shop.example', role: 'viewer', accountIds: [] }
      expect((await maya.api('POST', '/api/invitations', body)).status).toBe(201)
      expect(errorOf(await enterAs({ ...ana, email_verified: false }))).toBe('unverified')
      expect(errorOf(await enterAs({ ...ana, email_verified: undefined }))).toBe('unverified')
      const end = await enterAs(ana)
      expect(end.to).toBe('/')
      const cookie = sessionOf(end)
      const me = await house.api('GET', '/api/me', undefined, { authorization: '', cookie })
      expect(me.body).toMatchObject({ user: { name: 'Ana', email: 'ana@shop.example' }, role: 'viewer', accountIds: [] })
      expect((await events('accept')).at(-1)).toBe((await events('link_login')).at(-1))
      // The id decides, whatever the address is now.
      expect(await whoIs(sessionOf(await enterAs({ sub: 'ana-1', email: maya.email, email_verified: true })))).toBe('ana@shop.example')
      const mine = { authorization: '', cookie, origin: house.url }
      const { data } = (await house.api<Linked>('GET', '/api/me/logins', undefined, mine)).body
      expect(data).toMatchObject([{ provider: 'oidc', name: 'Ana', title: 'Shop', isCurrent: true }])
      expect((await house.api('DELETE', `/api/me/logins/${data[0]!.id}`, undefined, mine)).status).toBe(409)
      // Without a password a new session is the proof.
      expect((await house.api('POST', '/api/me/logins', { provider: 'facebook' }, mine)).status).toBe(200)
      await sql`update identity.session set "createdAt" = now() - interval '11 minutes' where "userId" = (
        select id from identity."user" where email = 'ana@shop.example')`.execute(house.deps.databases.system)
      expect((await house.api<Refused>('POST', '/api/me/logins', { provider: 'facebook' }, mine)).body.error.code).toBe('sign_in_first')
    })

    test.each<[string, object]>([
      ['another nonce', { nonce: 'another' }],
      ['no nonce', { nonce: undefined }],
      ['another audience', { aud: 'another-client' }],
      ['another issuer', { iss: 'https://evil.example' }],
      ['an end that is over', { exp: Math.floor(Date.now() / 1000) - 3_600 }],
    ])('a token with %s signs nobody in', async (_, wrong) => expect(errorOf(await enterAs({ ...ana, ...wrong }))).toBe('login_refused'))

    test('a token that was changed after it was signed signs nobody in', async () => {
      provider.claims = ana
      provider.spoil = true
      expect(errorOf(await enter())).toBe('login_refused')
      provider.spoil = false
    })

    test('a wrong secret and a provider that is away are told apart', async () => {
      provider.claims = ana
      provider.refuse = 'invalid_client'
      expect(errorOf(await enter())).toBe('app_rejected')
      provider.refuse = null
      const { back, cookie } = await begin('', {}, 'oidc')
      house.unplug(true)
      expect(errorOf(await visit(back, { cookie }))).toBe('platform_unreachable')
      house.unplug(false)
    })

    test('a verified address finds its person, unless they set it themselves or have another login there', async () => {
      const benThere = { sub: 'ben-1', email: ben.email, email_verified: true }
      const end = await enterAs(benThere)
      expect(await whoIs(sessionOf(end))).toBe(ben.email)
      expect(errorOf(await enterAs({ ...benThere, sub: 'ben-2' }))).toBe('other_login')
      expect((await events('sign_in_failed')).at(-1)).toBe('anonymous')
      const change = (email: string) => maya.api('PATCH', '/api/me', { email, currentPassword: maya.password })
      expect((await change('victim@shop.example')).status).toBe(200)
      expect(errorOf(await enterAs({ sub: 'victim', email: 'victim@shop.example', email_verified: true }))).toBe('not_linked')
      expect((await change(maya.email)).status).toBe(200)
      // Linked by hand, it signs in.
      provider.claims = { sub: 'maya-1' }
      expect(await link(maya, 'oidc')).toBe('/settings/profile?linked=oidc')
      expect(await whoIs(sessionOf(await enter()))).toBe(maya.email)
    })

    test('whoever opened an invitation that was passed on by hand keeps nobody’s address from them', async () => {
      const invited = { email: 'carl@shop.example', role: 'member' }
      const { body } = await maya.api<{ url: string }>('POST', '/api/invitations', invited)
      const accepted = await browserSession(house).api('POST', `/api/invitations/${body.url.split('/').at(-1)!}/accept`, {
        name: 'Not Carl',
        password: 'four words nobody joins',
      })
      expect(accepted.status).toBe(200)
      expect(errorOf(await enterAs({ sub: 'carl', email: invited.email, email_verified: true }))).toBe('not_linked')
    })

    test('a person of two workspaces signs in once and switches', async () => {
      const made = await house.api<{ id: string }>('POST', '/api/workspaces', { name: 'Second', ownerEmail: 'owner@shop.example' })
      const { rows } = await sql<{ id: string }>`select id from identity."user" where email = 'ana@shop.example'`.execute(
        house.deps.databases.system,
      )
      await sql`insert into identity.member (id, "organizationId", "userId", role, "createdAt")
        values (gen_random_uuid(), ${made.body.id}, ${rows[0]!.id}, 'admin', now() + interval '1 year')`.execute(
        house.deps.databases.system,
      )
      const headers = { authorization: '', cookie: sessionOf(await enterAs(ana)), origin: house.url }
      const me = async () => (await house.api<{ workspace: { name: string }; role: string }>('GET', '/api/me', undefined, headers)).body
      expect((await me()).role).toBe('viewer')
      expect((await house.api('POST', `/api/workspaces/${made.body.id}/switch`, {}, headers)).status).toBe(204)
      expect(await me()).toMatchObject({ workspace: { name: 'Second' }, role: 'admin' })
    })

    test('who has a second factor here is asked for it, unless the provider says that it asked for one', async () => {
      const phone = browserSession(house)
      await phone.api('POST', '/api/identity/sign-in/email', { email: ben.email, password: ben.password })
      const { totpURI } = (await phone.api<{ totpURI: string }>('POST', '/api/identity/two-factor/enable', { password: ben.password })).body
      const verify = (who: typeof phone, laterMs: number) =>
        appCode(totpURI, new Date(Date.now() + laterMs)).then((code) => who.api('POST', '/api/identity/two-factor/verify-totp', { code }))
      expect((await verify(phone, 0)).status).toBe(200)
      provider.claims = { sub: 'ben-1', amr: ['pwd'] }
      const end = await signIn('?return=/leads', 'oidc')
      expect([end.to, sessionOf(end)]).toEqual(['/sign-in?code=needed&to=%2Fleads', ''])
      const browser = browserSession(house)
      const [name, value] = cookieOf(end.headers, 'autodm.two_factor').split('=')
      browser.jar.set(name!, value!)
      expect((await browser.api('GET', '/api/me')).status).toBe(401)
      expect((await verify(browser, 30_000)).status).toBe(200)
      expect((await browser.api<{ user: { email: string } }>('GET', '/api/me')).body.user.email).toBe(ben.email)
      expect((await events('login_accepted')).at(-1)).toBe(`user:${ben.userId}`)
      expect(await whoIs(sessionOf(await enterAs({ sub: 'ben-1', amr: ['pwd', 'mfa'] })))).toBe(ben.email)
    })
  })
})
