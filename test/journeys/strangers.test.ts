import http from 'node:http'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { firstOwnerToken } from '../../server/auth/firstOwner.ts'
import { adminKey, startHouse, type House } from '../support/startHouse.ts'

type Answered = {
  status: number
  headers: http.IncomingHttpHeaders
  body: { error?: { code: string; message: string } } & Record<string, unknown>
}

/** fetch sets Host by itself and keeps to what browsers may send; a stranger does not. */
function ask(base: string, method: string, path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base)
    const given = { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers }
    const request = http.request({ hostname, port, method, path, headers: given, setHost: !('host' in headers) }, (answer) => {
      let text = ''
      answer.on('data', (chunk: Buffer) => (text += chunk.toString()))
      answer.on('end', () => {
        const isJson = answer.headers['content-type']?.includes('json') && text
        resolve({ status: answer.statusCode!, headers: answer.headers, body: isJson ? JSON.parse(text) : {} })
      })
    })
    request.on('error', reject)
    request.end(body === undefined ? undefined : JSON.stringify(body))
  })
}
const cookieOf = (answered: Answered) =>
  answered.headers['set-cookie']!.find((one) => one.startsWith('autodm.session_token='))!.split(';')[0]!
const maya = { name: 'Maya', email: 'maya@shop.example', password: 'correct horse battery' }
const signInPath = '/api/identity/sign-in/email'

