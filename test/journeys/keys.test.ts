import path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildApp } from '../../server/app.ts'
import { keyCacheMs, wrongKeys } from '../../server/auth/keys.ts'
import { makeDeps } from '../../server/makeDeps.ts'
import { permissionsOf, roles, scopes, type Permission } from '../../server/model/permission.ts'
import { shareChanges } from '../../server/platform/changes.queries.ts'
import { makeLog } from '../../server/platform/log.ts'
import { addMember } from '../support/addMember.ts'
import { startHouse, type House } from '../support/startHouse.ts'
import { until } from '../support/until.ts'

type Made = { id: string; key: string; prefix: string }
type Shown = { id: string; state: string; missingScopes: string[]; lastUsedAt: string | null }
type Refusal = { error: { code: string; message: string } }
const nobody = '01900000-0000-7000-8000-000000000000'

/** Requirement B6: programs hold keys with scopes, which end when they are revoked. */
describe('API keys', () => {
  let house: House
  let workspaceId: string
  beforeAll(async () => {
    house = await startHouse()
    workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
  })
  afterAll(() => house?.stop())

  async function make(given: Permission[], more: object = {}): Promise<Made> {
    const { status, body } = await house.api<Made>('POST', '/api/keys', { name: 'CRM', scopes: given, ...more })
    expect([status, body]).toEqual([201, body])
    return body
  }
  const bearer = (key: string) => ({ authorization: `Bearer ${key}` })
  const ask = (key: string, url: string, method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE' = 'GET') =>
    house.app.inject({ method, url: url.replaceAll(/:\w+/g, nobody), headers: bearer(key), ...(method === 'GET' ? {} : { payload: {} }) })
  const listed = async (id: string) =>
    (await house.api<{ data: Shown[] }>('GET', '/api/keys?limit=200')).body.data.find((one) => one.id === id)

  test('one is shown once; afterwards only its beginning and its hash are stored', async () => {
    const { id, key, prefix } = await make(['leads.read'])
    expect([key, prefix]).toEqual([expect.stringMatching(/^autodm_[a-z2-7]{40}$/), key.slice(0, 15)])
    expect((await ask(key, '/api/leads')).statusCode).toBe(200)
    expect(await listed(id)).toMatchObject({ name: 'CRM', prefix, scopes: ['leads.read'], state: 'active', madeBy: null, accountIds: null })
    const { rows } = await sql<{ row: string }>`select t::text as row from identity.api_keys t where id = ${id}`.execute(
      house.deps.databases.system,
    )
    expect(JSON.stringify([rows, await listed(id)])).not.toContain(key.slice(15))
    await expect(sql`select * from identity.api_keys`.execute(house.deps.databases.web)).rejects.toThrow(/permission denied/)
  })

  test('every operation needs its own scope, and all the others are not enough', async () => {
    const only = new Map<string, string>()
    const allBut = new Map<string, string>()
    for (const scope of scopes) {
      only.set(scope, (await make([scope])).key)
      allBut.set(scope, (await make(scopes.filter((one) => one !== scope))).key)
    }
    const routes = house.app.declaredRoutes.filter((one) => one.may && one.method !== 'HEAD' && one.url !== '/api/stream')
    expect(routes.length).toBeGreaterThan(90)
    const wrong: unknown[] = []
    for (const { method, url, may } of routes) {
      if (may === 'signed_in') continue
      const code = (body: Record<string, unknown>) => (body as Refusal).error.code.toLowerCase()
      const without = await ask(allBut.get(may!) ?? only.get('keys.read')!, url, method as 'GET')
      if (without.statusCode !== 403 || code(without.json()) !== 'forbidden' || !without.body.includes(may!))
        wrong.push([method, url, may, without.body])
      if (!only.has(may!)) continue
      const { statusCode, body } = await ask(only.get(may!)!, url, method as 'GET')
      if (statusCode === 401 || body.includes('This needs the permission')) wrong.push([method, url, may, body])
    }
    expect(wrong).toEqual([])
    await sql`update identity.api_keys set revoked_at = created_at`.execute(house.deps.databases.system)
  })

  test('every operation as each role, and without a login', async () => {
    const routes = house.app.declaredRoutes.filter((one) => one.may && one.method !== 'HEAD' && one.url !== '/api/stream')
    const wrong: unknown[] = []
    for (const role of roles) {
      const held: string[] = permissionsOf(role)
      const { cookie } = await addMember(house, `A-${role}`, role, workspaceId)
      for (const { method, url, may } of routes) {
        const asked = { method: method as 'GET', url: url.replaceAll(/:\w+/g, nobody), ...(method === 'GET' ? {} : { payload: {} }) }
        const { statusCode, body } = await house.app.inject({
          ...asked,
          headers: { cookie, host: '127.0.0.1', origin: 'http://127.0.0.1' },
        })
        const isRefused = statusCode === 403 && body.includes('This needs the permission')
        // Everybody may leave; to remove somebody else needs more.
        const needed = `${method} ${url}` === 'DELETE /api/members/:id' ? 'members.write' : may!
        if (statusCode === 401 || isRefused !== (needed !== 'signed_in' && !held.includes(needed)))
          wrong.push([role, method, url, may, body])
        if (role === 'viewer' && (await house.app.inject(asked)).statusCode !== 401) wrong.push(['nobody', method, url])
      }
    }
    expect(wrong).toEqual([])
  })

  test('the DM API refuses a key in its own form', async () => {
    const { key } = await make(['leads.read'])
    const answered = await ask(key, '/api/dm/send', 'POST')
    expect([answered.statusCode, answered.json()]).toEqual([
      403,
      { success: false, error: { code: 'FORBIDDEN', message: 'This needs the permission messages.write. This key does not have it.' } },
    ])
  })

  test('what is wrong with a new one is said; keys make no keys', async () => {
    for (const [more, part] of [
      [{ name: ' ' }, 'name'],
      [{ name: 'x'.repeat(101) }, 'name'],
      [{ scopes: [] }, 'scopes'],
      [{ scopes: ['everything'] }, 'scopes'],
      [{ scopes: ['keys.write'] }, 'scopes'],
      [{ accountIds: [nobody] }, 'accountIds'],
      [{ expiresAt: '2001-01-01T00:00:00Z' }, 'expiresAt'],
    ] as const) {
      const { status, body } = await house.api<Refusal>('POST', '/api/keys', { name: 'CRM', scopes: ['leads.read'], ...more })
      expect([more, status, body.error.code]).toEqual([more, 400, 'invalid_input'])
      expect(JSON.stringify(body)).toContain(part)
    }
    const { key } = await make([...scopes])
    expect((await ask(key, '/api/keys')).statusCode).toBe(200)
    expect((await ask(key, '/api/keys', 'POST')).statusCode).toBe(403)
    expect((await ask(key, '/api/keys/:id', 'DELETE')).statusCode).toBe(403)
    expect((await house.api('DELETE', `/api/keys/${nobody}`)).status).toBe(404)
  })

  test('a workspace has at most a hundred', async () => {
    await sql`insert into identity.api_keys (id, workspace_id, made_by, name, prefix, hash, scopes, created_at)
      select gen_random_uuid(), ${workspaceId}, 'key:bootstrap', 'many', 'many', sha256(n::text::bytea), '{}', now()
      from generate_series(1, 100) n`.execute(house.deps.databases.system)
    const { status, body } = await house.api<Refusal>('POST', '/api/keys', { name: 'One more', scopes: ['leads.read'] })
    expect([status, body.error.code]).toEqual([409, 'conflict'])
    await sql`delete from identity.api_keys where name = 'many'`.execute(house.deps.databases.system)
  })

  test('it sees the accounts it was given, and no others', async () => {
    for (const username of ['one', 'two']) {
      const account = { channel: 'instagram', name: username }
      const { id, accessToken } = await house.sim<{ id: string; accessToken: string }>('POST', '/simulator/accounts', {
        ...account,
        username,
      })
      expect((await house.api('POST', '/api/accounts', { ...account, externalId: id, accessToken })).status).toBe(201)
    }
    const all = (await house.api<{ data: { id: string }[] }>('GET', '/api/accounts')).body.data.map((one) => one.id)
    const seen = async (more: object) =>
      (await ask((await make(['accounts.read'], more)).key, '/api/accounts')).json<{ data: { id: string }[] }>().data.map((one) => one.id)
    expect(await seen({ accountIds: [all[0]] })).toEqual([all[0]])
    expect(await seen({ accountIds: [] })).toEqual([])
    expect([all.length, (await seen({})).toSorted()]).toEqual([2, all.toSorted()])
  })

  test('it never may more than its maker: who was demoted, limited, removed', async () => {
    const ada = await addMember(house, 'Ada', 'admin', workspaceId)
    const { key, id } = (await ada.api<Made>('POST', '/api/keys', { name: 'Hers', scopes: ['accounts.read', 'accounts.write'] })).body
    expect((await ask(key, '/api/accounts/:id', 'PATCH')).statusCode).not.toBe(403)
    await house.api('PATCH', `/api/members/${ada.id}`, { role: 'viewer', accountIds: [] })
    expect((await ask(key, '/api/accounts/:id', 'PATCH')).statusCode).toBe(403)
    expect((await ask(key, '/api/accounts')).json()).toMatchObject({ data: [] })
    expect(await listed(id)).toMatchObject({ madeBy: 'Ada', state: 'active', missingScopes: ['accounts.write'] })
    expect((await ada.api('POST', '/api/keys', { name: 'x', scopes: ['leads.read'] })).status).toBe(403)
    await sql`delete from identity.member where id = ${ada.id}`.execute(house.deps.databases.system)
    await until('her key is refused', async () => (await ask(key, '/api/accounts')).statusCode === 401, 5_000)
    expect(await listed(id)).toMatchObject({ madeBy: 'Ada', state: 'maker_left' })
  })

  test('what BOOTSTRAP_API_KEY made is shown as its own, and ends with it', async () => {
    const { key, id } = await make(['leads.read'])
    expect(await listed(id)).toMatchObject({ byBootstrap: true, madeBy: null, state: 'active' })
    const ada = await addMember(house, 'Greta', 'admin', workspaceId)
    const seenBy = async () =>
      (await ada.api<{ data: { id: string; byBootstrap: boolean; state: string }[] }>('GET', '/api/keys')).body.data.find(
        (one) => one.id === id,
      )
    const before = house.deps.config.bootstrapApiKey
    for (const now of [null, 'another key of the instance', before]) {
      house.deps.config.bootstrapApiKey = now
      house.deps.wake.tell('access', '*', null, 'elsewhere')
      expect((await ask(key, '/api/leads')).statusCode).toBe(now === before ? 200 : 401)
      expect(await seenBy()).toMatchObject({ byBootstrap: true, state: now === before ? 'active' : 'bootstrap_ended' })
    }
  })

  test('it ends when it expires', async () => {
    const { key, id } = await make(['leads.read'], { expiresAt: new Date(house.deps.clock.now().getTime() + 3_600_000).toISOString() })
    expect((await ask(key, '/api/leads')).statusCode).toBe(200)
    await house.moveClock(3_600_001)
    expect((await ask(key, '/api/leads')).statusCode).toBe(401)
    expect(await listed(id)).toMatchObject({ state: 'expired' })
  })

  test('its last use is noted, and not more often than once a minute', async () => {
    const { key, id } = await make(['leads.read'])
    expect((await listed(id))!.lastUsedAt).toBeNull()
    await ask(key, '/api/leads')
    const first = await until('the use is noted', async () => (await listed(id))!.lastUsedAt, 5_000)
    await house.moveClock(59_000)
    house.deps.wake.tell('access', '*', null, 'elsewhere') // looked up again
    await ask(key, '/api/leads')
    await house.moveClock(2_000)
    house.deps.wake.tell('access', '*', null, 'elsewhere')
    await ask(key, '/api/leads')
    const second = await until('the next use is noted', async () => [(await listed(id))!.lastUsedAt].find((at) => at !== first), 5_000)
    expect(new Date(second).getTime() - new Date(first).getTime()).toBeGreaterThan(60_000)
  })

  describe('in another process', () => {
    type Process = { url: string; lines: string[]; close(): Promise<void> }
    let other: Process
    beforeAll(async () => {
      const lines: string[] = []
      const deps = await makeDeps({
        config: house.deps.config,
        log: makeLog('warn', (line) => void lines.push(line)),
        databaseUrl: house.databaseUrl,
        secretKeys: ['a key that only tests use'],
        clock: house.deps.clock,
      })
      const app = await buildApp(deps, { pagesFolder: path.join(import.meta.dirname, '../../dist/web') })
      const url = await app.listen({ port: 0, host: '127.0.0.1' })
      const shared = [house.deps, deps].map((one) => shareChanges(house.databaseUrl, one))
      other = {
        url,
        lines,
        async close() {
          await Promise.all(shared.map((one) => one.stop()))
          await app.close()
          await deps.close()
        },
      }
    })
    afterAll(() => other?.close())
    const statusThere = async (key: string) => (await fetch(`${other.url}/api/leads`, { headers: bearer(key) })).status

    test('a revoked one is refused within a second, and its streams end', async () => {
      expect(keyCacheMs).toBeLessThan(1_000)
      const { key, id } = await make(['leads.read'])
      expect(await statusThere(key)).toBe(200)
      const streams = await Promise.all([house.url, other.url].map((url) => fetch(`${url}/api/stream`, { headers: bearer(key) })))
      const ended = Promise.all(streams.map((stream) => stream.text()))
      expect((await house.api('DELETE', `/api/keys/${id}`)).status).toBe(204)
      expect((await ask(key, '/api/leads')).statusCode).toBe(401)
      await until('the other process refuses it', async () => (await statusThere(key)) === 401, 5_000)
      expect(await ended).toEqual([expect.stringContaining('retry: 1000'), expect.stringContaining('retry: 1000')])
    })

    test('wrong ones are limited by address and logged by their beginning; a right one goes on', async () => {
      const { key } = await make(['leads.read'])
      expect(await statusThere(key)).toBe(200)
      other.lines.length = 0
      const guess = `autodm_${'guesses2'.repeat(5)}`
      expect(await statusThere(guess)).toBe(401)
      expect(await statusThere('a-password-in-the-wrong-place')).toBe(401)
      expect(other.lines.map((line) => JSON.parse(line) as object)).toMatchObject([
        { prefix: 'autodm_guesses2', reason: 'wrong_key', address: '127.0.0.1' },
        { prefix: 'unknown', reason: 'wrong_key' },
      ])
      expect(other.lines.join()).not.toMatch(/guesses2g|password/)
      for (let n = 2; n <= wrongKeys.calls; n++) await statusThere(guess)
      const refused = await fetch(`${other.url}/api/leads`, { headers: bearer(guess) })
      expect([refused.status, await refused.json()]).toMatchObject([429, { error: { code: 'too_many_attempts' } }])
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
      expect(await statusThere(key)).toBe(200)
    })
  })
})
