import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { sql } from 'kysely'
import { emptyDatabase } from '../../test/support/testDatabase.ts'
import { inWorkspace, openDatabases, type Databases } from './db.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embeddedPostgres/startEmbeddedPostgres.ts'
import { makeLog } from './log.ts'
import { checkWebLogin, loginsOfOwner, makeLogins } from './logins.queries.ts'
import { migrate } from './migrate.queries.ts'

const log = makeLog('silent')
const one = '01900000-0000-7000-8000-000000000001'
const other = '01900000-0000-7000-8000-000000000002'
const at = new Date('2026-11-20T12:00:00Z')

describe('our own PostgreSQL', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'logins-'))
  let postgres: EmbeddedPostgres
  let owner: string
  let databases: Databases
  beforeAll(async () => {
    postgres = await startEmbeddedPostgres({ home: path.join(folder, 'postgres'), log: () => {}, fsync: false })
    owner = (await emptyDatabase(postgres.url)).url
    await migrate(owner, log)
    databases = openDatabases(await makeLogins(owner), log)
    for (const id of [one, other]) await databases.system.insertInto('workspaces').values({ id, name: id, created_at: at }).execute()
  })
  afterAll(async () => {
    await databases.close()
    await postgres.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** What an injected statement could do over this side's connection. */
  const injected = async (side: 'web' | 'system' | 'identity', statement: string): Promise<unknown[]> => {
    if (side === 'identity') return (await databases.identityPool.query(statement)).rows
    return (await sql.raw(statement).execute(databases[side])).rows
  }
  const sides = ['web', 'system', 'identity'] as const

  test.each(sides)('%s logs in as a role that is no superuser, and stays it', async (side) => {
    for (const leave of ['reset role', 'set role none', `select set_config('role', 'none', false)`, 'reset session authorization'])
      await injected(side, leave)
    const [who] = await injected(
      side,
      'select current_user as me, session_user as login, rolsuper or rolbypassrls or rolcreaterole as powerful from pg_roles where ' +
        'rolname = session_user',
    )
    expect(who).toEqual({ me: `autodm_${side}`, login: `autodm_${side}`, powerful: false })
  })

  const others = { web: 'autodm_system', system: 'postgres', identity: 'autodm_system' }
  test.each(sides)('%s becomes nobody else, reads no file, runs no program, enters no other database', async (side) => {
    const refused = [
      `set role ${others[side]}`,
      `set role postgres`,
      `set session authorization postgres`,
      `select pg_read_file('/etc/passwd')`,
      `copy (select 1) to program 'true'`,
      `create table in_public (id integer)`,
      `create temporary table mine (id integer)`,
      `create role another`,
      `alter system set fsync = off`,
    ]
    for (const statement of refused)
      await expect(injected(side, statement), statement).rejects.toThrow(/permission denied|must be|cannot set|Only roles/i)
  })

  test('web sees its own workspace alone, whatever role it asks for', async () => {
    const seen = await inWorkspace(databases.web, { workspaceId: one, accountIds: null }, async (trx) => {
      await sql`select set_config('role', 'none', true)`.execute(trx)
      return (await sql`select id from workspaces`.execute(trx)).rows
    })
    expect(seen).toEqual([{ id: one }])
    expect(await injected('web', 'select id from workspaces')).toEqual([])
    for (const table of ['bodies', 'data_keys', 'instance_settings', 'identity.session', 'identity."user"'])
      await expect(injected('web', `select from ${table}`), table).rejects.toThrow(/permission denied/)
  })

  test('sign-in reads its own tables alone', async () => {
    expect(await injected('identity', 'select id from "user"')).toEqual([])
    for (const table of ['messages', 'accounts', 'data_keys', 'bodies'])
      await expect(injected('identity', `select from public.${table}`), table).rejects.toThrow(/permission denied/)
  })

  test('each start makes other passwords, and the old ones end', async () => {
    const before = await makeLogins(owner)
    await makeLogins(owner)
    const client = new pg.Client({ connectionString: before.web.url })
    await expect(client.connect()).rejects.toThrow(/password authentication failed/)
    databases = openDatabases(await makeLogins(owner), log)
  })
})

describe.each(inject('servers'))('DATABASE_WEB_URL on PostgreSQL $version', ({ url }) => {
  const clean: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const run of clean.splice(0).toReversed()) await run()
  })
  async function place() {
    const database = await emptyDatabase(url)
    clean.push(database.drop)
    await migrate(database.url, log)
    const client = new pg.Client({ connectionString: database.url })
    await client.connect()
    clean.push(() => client.end())
    const name = `hub_web_${Math.random().toString(36).slice(2, 8)}`
    await client.query(`create role ${name} login password 'x'`)
    clean.push(() => client.query(`drop role ${name}`))
    return { owner: database.url, web: Object.assign(new URL(database.url), { username: name, password: 'x' }).toString(), name, client }
  }

  test('is a login for requests alone', async () => {
    const { owner, web, name, client } = await place()
    await expect(checkWebLogin(owner, web)).rejects.toThrow(`DATABASE_WEB_URL: ${name} needs the role autodm_web`)
    await client.query(`grant autodm_web to ${name}`)
    await checkWebLogin(owner, web)
    const databases = openDatabases({ ...loginsOfOwner(owner), web: { url: web } }, log)
    clean.push(databases.close)
    for (const id of [one, other]) await databases.system.insertInto('workspaces').values({ id, name: id, created_at: at }).execute()
    await sql`set role none`.execute(databases.web)
    expect(
      await inWorkspace(databases.web, { workspaceId: one, accountIds: null }, (trx) =>
        trx.selectFrom('workspaces').select('id').execute(),
      ),
    ).toEqual([{ id: one }])
    await expect(sql`set role autodm_system`.execute(databases.web)).rejects.toThrow(/permission denied/)
  })

  test('that may do more, or leads elsewhere, is refused in one line', async () => {
    const { owner, web, name, client } = await place()
    await expect(checkWebLogin(owner, owner)).rejects.toThrow(/may do more than requests need/)
    await client.query(`grant autodm_web, autodm_system to ${name}`)
    await expect(checkWebLogin(owner, web)).rejects.toThrow(`DATABASE_WEB_URL: ${name} may do more than requests need`)
    await client.query(`revoke autodm_system from ${name}`)
    const elsewhere = await emptyDatabase(url)
    clean.push(elsewhere.drop)
    await expect(checkWebLogin(elsewhere.url, web)).rejects.toThrow('must lead to the same database')
  })
})
