import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkSecretKeys, SecretKeyError } from '../../server/platform/dataKeys.queries.ts'
import { renewDataKey, rewrapAll } from '../../server/platform/belongings/rotateKeys.ts'
import { instanceWorkspace, sealedColumns } from '../../server/platform/belongings/sealedColumns.queries.ts'
import { instanceSecret } from '../../server/platform/instanceSecret.queries.ts'
import { keyNumberOf } from '../../server/platform/secretBox.ts'
import { openVault } from '../../server/platform/vault.queries.ts'
import { addMember } from '../support/addMember.ts'
import { answer, leadRule, openShop, type Shop } from '../support/openShop.ts'
import { startMailServer } from '../support/mailServer.ts'
import { startReceiver } from '../support/receiver.ts'
import { adminKey, startHouse, type House } from '../support/startHouse.ts'

/** The key of the product here (startHouse.ts), and the one that follows it. */
const former = 'a key that only tests use'
const next = 'the key that follows the one of before'

/** Requirement D2: secrets are encrypted where they are stored, keys rotate while the product runs, and no secret is anywhere in clear. */
describe('secrets', () => {
  let house: House
  let shop: Shop
  let receiver: Awaited<ReturnType<typeof startReceiver>>
  let mails: Awaited<ReturnType<typeof startMailServer>>
  let workspaceId: string
  const lines: string[] = []
  /** Planted values by what they are. */
  const planted: Record<string, string> = {}
  const plant = (what: string): string => (planted[what] = `planted-${what}-${'5ec7e7'.repeat(4)}`)

  beforeAll(async () => {
    receiver = await startReceiver()
    mails = await startMailServer({ password: plant('mail') })
    house = await startHouse({
      onLog: (line) => lines.push(line),
      env: {
        ENDPOINT_ALLOW: '127.0.0.0/8',
        SMTP_URL: `smtp://hub:${planted['mail']}@127.0.0.1:${mails.port}`,
        MAIL_FROM: 'hub@shop.example',
      },
    })
    shop = await openShop(house)
    workspaceId = (await house.api<{ workspace: { id: string } }>('GET', '/api/me')).body.workspace.id
  })
  afterAll(async () => {
    await house?.stop()
    receiver?.stop()
    await mails?.stop()
  })

  const db = () => house.deps.databases.system
  const tools = (secretKeys: string[], wait: (ms: number) => Promise<void> = async () => {}) => ({
    db: db(),
    secretKeys,
    clock: { now: () => house.deps.clock.now(), wait },
  })
  const endpoint = async (name: string, auth: object, more: object = {}) =>
    (
      await house.api<{ id: string; secret: string }>('POST', '/api/endpoints', {
        name,
        url: `${receiver.url}/${name}`,
        sources: [{ type: 'any' }],
        auth,
        ...more,
      })
    ).body
  /** Everything sealed in the tables of the workspace. */
  async function sealed(): Promise<Buffer[]> {
    const all = Object.entries(sealedColumns).flatMap(([table, columns]) => columns.map((column) => ({ table, column })))
    const rows = await Promise.all(
      all.map(({ table, column }) =>
        sql<{ value: Buffer }>`select ${sql.ref(column)} as value from ${sql.table(table)} where ${sql.ref(column)} is not null`.execute(
          db(),
        ),
      ),
    )
    return rows.flatMap((one) => one.rows.map(({ value }) => value))
  }

  test('every column that holds bytes is in the list of what is sealed, or holds no secret', async () => {
    const { rows } = await sql<{ name: string }>`
      select c.table_name || '.' || c.column_name as name from information_schema.columns c
      join pg_class t on t.oid = format('%I.%I', c.table_schema, c.table_name)::regclass
      where c.table_schema in ('public', 'identity') and c.udt_name = 'bytea' and not t.relispartition`.execute(db())
    // `made_with` is an HMAC, by a secret of the instance.
    const noSecret = ['api_keys.hash', 'api_keys.made_with', 'audit_chain.hash', 'bodies.body', 'data_keys.wrapped', 'media.sha256']
    const listed = Object.entries(sealedColumns).flatMap(([table, columns]) => columns.map((column) => `${table}.${column}`))
    const others = rows.map(({ name }) => name).filter((name) => !listed.includes(name) && !noSecret.includes(name))
    expect(others).toEqual([])
  })

  test('nothing planted is in a log, an answer, a row, a mail or what endpoints get in their bodies', async () => {
    const extra = await house.sim<{ id: string; accessToken: string }>('POST', '/simulator/accounts', {
      channel: 'instagram',
      username: 'extra',
      name: 'Extra',
    })
    planted['access token'] = extra.accessToken
    const account = await house.api<{ id: string }>('POST', '/api/accounts', {
      channel: 'instagram',
      externalId: extra.id,
      name: 'Extra',
      accessToken: extra.accessToken,
      appSecret: plant('app-secret'),
      verifyToken: plant('verify-token'),
    })
    expect(account.status).toBe(201)
    const basic = await endpoint('basic', { type: 'BASIC', username: 'hub', password: plant('password') })
    const bearer = await endpoint('bearer', { type: 'BEARER', token: plant('bearer') })
    const header = await endpoint('header', { type: 'API_KEY', header: 'x-key', value: plant('api-key') })
    receiver.answer((request) => (request.path === '/basic' ? { status: 401, body: 'wrong password' } : {}))
    Object.assign(planted, { signing: basic.secret, 'other signing': bearer.secret, 'third signing': header.secret })
    planted['own key'] = (await house.api<{ key: string }>('POST', '/api/keys', { name: 'CRM', scopes: ['leads.read'] })).body.key
    planted['bootstrap key'] = adminKey
    const ada = await addMember(house, 'Ada', 'admin', workspaceId)
    planted['login'] = ada.password
    planted['session'] = decodeURIComponent(ada.cookie.split('=')[1]!).split('.')[0]!

    // What is said when things go wrong must not have them either.
    await shop.automate(leadRule)
    await shop.automate(answer('message', ['hours'], 'Nine to five'))
    await house.sim('POST', '/simulator/faults', { on: '/messages', kind: 'graph', code: 190, times: 1 })
    await shop.comment('price')
    await house.drain()
    await shop.write('ana@x.com')
    await house.drain()
    await house.api('POST', '/api/leads', { name: 'Ana' })
    await house.api('POST', '/api/mail/test', { to: 'me@shop.example' })
    await house.drain()
    await house.moveClock(3_600_000)
    await house.drain()
    await house.api('PATCH', `/api/accounts/${account.body.id}`, { accessToken: plant('another-token') })
    await house.api('GET', '/api/leads', undefined, { authorization: `Bearer ${plant('wrong-key')}` })
    await house.api('POST', '/api/identity/sign-in/email', { email: ada.email, password: plant('wrong-password') }, { authorization: '' })
    expect(receiver.got.length).toBeGreaterThan(3)
    expect(mails.mails.length).toBeGreaterThan(0)

    const answers: string[] = []
    const { paths } = (await house.api<{ paths: Record<string, object> }>('GET', '/api/openapi.json')).body
    const ids = await idsToAsk()
    for (const path of Object.keys(paths))
      if ('get' in paths[path]! && path !== '/api/stream')
        for (const id of path.includes('{') ? (ids[path.split('/')[2]!] ?? []) : [''])
          answers.push(JSON.stringify((await house.api('GET', path.replaceAll(/\{\w+\}/g, id))).body))
    expect(answers.filter((one) => !one.includes('"error"')).length).toBeGreaterThan(30)

    const { rows: tables } = await sql<{ name: string }>`select format('%I.%I', table_schema, table_name) as name
      from information_schema.tables where table_schema in ('public', 'identity') and table_type = 'BASE TABLE'`.execute(db())
    const stored = await Promise.all(
      tables.map(async ({ name }) => `${name} ${JSON.stringify((await sql`select t::text from ${sql.raw(name)} t`.execute(db())).rows)}`),
    )
    const places = {
      log: lines,
      answer: answers,
      row: stored,
      mail: mails.mails.map((one) => one.source),
      body: receiver.got.map((one) => one.text),
    }
    const found = Object.entries(places).flatMap(([place, texts]) =>
      Object.entries(planted).flatMap(([what, value]) =>
        // Bytes are written in hex, and some things in base64.
        [value, Buffer.from(value).toString('hex'), Buffer.from(value).toString('base64').replaceAll('=', '')].flatMap((written) =>
          texts.filter((text) => text.includes(written)).map((text) => `${what} in a ${place}: ${text.slice(0, 80)}`),
        ),
      ),
    )
    expect(found).toEqual([])
  })

  /** Some ids of each kind of thing that there is. */
  async function idsToAsk(): Promise<Record<string, string[]>> {
    const lists = ['accounts', 'automations', 'endpoints', 'deliveries', 'events', 'jobs', 'leads']
    const pages = lists.map(async (list) => {
      const { data } = (await house.api<{ data: { id: string }[] }>('GET', `/api/${list}?limit=200`)).body
      return [list, data.slice(0, 5).map(({ id }) => id)] as const
    })
    return Object.fromEntries(await Promise.all(pages))
  }

  test('a sealed value that was moved to another row, or another column, is not opened', async () => {
    const { rows } = await sql<{ id: string; auth_sealed: Buffer; secret_sealed: Buffer }>`
      select id, auth_sealed, secret_sealed from endpoints where auth_sealed is not null order by id limit 2`.execute(db())
    const [one, two] = rows
    const place = { table: 'endpoints', row: one!.id, column: 'auth_sealed', workspaceId }
    const { vault } = house.deps
    expect(await vault.open(place, one!.auth_sealed)).toContain('planted')
    await expect(vault.open(place, two!.auth_sealed)).rejects.toThrow()
    await expect(vault.open(place, one!.secret_sealed)).rejects.toThrow()
    await expect(vault.open({ ...place, workspaceId: house.deps.newId() }, one!.auth_sealed)).rejects.toThrow()
  })

  test('another key than the right one opens nothing, says so in one line, and changes nothing', async () => {
    const keys = async () => JSON.stringify((await sql`select * from data_keys order by 1, 2`.execute(db())).rows)
    const before = await keys()
    await checkSecretKeys(db(), [next, former])
    for (const attempt of [
      () => checkSecretKeys(db(), [next]),
      () => rewrapAll(tools([next])),
      () => renewDataKey(tools([next]), workspaceId),
      () => instanceSecret(openVault(db(), [next]), db(), 'sessions'),
    ])
      await expect(attempt()).rejects.toThrow(SecretKeyError)
    await expect(checkSecretKeys(db(), [next])).rejects.toThrow(/^SECRET_KEY: none of the given keys opens the stored secrets\.[^\n]*$/)
    expect(await keys()).toBe(before)
  })

  test('data keys are wrapped by a new key while the product works, which then needs the new one alone', async () => {
    const { rows } = await sql<{ n: number }>`select count(*) as n from data_keys`.execute(db())
    expect(await rewrapAll(tools([next, former]))).toBe(rows[0]!.n)
    expect(await rewrapAll(tools([next, former]))).toBe(0)
    await checkSecretKeys(db(), [next])
    await expect(checkSecretKeys(db(), [former])).rejects.toThrow(SecretKeyError)
    await endpoint('while', { type: 'BEARER', token: 'while keys are rotated' }) // the product works on
    expect(await instanceSecret(openVault(db(), [next]), db(), 'sessions')).toBe(await instanceSecret(house.deps.vault, db(), 'sessions'))
    expect(await rewrapAll(tools([former, next]))).toBe(rows[0]!.n)
  })

  test('a workspace gets a new data key, and its values are sealed again while they are read and written', async () => {
    const stopping = new AbortController()
    const traffic = (async () => {
      const statuses = new Set<number>()
      while (!stopping.signal.aborted) {
        const { id } = await endpoint('traffic', { type: 'BEARER', token: 'of the traffic' })
        statuses.add((await house.api('POST', `/api/endpoints/${id}/rotate`, {})).status)
        statuses.add((await house.api('DELETE', `/api/endpoints/${id}`)).status)
      }
      return statuses
    })()
    const values = (await sealed()).length
    const wait = (ms: number) => house.deps.clock.wait(ms) // until the product seals by the new key
    const done = await renewDataKey(tools([former], wait), workspaceId).finally(() => stopping.abort())
    expect([done.number, done.removed, await traffic]).toEqual([2, 0, new Set([200, 204])])
    expect(done.values).toBeGreaterThanOrEqual(values)
    expect(new Set((await sealed()).map(keyNumberOf))).toEqual(new Set([2]))
    receiver.got.length = 0
    await house.api('POST', '/api/leads', { name: 'Cleo' })
    await house.drain()
    expect(receiver.got.find((one) => one.path === '/bearer')?.headers.authorization).toBe(`Bearer ${planted['bearer']}`)
  })

  test('the secrets of the instance get a new key as well; a former key goes an hour after it was followed', async () => {
    const before = await instanceSecret(openVault(db(), [former]), db(), 'sessions')
    expect(await renewDataKey(tools([former]), instanceWorkspace)).toMatchObject({ number: 2, removed: 0 })
    expect(await instanceSecret(openVault(db(), [former]), db(), 'sessions')).toBe(before)
    expect(await renewDataKey(tools([former]), workspaceId)).toMatchObject({ number: 3, removed: 0 })
    await house.moveClock(3_600_001)
    expect(await renewDataKey(tools([former]), workspaceId)).toMatchObject({ number: 4, removed: 2 })
    expect(new Set((await sealed()).map(keyNumberOf))).toEqual(new Set([4]))
    expect((await house.api('GET', '/api/me')).status).toBe(200)
  })
})
