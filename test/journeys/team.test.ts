import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { firstOwnerToken } from '../../server/auth/firstOwner.ts'
import { appCode, browserSession, type BrowserSession } from '../support/browserSession.ts'
import { countAttempt, signInLimits } from '../../server/auth/signInAttempts.queries.ts'
import { until } from '../support/until.ts'
import { startMailServer, type MailServer } from '../support/mailServer.ts'
import { openShop } from '../support/openShop.ts'
import { owner } from '../support/signIn.ts'
import { startHouse, type House } from '../support/startHouse.ts'

type Sent = { id: string; email: string; url: string | null; mailed: boolean }
type Refused = { error: { code: string; message: string } }
type Me = {
  user: { name: string; email: string }
  workspace: { id: string; name: string }
  role: string
  permissions: string[]
  accountIds: string[] | null
}
const password = 'four words nobody joins'
const hour = 3_600_000

/** Requirements D11, E9 and H10: a team in several workspaces, and how its people get in. */
describe('a team', () => {
  let server: MailServer
  let house: House
  let maya: BrowserSession
  beforeAll(async () => {
    server = await startMailServer()
    house = await startHouse({ env: { SMTP_URL: server.url, MAIL_FROM: 'hub@shop.example', PUBLIC_URL: 'http://127.0.0.1' } })
    maya = browserSession(house)
    const setUp = async () => maya.api('POST', '/api/setup/owner', { ...owner, token: await firstOwnerToken(house.deps) })
    // A database that fails after the login was made: the same attempt again comes to its end.
    expect((await withoutAudit(setUp)).status).toBe(500)
    expect((await setUp()).status).toBe(201)
  })
  afterAll(async () => {
    await house?.stop()
    await server?.stop()
  })
  /** Does something while the database takes no audit row, so that whatever needs one fails at its end. */
  async function withoutAudit<T>(work: () => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: house.databaseUrl })
    await client.connect()
    try {
      await client.query(`create function no_audit() returns trigger language plpgsql as $$ begin raise exception 'no audit now'; end $$`)
      await client.query('create trigger no_audit before insert on audit for each row execute function no_audit()')
      return await work()
    } finally {
      await client.query('drop function no_audit cascade')
      await client.end()
    }
  }
  const forgetAttempts = () => sql`delete from identity.sign_in_attempts`.execute(house.deps.databases.system)
  beforeEach(forgetAttempts)

  const me = async (who: BrowserSession) => (await who.api<Me>('GET', '/api/me')).body
  const signIn = (who: BrowserSession, email: string, word = password) =>
    who.api('POST', '/api/identity/sign-in/email', { email, password: word })
  /** The path of a link that the API returned, or that was sent by mail. */
  const pathOf = (url: string) => new URL(url).pathname
  const tokenOf = (url: string) => pathOf(url).split('/').at(-1)!
  /** The link is in the mail; only an admin of the hub is shown it too. */
  async function invite(body: object, by = maya): Promise<Sent & { url: string }> {
    const { status, body: sent } = await by.api<Sent>('POST', '/api/invitations', body)
    expect([status, sent.url === null]).toEqual([201, by !== maya])
    if (sent.url === null) await house.drain()
    return { ...sent, url: sent.url ?? `http://127.0.0.1${linkInMail(sent.email, 'invite')}` }
  }
  async function accept(sent: Sent & { url: string }, name: string | null, who = browserSession(house)): Promise<BrowserSession> {
    const answered = await who.api('POST', `/api/invitations/${tokenOf(sent.url)}/accept`, name === null ? {} : { name, password })
    expect([answered.status, answered.body]).toEqual([200, answered.body])
    return who
  }
  const join = async (name: string, role: string, by = maya) =>
    accept(await invite({ email: `${name.toLowerCase()}@shop.example`, role }, by), name)
  const memberId = async (name: string) =>
    (await maya.api<{ data: { id: string; name: string }[] }>('GET', '/api/members')).body.data.find((one) => one.name === name)!.id
  const linkInMail = (to: string, page: string) => {
    const sources = server.mails.filter((one) => one.to.includes(to)).map((one) => one.source.replaceAll('=\r\n', ''))
    return sources.flatMap((source) => new RegExp(`http://127\\.0\\.0\\.1(/${page}/[\\w-]+)`).exec(source)?.[1] ?? []).at(-1)!
  }

  test('is invited by email: once, for 48 hours, and for that address alone', async () => {
    const sent = await invite({ email: 'Ben@Shop.example', role: 'member' })
    expect(sent).toMatchObject({ email: 'ben@shop.example', mailed: true })
    await house.drain()
    expect(linkInMail('ben@shop.example', 'invite')).toBe(pathOf(sent.url))
    const stored = await sql<{ all: string }>`
      select (select json_agg(i)::text from identity.invitations i) || (select json_agg(j)::text from jobs j)
        || (select json_agg(m)::text from mails m) as all`.execute(house.deps.databases.system)
    expect(stored.rows[0]!.all).not.toContain(tokenOf(sent.url))

    const link = `/api/invitations/${tokenOf(sent.url)}`
    expect((await browserSession(house).api('GET', link)).body).toMatchObject({
      workspace: owner.workspaceName,
      email: 'ben@shop.example',
      role: 'member',
      signedInAs: null,
    })
    // Signed in as somebody else, without a name, with a password that is guessed first: nothing happens, and the link still works.
    expect((await maya.api<Refused>('POST', `${link}/accept`, {})).body.error.message).toContain('for ben@shop.example')
    expect((await browserSession(house).api<Refused>('POST', `${link}/accept`, {})).body.error.message).toContain('name: is needed')
    for (const word of ['password123', 'Qwertyuiop1!', 'ben@shop.example'])
      expect(
        (await browserSession(house).api<Refused>('POST', `${link}/accept`, { name: 'Ben', password: word })).body.error.message,
      ).toContain('guessed first')
    await forgetAttempts()
    const both = await Promise.all([1, 2].map(() => browserSession(house).api('POST', `${link}/accept`, { name: 'Ben', password })))
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 410])
    expect((await browserSession(house).api<Refused>('GET', link)).body.error.code).toBe('link_used')

    const ben = browserSession(house)
    await signIn(ben, 'ben@shop.example')
    expect(await me(ben)).toMatchObject({ user: { name: 'Ben' }, role: 'member' })
    expect((await maya.api<Refused>('POST', '/api/invitations', { email: 'ben@shop.example', role: 'viewer' })).body.error.code).toBe(
      'conflict',
    )

    const late = await invite({ email: 'late@shop.example', role: 'viewer' })
    const again = await invite({ email: 'late@shop.example', role: 'member' })
    expect((await browserSession(house).api('GET', `/api/invitations/${tokenOf(late.url)}`)).status).toBe(410)
    expect((await browserSession(house).api('GET', `/api/invitations/${tokenOf(again.url)}`)).status).toBe(200)
    await house.moveClock(49 * hour)
    expect((await browserSession(house).api('GET', `/api/invitations/${tokenOf(again.url)}`)).status).toBe(410)
    expect((await maya.api('GET', '/api/invitations')).body).toMatchObject({ data: [{ email: 'late@shop.example', isOver: true }] })
    expect((await maya.api('DELETE', `/api/invitations/${again.id}`)).status).toBe(204)
    expect((await maya.api('GET', '/api/invitations')).body).toMatchObject({ data: [] })
  })

  test('an acceptance that failed after the login was made comes to its end with the same password alone', async () => {
    const sent = await invite({ email: 'otto@shop.example', role: 'member' })
    const otto = browserSession(house)
    const accepting = (word: string) =>
      otto.api<Refused>('POST', `/api/invitations/${tokenOf(sent.url)}/accept`, { name: 'Otto', password: word })
    expect((await withoutAudit(() => accepting(password))).status).toBe(500)
    expect((await accepting('another five words nobody joins')).body.error).toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('the password of then') as string,
    })
    expect((await accepting(password)).status).toBe(200)
    expect(await me(otto)).toMatchObject({ user: { name: 'Otto' }, role: 'member' })
  })

  test('admins invite nobody above them; members invite nobody; a limit comes with the invitation', async () => {
    const shop = await openShop(house)
    const ada = await join('Ada', 'admin')
    expect((await ada.api<Refused>('POST', '/api/invitations', { email: 'x@shop.example', role: 'owner' })).body.error.code).toBe(
      'forbidden',
    )
    expect(
      (await ada.api<Refused>('POST', '/api/invitations', { email: 'x@shop.example', role: 'admin', accountIds: [] })).body.error.code,
    ).toBe('invalid_input')
    expect(
      (await ada.api<Refused>('POST', '/api/invitations', { email: 'x@shop.example', role: 'viewer', accountIds: [house.deps.newId()] }))
        .body.error.message,
    ).toContain('no account')
    const carl = await accept(await invite({ email: 'carl@shop.example', role: 'member', accountIds: [shop.accountId] }, ada), 'Carl')
    expect(await me(carl)).toMatchObject({ role: 'member', accountIds: [shop.accountId] })
    expect((await carl.api('POST', '/api/invitations', { email: 'x@shop.example', role: 'viewer' })).status).toBe(403)
    expect((await carl.api('GET', '/api/invitations')).status).toBe(403)
  })

  test('an invitation is worth no more than whoever sent it, and only an owner touches one of an owner', async () => {
    const [kim, lea] = [await join('Kim', 'admin'), await join('Lea', 'owner')]
    const [byKim, byLea] = [
      await invite({ email: 'kim2@shop.example', role: 'admin' }, kim),
      await invite({ email: 'lea2@shop.example', role: 'owner' }, lea),
    ]
    expect((await kim.api('POST', '/api/invitations', { email: 'lea2@shop.example', role: 'viewer' })).status).toBe(403)
    expect((await kim.api('DELETE', `/api/invitations/${byLea.id}`)).status).toBe(403)
    expect((await maya.api('DELETE', `/api/members/${await memberId('Kim')}`)).status).toBe(204)
    expect((await maya.api('PATCH', `/api/members/${await memberId('Lea')}`, { role: 'viewer' })).status).toBe(200)
    for (const sent of [byKim, byLea]) {
      const link = `/api/invitations/${tokenOf(sent.url)}`
      expect((await browserSession(house).api('GET', link)).status).toBe(410)
      expect((await browserSession(house).api('POST', `${link}/accept`, { name: 'X', password })).status).toBe(410)
    }
    const { rows } = await sql<{ changes: object }>`
      select changes from audit where action = 'create' and subject_id = ${byLea.id}`.execute(house.deps.databases.system)
    expect(rows).toEqual([{ changes: { role: [null, 'owner'] } }])
  })

  test('a workspace sends only so many invitations in an hour', async () => {
    const at = house.deps.clock.now()
    const workspace = (await me(maya)).workspace.id
    for (let sent = 0; sent < signInLimits.invitation.attempts; sent++)
      await countAttempt(house.deps.databases.system, 'invitation', workspace, at)
    const refused = await maya.api<Refused>('POST', '/api/invitations', { email: 'many@shop.example', role: 'viewer' })
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, expect.stringMatching(/^\d+$/)])
  })

  test('somebody who is removed is out at once, and the last owner stays', async () => {
    const dora = await join('Dora', 'member')
    const eve = await join('Eve', 'admin')
    expect((await dora.api('DELETE', `/api/members/${await memberId('Eve')}`)).status).toBe(403)
    expect((await eve.api('DELETE', `/api/members/${await memberId('Maya')}`)).status).toBe(403)
    expect((await maya.api<Refused>('DELETE', `/api/members/${await memberId('Maya')}`)).body.error.message).toContain('last owner')
    expect((await eve.api('DELETE', `/api/members/${await memberId('Dora')}`)).status).toBe(204)
    expect((await dora.api<Refused>('GET', '/api/leads')).body.error.code).toBe('no_workspace')
    // An invitation does not tell whether its address has a login.
    const [known, unknown] = [
      await invite({ email: 'maya2@shop.example', role: 'viewer' }),
      await invite({ email: 'dora@shop.example', role: 'viewer' }),
    ]
    const shown = await Promise.all(
      [known, unknown].map(({ url }) => browserSession(house).api<object>('GET', `/api/invitations/${tokenOf(url)}`)),
    )
    expect(Object.keys(shown[0]!.body)).toEqual(Object.keys(shown[1]!.body))
    expect(JSON.stringify(shown)).not.toContain('hasLogin')
    // A login stays one: signed in, she accepts another invitation without a new password.
    const back = await invite({ email: 'dora@shop.example', role: 'viewer' })
    expect(
      (await browserSession(house).api<Refused>('POST', `/api/invitations/${tokenOf(back.url)}/accept`, { name: 'Dora', password })).body
        .error.code,
    ).toBe('sign_in_first')
    expect((await dora.api('POST', `/api/invitations/${tokenOf(back.url)}/accept`, {})).status).toBe(200)
    expect(await me(dora)).toMatchObject({ role: 'viewer' })
    // Everybody may leave.
    expect((await dora.api('DELETE', `/api/members/${await memberId('Dora')}`)).status).toBe(204)
  })

  test('works in several workspaces, each for itself', async () => {
    const made = await maya.api<{ id: string; invitation: Sent & { url: string } }>('POST', '/api/workspaces', {
      name: 'Second',
      ownerEmail: 'fay@shop.example',
    })
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'Second', role: null, invitation: { email: 'fay@shop.example', role: 'owner' } },
    })
    const fay = await accept(made.body.invitation, 'Fay')
    expect(await me(fay)).toMatchObject({ role: 'owner', workspace: { name: 'Second' } })
    expect((await me(fay)).permissions).not.toContain('instance.admin')
    expect((await fay.api('POST', '/api/workspaces', { name: 'Third' })).status).toBe(403)
    expect((await fay.api('GET', '/api/workspaces?all=true')).status).toBe(403)
    expect((await fay.api<{ data: unknown[] }>('GET', '/api/accounts')).body.data).toEqual([])
    expect((await maya.api('POST', `/api/workspaces/${made.body.id}/switch`)).status).toBe(404)

    await accept(await invite({ email: owner.email, role: 'admin' }, fay), null, maya)
    expect(await me(maya)).toMatchObject({ workspace: { name: 'Second' }, role: 'admin' })
    const { data } = (await maya.api<{ data: { id: string; name: string; isCurrent: boolean }[] }>('GET', '/api/workspaces')).body
    expect(data.map(({ name, isCurrent }) => [name, isCurrent])).toEqual([
      [owner.workspaceName, false],
      ['Second', true],
    ])
    expect((await maya.api('POST', `/api/workspaces/${data[0]!.id}/switch`)).status).toBe(204)
    expect(await me(maya)).toMatchObject({ workspace: { name: owner.workspaceName }, role: 'owner' })
    expect((await maya.api<{ data: unknown[] }>('GET', '/api/workspaces?all=true')).body.data).toHaveLength(2)
  })

  test('who forgot the password gets a link, and nobody learns who has a login', async () => {
    const gus = await join('Gus', 'member')
    const ask = (email: string) => browserSession(house).api('POST', '/api/password-resets', { email })
    /** The link is sent after the answer. */
    const sentLinks = async (links: number) => {
      const stored = () =>
        sql<{ n: number }>`select count(*)::integer as n from mails where unique_key like 'password_reset/%'`.execute(
          house.deps.databases.system,
        )
      await until('the links are stored', async () => (await stored()).rows[0]!.n === links, 10_000)
      await house.drain()
    }
    // Somebody who knew the password before may have linked a login of their own.
    await sql`insert into identity.account (id, "accountId", "providerId", "userId", "updatedAt")
      select gen_random_uuid(), '1', 'facebook/1', id, now() from identity."user" where email = 'gus@shop.example'`.execute(
      house.deps.databases.system,
    )
    const [known, unknown] = [await ask('gus@shop.example'), await ask('nobody@shop.example')]
    expect([known.status, known.body]).toEqual([unknown.status, unknown.body])
    await sentLinks(1)
    expect(server.mails.some(({ to }) => to.includes('nobody@shop.example'))).toBe(false)
    const link = `/api/password-resets/${linkInMail('gus@shop.example', 'new-password').split('/').at(-1)!}`
    expect((await browserSession(house).api('GET', link)).body).toEqual({ email: 'gus@shop.example' })
    expect((await browserSession(house).api<Refused>('POST', link, { password: 'password123' })).body.error.message).toContain(
      'guessed first',
    )
    expect((await browserSession(house).api('POST', link, { password: 'another good word' })).status).toBe(204)
    expect((await browserSession(house).api<Refused>('POST', link, { password: 'another good word' })).body.error.code).toBe('link_used')
    expect((await gus.api('GET', '/api/me')).status).toBe(401)
    const linked = await sql`select a.id from identity.account a join identity."user" u on u.id = a."userId"
      where u.email = 'gus@shop.example' and a."providerId" <> 'credential'`.execute(house.deps.databases.system)
    expect(linked.rows).toEqual([])
    expect((await signIn(gus, 'gus@shop.example')).status).toBe(401)
    expect((await signIn(gus, 'gus@shop.example', 'another good word')).status).toBe(200)

    // Beyond a few, none is sent, and the answer is the same.
    const mails = () => server.mails.filter(({ to, source }) => to.includes('gus@shop.example') && source.includes('new-password')).length
    await sql`delete from identity.sign_in_attempts where attempts > 5`.execute(house.deps.databases.system)
    for (let asked = 0; asked < 4; asked++) expect((await ask('gus@shop.example')).status).toBe(202)
    await sentLinks(signInLimits.reset.attempts)
    expect(mails()).toBe(signInLimits.reset.attempts)
    await forgetAttempts()
    const { rows } = await sql<{ action: string; actor: string }>`
      select a.action, a.actor from audit a join identity."user" u on u.id::text = a.subject_id
      where u.email = 'gus@shop.example' order by a.seq`.execute(house.deps.databases.system)
    expect(rows.slice(0, 2)).toMatchObject([{ action: 'ask_for_password', actor: 'anonymous' }, { action: 'reset_password' }])

    // A new password and another email end the links that were asked for before; so does their hour.
    let links = signInLimits.reset.attempts
    const linkFor = async (email: string) => {
      await ask(email)
      await sentLinks(++links)
      return `/api/password-resets/${linkInMail(email, 'new-password').split('/').at(-1)!}`
    }
    const opened = async (path: string) => (await browserSession(house).api('GET', path)).status
    const [first, newPassword] = [await linkFor('gus@shop.example'), 'yet another good word']
    expect(await opened(first)).toBe(200)
    const changed = await gus.api('POST', '/api/identity/change-password', { currentPassword: 'another good word', newPassword })
    expect([changed.status, await opened(first)]).toEqual([200, 410])
    const second = await linkFor('gus@shop.example')
    const moved = await gus.api('PATCH', '/api/me', { email: 'gus.moved@shop.example', currentPassword: newPassword })
    expect([moved.status, await opened(second)]).toEqual([200, 410])
    const late = await linkFor('gus.moved@shop.example')
    await house.moveClock(2 * hour)
    expect(await opened(late)).toBe(410)
  })

  test('a second factor is asked for, once it is confirmed; a recovery code works once', async () => {
    const hal = await join('Hal', 'member')
    const email = 'hal@shop.example'
    expect((await hal.api<{ code: string }>('POST', '/api/identity/two-factor/enable', { password: 'not the word' })).body.code).toBe(
      'INVALID_PASSWORD',
    )
    const { totpURI, backupCodes } = (
      await hal.api<{ totpURI: string; backupCodes: string[] }>('POST', '/api/identity/two-factor/enable', { password })
    ).body
    expect(new URL(totpURI).searchParams.get('issuer')).toBe('AutoDM Hub')
    // Not confirmed yet: the password is enough.
    expect((await signIn(browserSession(house), email)).body).toMatchObject({ user: { email } })
    expect((await hal.api('POST', '/api/identity/two-factor/verify-totp', { code: '000000' })).status).toBe(401)
    const older = browserSession(house)
    await signIn(older, email)
    // The library reads the machine's clock.
    // Each code works once, and is right for a minute and a half: so is the next one.
    const nextCode = () => appCode(totpURI, new Date(Date.now() + 30_000))
    const code = await appCode(totpURI, new Date())
    expect((await hal.api('POST', '/api/identity/two-factor/verify-totp', { code })).status).toBe(200)
    expect(await me(hal)).toMatchObject({ user: { email, twoFactor: true } })
    expect((await older.api('GET', '/api/me')).status).toBe(401)

    let phone = browserSession(house)
    expect((await signIn(phone, email)).body).toMatchObject({ twoFactorRedirect: true })
    expect((await phone.api('GET', '/api/me')).status).toBe(401)
    expect((await phone.api('POST', '/api/identity/two-factor/verify-totp', { code: '000000' })).status).toBe(401)
    // Not the row of the code that was used.
    await sql`delete from identity.sign_in_attempts where attempts > 1`.execute(house.deps.databases.system)
    const both = [phone, browserSession(house)]
    await signIn(both[1]!, email)
    const next = await nextCode()
    const answers = await Promise.all(both.map((one) => one.api('POST', '/api/identity/two-factor/verify-totp', { code: next })))
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401])
    phone = answers[0]!.status === 200 ? phone : both[1]!
    expect(await me(phone)).toMatchObject({ user: { email } })

    // No device is trusted: the next sign-in asks again.
    await forgetAttempts()
    await signIn(phone, email)
    const trusting = { code: await nextCode(), trustDevice: true }
    expect((await phone.api('POST', '/api/identity/two-factor/verify-totp', trusting)).status).toBe(200)
    expect([...phone.jar.keys()].filter((name) => name.includes('trust'))).toEqual([])
    expect((await signIn(phone, email)).body).toMatchObject({ twoFactorRedirect: true })
    expect((await phone.api('POST', '/api/identity/two-factor/verify-totp', trusting)).status).toBe(401)

    await forgetAttempts()
    const lost = browserSession(house)
    await signIn(lost, email)
    expect((await lost.api('POST', '/api/identity/two-factor/verify-backup-code', { code: backupCodes[0] })).status).toBe(200)
    const thief = browserSession(house)
    await signIn(thief, email)
    expect((await thief.api('POST', '/api/identity/two-factor/verify-backup-code', { code: backupCodes[0] })).status).toBe(401)

    const { data } = (await maya.api<{ data: { id: string; twoFactor: boolean }[] }>('GET', '/api/admin/users?q=hal')).body
    expect(data).toMatchObject([{ name: 'Hal', twoFactor: true }])
    expect((await hal.api('DELETE', `/api/admin/users/${data[0]!.id}/second-factor`)).status).toBe(403)
    expect((await maya.api('DELETE', `/api/admin/users/${data[0]!.id}/second-factor`)).status).toBe(204)
    expect((await phone.api('GET', '/api/me')).status).toBe(401)
    expect((await signIn(phone, email)).body).toMatchObject({ user: { email } })
    const { rows } = await sql<{ action: string; actor: string }>`
      select action, actor from audit where subject_id = ${data[0]!.id} order by seq`.execute(house.deps.databases.system)
    // Of two who use a code at once either may be the first.
    const [wrong, right] = ['second_factor_failed', 'sign_in']
    const done = rows.map(({ action }) => action)
    const race = done.splice(8, 2)
    expect(race.toSorted()).toEqual([wrong, right])
    const all = `begin_second_factor sign_in ${wrong} sign_in set_up_second_factor password_accepted ${wrong} password_accepted`
    const again = `password_accepted sign_in password_accepted ${wrong} password_accepted sign_in_by_recovery_code password_accepted ${wrong}`
    expect(done.join(' ')).toBe(`${all} ${again} end_second_factor sign_in`)
    // A wrong code proves nobody: only the password says whose it is.
    expect(rows.filter(({ action }) => action === wrong).map(({ actor }) => actor === 'anonymous')).toEqual([false, true, true, true, true])
  })

  test('people choose their own language and time zone', async () => {
    const lou = await join('Lou', 'viewer')
    expect((await lou.api('PATCH', '/api/me', { language: 'de', timeZone: 'Asia/Tokyo' })).body).toMatchObject({
      name: 'Lou',
      language: 'de',
    })
    expect((await me(lou)).user).toMatchObject({ language: 'de', timeZone: 'Asia/Tokyo', name: 'Lou' })
    expect((await lou.api('PATCH', '/api/me', { timeZone: 'Mars/Olympus' })).status).toBe(400)
    expect((await lou.api('PATCH', '/api/me', { currentPassword: 'x' })).status).toBe(400)
    await lou.api('PATCH', '/api/me', { timeZone: null })
    expect((await me(lou)).user).toMatchObject({ language: 'de', timeZone: null })
    expect((await me(maya)).user).toMatchObject({ language: null, timeZone: null })
  })

  test('signing out without a session makes no process look up every login again', async () => {
    let told = 0
    const off = house.deps.wake.on((topic) => void (topic === 'access' && told++))
    expect((await browserSession(house).api('POST', '/api/identity/sign-out', {})).status).toBe(200)
    off()
    expect(told).toBe(0)
  })

  test('a session ends without use, and after 90 days whatever its use', async () => {
    const ivy = await join('Ivy', 'viewer')
    const age = (days: number, expires: string) =>
      sql`update identity.session set "createdAt" = now() - make_interval(days => ${days}), "expiresAt" = now() + ${expires}::interval
        where "userId" = (select id from identity."user" where email = 'ivy@shop.example')`.execute(house.deps.databases.system)
    const asked = async () => {
      house.deps.wake.tell('access', '*', null, 'elsewhere')
      return (await ivy.api('GET', '/api/me')).status
    }
    expect(await asked()).toBe(200)
    await age(89, '1 day')
    expect(await asked()).toBe(200)
    await age(91, '1 day')
    expect(await asked()).toBe(401)
    await signIn(ivy, 'ivy@shop.example')
    expect(await asked()).toBe(200)
    await age(1, '-1 minute')
    expect(await asked()).toBe(401)
  })

  test('an admin of the instance sees everybody, helps with passwords, and is never the last to go', async () => {
    const jan = await join('Jan', 'member')
    const find = async (q: string) =>
      (await maya.api<{ data: { id: string; name: string; email: string }[] }>('GET', `/api/admin/users?q=${q}`)).body.data
    const [person] = await find('jan@')
    expect(person).toMatchObject({ name: 'Jan', instanceAdmin: false, workspaces: [{ name: owner.workspaceName, role: 'member' }] })
    expect((await jan.api('GET', '/api/admin/users')).status).toBe(403)
    for (const who of [jan, maya]) expect((await who.api('POST', '/api/leads', { email: 'ana@shop.example' })).status).toBe(201)
    const leads = async () => (await maya.api<{ data: { id: string; email: string }[] }>('GET', '/api/leads')).body.data
    const before = await leads()
    const link = await maya.api<{ url: string }>('POST', `/api/admin/users/${person!.id}/password-link`)
    await house.drain()
    const told = server.mails.filter(({ to, source }) => to.includes('jan@shop.example') && source.includes('An admin made a link'))
    expect(told).toHaveLength(1)
    expect(told[0]!.source).not.toContain(tokenOf(link.body.url))
    expect(
      (await browserSession(house).api('POST', `/api/password-resets/${tokenOf(link.body.url)}`, { password: 'yet another word' })).status,
    ).toBe(204)

    const [self] = await find(owner.email)
    expect((await maya.api<Refused>('PATCH', `/api/admin/users/${self!.id}`, { instanceAdmin: false })).body.error.message).toContain(
      'last admin',
    )
    expect((await maya.api('DELETE', `/api/admin/users/${self!.id}`)).status).toBe(409)
    const [fay] = await find('fay@')
    expect((await maya.api<Refused>('DELETE', `/api/admin/users/${fay!.id}`)).body.error.message).toContain('only owner of Second')
    expect((await maya.api('PATCH', `/api/admin/users/${person!.id}`, { instanceAdmin: true })).body).toMatchObject({ instanceAdmin: true })
    expect((await maya.api('PATCH', `/api/admin/users/${person!.id}`, { instanceAdmin: false })).status).toBe(200)
    expect((await maya.api('DELETE', `/api/admin/users/${person!.id}`)).status).toBe(204)
    expect(await find('jan@')).toEqual([])
    // Leads belong to the workspace: all are there, also what the deleted person added.
    expect(before.length).toBeGreaterThan(1)
    expect(await leads()).toEqual(before)
    expect((await signIn(jan, 'jan@shop.example', 'yet another word')).status).toBe(401)
  })
})
