import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Member } from '../support/addMember.ts'
import { loginsOf, openLogins, tenMinutesMs, visit } from '../support/openLogins.ts'
import { signRequest, simulatedSecret } from '../support/signRequest.ts'
import type { House } from '../support/startHouse.ts'

describe('signing in with Facebook', () => {
  let house: House
  let ben: Member
  let maya: Member
  beforeAll(async () => void ({ house, ben, maya } = await openLogins()))
  afterAll(() => house?.stop())
  beforeEach(() => house.sim('POST', '/simulator/consent', { decision: 'grant' }))

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
    expect(await ways({})).toEqual({ data: [{ name: 'facebook', title: 'Facebook', simulated: true }], passwordReset: false })
    expect(await ways({ 'x-forwarded-for': '203.0.113.9' })).toEqual({ data: [], passwordReset: false })
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