describe('strangers at the door', () => {
  let house: House
  let cookie = ''
  const call = (method: string, path: string, headers: Record<string, string> = {}, body?: unknown) =>
    ask(house.url, method, path, headers, body)
  const signIn = (password = maya.password, email = maya.email, headers: Record<string, string> = {}) =>
    call('POST', signInPath, headers, { email, password })
  const actions = async () =>
    (await sql<{ action: string; actor: string }>`select action, actor from audit order by seq`.execute(house.deps.databases.system)).rows
  const forgetAttempts = () => sql`delete from identity.sign_in_attempts`.execute(house.deps.databases.system)
  beforeAll(async () => void (house = await startHouse()))
  afterAll(() => house?.stop())

  test('the first owner: under a foreign name never, through a proxy only with the token', async () => {
    const create = (headers: Record<string, string>, more: object = {}) => call('POST', '/api/setup/owner', headers, { ...maya, ...more })
    const token = await firstOwnerToken(house.deps)
    expect((await create({ host: 'rebound.example' }, { token })).body.error).toMatchObject({ code: 'foreign_host' })
    for (const header of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'x-forwarded-host']) {
      expect((await call('GET', '/api/setup', { [header]: '203.0.113.9' })).body['tokenNeeded'], header).toBe(true)
      expect((await create({ [header]: '203.0.113.9' })).status, header).toBe(403)
    }
    expect((await create({ 'x-forwarded-for': '203.0.113.9' }, { token: 'guessed' })).body.error?.message).toContain(
      'not the one-time token',
    )
    // A proxy that adds nothing and writes its own Host: the page of the person it forwards for still names itself.
    for (const origin of ['https://hub.example', 'http://127.0.0.1:9', 'null'])
      expect((await create({ origin })).body.error?.message, origin).toContain('Enter the one-time token')
    await forgetAttempts()
    expect((await call('GET', '/api/setup')).body).toMatchObject({ ownerExists: false, tokenNeeded: false })
    // Guessing the token is counted like guessing a password.
    const tries = await Promise.all(Array.from({ length: 12 }, () => create({ 'x-forwarded-for': '203.0.113.9' }, { token: 'guessed' })))
    expect(tries.filter((one) => one.status === 429).length).toBeGreaterThan(0)
    await forgetAttempts()
    const made = await create({ 'x-forwarded-for': '203.0.113.9' }, { token })
    expect(made.status).toBe(201)
    cookie = cookieOf(made)
    expect(await actions()).toEqual([{ action: 'create_owner', actor: expect.stringMatching(/^user:/) }])
    expect((await create({ 'x-forwarded-for': '203.0.113.9' }, { token })).status).toBe(409)
  })

  test('a foreign Host: refused for sign-in and writes with a cookie, not for health, webhooks and keys', async () => {
    for (const host of ['rebound.example', 'localhost.rebound.example', '192.0.2.1', 'a b', '[', '']) {
      expect((await signIn(maya.password, maya.email, { host })).status, host).toBeGreaterThanOrEqual(400)
      const renamed = await call('PATCH', '/api/workspace', { host, cookie, origin: `http://${host}` }, { name: 'Stolen' })
      expect([400, 403], host).toContain(renamed.status)
    }
    expect((await signIn(maya.password, maya.email, { host: 'rebound.example' })).body.error?.code).toBe('foreign_host')
    const host = 'anything.example'
    expect((await call('GET', '/health/live', { host })).status).toBe(200)
    expect((await call('GET', '/api/me', { host, authorization: `Bearer ${adminKey}` })).status).toBe(200)
    expect(
      (await call('PATCH', '/api/workspace', { host, authorization: `Bearer ${adminKey}` }, { timeZone: 'Europe/Berlin' })).status,
    ).toBe(200)
    expect((await call('POST', '/api/webhooks/meta', { host }, {})).body.error?.code).toBe('bad_signature')
  })

  test('another scheme of Authorization beside a cookie does not spare the Origin check', async () => {
    for (const authorization of ['Basic bWF5YTpw', 'Digest x', 'Bearer', 'Negotiate abc'])
      expect(
        (await call('PATCH', '/api/workspace', { cookie, origin: 'https://evil.example', authorization }, { name: 'Stolen' })).body.error
          ?.code,
        authorization,
      ).toBe('bad_origin')
  })

  test('an address spelled otherwise does not pass the login', async () => {
    for (const path of ['/%61pi/leads', '/api/%6ceads', '/%61%70%69/me', '/api/leads?x=/api', '/api/leads;x'])
      expect([401, 404], path).toContain((await call('GET', path)).status)
    expect((await call('GET', '/%61pi/leads')).status).toBe(401)
    expect((await call('GET', '/api/stream')).status).toBe(401)
    expect((await call('HEAD', '/api/stream', { cookie })).status).toBe(404)
  })

  test('of the sign-in library only what is named can be reached', async () => {
    const others = [
      ['POST', '/organization/delete'],
      ['POST', '/organization/update'],
      ['POST', '/organization/create'],
      ['POST', '/organization/leave'],
      ['POST', '/organization/remove-member'],
      ['POST', '/organization/invite-member'],
      ['POST', '/sign-up/email'],
      ['POST', '/delete-user'],
      ['POST', '/change-email'],
      ['POST', '/update-user'],
      ['POST', '/request-password-reset'],
      ['GET', '/ok'],
      ['GET', '/list-accounts'],
      ['GET', '/sign-in/email'],
      ['POST', '/sign-in/../organization/delete'],
    ] as const
    const members = () => sql<{ n: number }>`select count(*)::integer as n from identity.member`.execute(house.deps.databases.system)
    for (const [method, path] of others)
      expect(
        (await call(method, `/api/identity${path}`, { cookie, origin: house.url }, method === 'POST' ? {} : undefined)).status,
        path,
      ).toBe(404)
    expect((await members()).rows[0]!.n).toBe(1)
  })

  test('NUL, half a surrogate and forged cursors are bad input, not faults of ours', async () => {
    const key = { authorization: `Bearer ${adminKey}` }
    const cursor = (place: unknown) => encodeURIComponent(Buffer.from(JSON.stringify(place)).toString('base64url'))
    for (const list of ['events', 'contacts', 'leads', 'leads.csv', 'automations'])
      expect((await call('GET', `/api/${list}?q=a%00b`, key)).status, list).toBe(400)
    for (const list of ['accounts', 'automations', 'events', 'messages', 'contacts', 'conversations', 'leads', 'dead-letters'])
      for (const place of [
        ['x'],
        ['x', 'y'],
        [1e300],
        [1.5],
        ['2026-13-45T00:00:00.000Z', 'no'],
        [{}],
        'x',
        null,
        ['\0'],
        ['99999999999-01-01T00:00:00Z', '01900000-0000-7000-8000-000000000000'],
        // JavaScript takes these, PostgreSQL does not.
        ['0000-01-01T00:00:00.000Z', '01900000-0000-7000-8000-000000000000'],
        ['2026-02-30T00:00:00.000Z', '01900000-0000-7000-8000-000000000000'],
        ['2026-02-28T24:00:00.000Z', '01900000-0000-7000-8000-000000000000'],
      ])
        expect((await call('GET', `/api/${list}?cursor=${cursor(place)}`, key)).status, `${list} ${JSON.stringify(place)}`).toBe(400)
    for (const name of ['a\0b', 'half \uD83D of it', '\uDC00'])
      expect((await call('PATCH', '/api/workspace', key, { name })).status).toBe(400)
    expect((await call('PATCH', '/api/workspace', key, { name: 'Studio 😀' })).status).toBe(200)
    const accountId = '01900000-0000-7000-8000-000000000000'
    for (const to of [{ recipientId: '1\0' }, { commentId: '\uD83D' }])
      expect((await call('POST', '/api/messages', key, { accountId, text: 'Hello', ...to })).status).toBe(400)
  })

  test('the sign-in library gets plain fields alone, and nothing that is nested', async () => {
    // 100,000 levels: what the parser takes and JSON.stringify does not.
    const text = `{"email":"a@b.example","password":"0123456789","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    for (const path of ['/sign-in/email', '/change-password', '/revoke-session', '/sign-out']) {
      const headers = { 'content-type': 'application/json', cookie, origin: house.url }
      const answer = await fetch(`${house.url}/api/identity${path}`, { method: 'POST', headers, body: text })
      expect([path, answer.status]).toEqual([path, 400])
      expect((await call('POST', `/api/identity${path}`, headers, { token: { a: 1 } })).status, path).toBe(400)
    }
    expect((await call('GET', '/api/me', { cookie })).status).toBe(200)
    // A cookie that cannot be read is none.
    const broken = { cookie: 'autodm.two_factor=%E0%A4%A', origin: house.url }
    expect((await call('POST', '/api/identity/two-factor/verify-totp', broken, { code: '123456' })).status).toBe(401)
  })

  test('somebody who is not signed in cannot make every session be looked up anew', async () => {
    expect((await call('GET', '/api/me', { cookie })).status).toBe(200)
    const connect = vi.spyOn(house.deps.databases.identityPool, 'connect')
    expect((await call('GET', '/api/identity/get-session')).status).toBe(200)
    expect((await call('POST', '/api/identity/revoke-sessions', { origin: house.url }, {})).status).toBe(401)
    expect((await call('GET', '/api/me', { cookie })).status).toBe(200)
    expect(connect).not.toHaveBeenCalled()
    connect.mockRestore()
  })

  test('while sessions cannot be looked up, the answer is 503, not that nobody is signed in', async () => {
    const pool = house.deps.databases.identityPool
    const connect = pool.connect.bind(pool)
    house.deps.wake.tell('access', '*', null, 'elsewhere')
    pool.connect = (() => Promise.reject(new Error('Connection terminated unexpectedly'))) as never
    try {
      for (const path of ['/api/leads', '/api/identity/get-session'])
        expect([path, (await call('GET', path, { cookie })).status]).toEqual([path, 503])
    } finally {
      pool.connect = connect
    }
    expect((await call('GET', '/api/leads', { cookie })).status).toBe(200)
  })

  test('answers are kept in no cache', async () => {
    for (const path of ['/api/me', '/api/leads', '/api/leads.csv', '/api/nothing'])
      expect((await call('GET', path, { cookie })).headers['cache-control'], path).toBe(path === '/api/nothing' ? undefined : 'no-store')
    expect((await call('GET', '/api/leads')).headers['cache-control']).toBe('no-store')
  })

  test('figures need a key as soon as a proxy stands between', async () => {
    expect((await call('GET', '/metrics')).status).toBe(200)
    expect((await call('GET', '/metrics', { 'x-forwarded-for': '203.0.113.9' })).status).toBe(401)
    expect((await call('GET', '/metrics', { host: 'hub.example' })).status).toBe(401)
    expect((await call('GET', '/metrics', { 'x-forwarded-for': '203.0.113.9', authorization: `Bearer ${adminKey}` })).status).toBe(200)
  })

  test('a session that somebody planted in the browser is not the one that the sign-in begins', async () => {
    const [planted, before] = ['autodm.session_token=planted.c2lnbmVk', cookieOf(await signIn())]
    for (const cookie of [planted, before]) {
      const begun = cookieOf(await signIn(maya.password, maya.email, { cookie, origin: house.url }))
      expect(begun).not.toBe(cookie)
      expect((await call('GET', '/api/me', { cookie: begun })).status).toBe(200)
    }
    expect((await call('GET', '/api/me', { cookie: planted })).status).toBe(401)
  })

  test('neither words nor work tell whether an address has a login', async () => {
    await forgetAttempts()
    /** Milliseconds of processor time of a sign-in with a wrong password: nearly all is the hash, and other programs do not count. */
    const workOf = async (email: string) => {
      const begun = process.cpuUsage()
      const { status, body } = await signIn('wrong password', email)
      const { user, system } = process.cpuUsage(begun)
      return { answer: { status, body }, ms: (user + system) / 1000 }
    }
    const [known, unknown] = [[], []] as Awaited<ReturnType<typeof workOf>>[][]
    for (let n = 0; n < 3; n++) {
      known!.push(await workOf(maya.email))
      unknown!.push(await workOf('nobody@shop.example'))
    }
    expect(unknown![0]!.answer).toEqual(known![0]!.answer)
    const least = (works: { ms: number }[]) => Math.min(...works.map(({ ms }) => ms))
    expect(least(unknown!) / least(known!)).toBeGreaterThan(0.5)
  })

  test('passwords are not guessed: neither from one address, whatever it writes into headers, nor for one email', async () => {
    await forgetAttempts()
    const codes: number[] = []
    for (let n = 0; n < 12; n++)
      codes.push((await signIn('wrong password', `nobody${n}@shop.example`, { 'x-forwarded-for': `203.0.113.${n}` })).status)
    expect(codes).toEqual([...Array<number>(10).fill(401), 429, 429])
    const refused = await signIn()
    expect(refused.body.error?.code).toBe('too_many_attempts')
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    await house.moveClock(61_000)
    for (let n = 0; n < 20; n++) {
      await signIn('wrong password', n % 2 ? maya.email : ' MAYA@shop.example ')
      if (n % 9 === 8) await house.moveClock(61_000)
    }
    await house.moveClock(61_000)
    // Even the right password waits now: who knows who types it?
    expect((await signIn()).body.error?.code).toBe('too_many_attempts')
    // Another process, after a restart too, counts on.
    await house.restart()
    expect((await signIn()).status).toBe(429)
    await house.moveClock(15 * 60_000)
    expect((await signIn()).status).toBe(200)
  })

  test('who presses the button again while the address has to wait a minute does not wait a quarter of an hour', async () => {
    await forgetAttempts()
    for (let n = 0; n < 10; n++) await signIn('wrong password', maya.email)
    for (let n = 0; n < 15; n++) expect((await signIn()).status).toBe(429)
    await house.moveClock(61_000)
    expect((await signIn()).status).toBe(200)
  })

  test('signing out ends the open stream, a new password every other session; each leaves a row', async () => {
    await forgetAttempts()
    const [here, elsewhere, third] = [await signIn(), await signIn(), await signIn()].map(cookieOf) as [string, string, string]
    const stream = await fetch(`${house.url}/api/stream`, { headers: { cookie: elsewhere } })
    const ended = stream.text()
    const other = { headers: { cookie: third } }
    expect((await fetch(`${house.url}/api/me`, other)).status).toBe(200)
    const change = { currentPassword: maya.password, newPassword: 'another horse battery', revokeOtherSessions: false }
    expect(
      (
        await call(
          'POST',
          '/api/identity/change-password',
          { cookie: here, origin: house.url },
          { ...change, currentPassword: 'wrong password' },
        )
      ).status,
    ).toBe(400)
    const changed = await call('POST', '/api/identity/change-password', { cookie: here, origin: house.url }, change)
    expect(changed.status).toBe(200)
    expect((await fetch(`${house.url}/api/me`, other)).status).toBe(401)
    expect(await ended).toContain('retry: 1000')
    expect((await call('GET', '/api/me', { cookie: cookieOf(changed) })).status).toBe(200)
    expect((await call('POST', '/api/identity/sign-out', { cookie: cookieOf(changed), origin: house.url }, {})).status).toBe(200)
    const names = (await actions()).map((one) => one.action)
    for (const name of ['sign_in', 'sign_in_failed', 'change_password', 'change_password_failed', 'sign_out', 'change'])
      expect(names, name).toContain(name)
    expect((await actions()).filter((one) => one.action === 'sign_in_failed').every((one) => one.actor === 'anonymous')).toBe(true)
  })
})
