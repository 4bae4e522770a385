import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openDatabases, inWorkspace, type Databases } from './db.ts'
import { makeLog } from './log.ts'
import { migrate } from './migrate.queries.ts'
import { MigrationError } from './MigrationError.ts'

const log = makeLog('silent')
const one = '01900000-0000-7000-8000-000000000001'
const other = '01900000-0000-7000-8000-000000000002'

describe.each(inject('servers'))('an outside PostgreSQL $version', ({ url }) => {
  const made: string[] = []
  const admin = async (statement: string) => {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      return await client.query(statement)
    } finally {
      await client.end()
    }
  }
  /** A user of the host's making with a database of their own. */
  async function place(rights: string): Promise<string> {
    const name = `owner_${Math.random().toString(36).slice(2, 10)}`
    await admin(`create role ${name} login password 'a password' ${rights}`)
    // The roles exist on this server already, made by somebody else: from PostgreSQL 16 on only they may give them.
    if (rights) await admin(`grant autodm_web, autodm_system to ${name}`)
    await admin(`create database ${name} owner ${name}`)
    made.push(name)
    const own = new URL(url)
    Object.assign(own, { username: name, password: 'a password', pathname: `/${name}` })
    return own.toString()
  }
  const opened: Databases[] = []
  afterAll(async () => {
    for (const databases of opened) await databases.close()
    for (const name of made) await admin(`drop database ${name} with (force)`)
  })

  async function wallsHold(databases: Databases) {
    opened.push(databases)
    const at = new Date('2026-11-20T12:00:00Z')
    for (const id of [one, other]) await databases.system.insertInto('workspaces').values({ id, name: id, created_at: at }).execute()
    const seen = (workspaceId: string) =>
      inWorkspace(databases.web, { workspaceId, accountIds: null }, (trx) => trx.selectFrom('workspaces').select('id').execute())
    expect(await seen(one)).toEqual([{ id: one }])
    expect(await databases.web.selectFrom('workspaces').select('id').execute()).toEqual([])
    await expect(
      inWorkspace(databases.web, { workspaceId: one, accountIds: null }, (trx) =>
        trx.insertInto('workspaces').values({ id: '01900000-0000-7000-8000-000000000003', name: 'x', created_at: at }).execute(),
      ),
    ).rejects.toThrow(/row-level security/)
    expect(await databases.system.selectFrom('workspaces').select('id').execute()).toHaveLength(2)
    // A request's audit row is listed to be sealed, by a trigger that runs as the owner of the table.
    const row = sql`insert into audit (id, workspace_id, at, actor, action, subject) values
      (gen_random_uuid(), ${one}, ${at}, 'user:one', 'change', 'workspace') returning id`
    const added = await inWorkspace(databases.web, { workspaceId: one, accountIds: null }, (trx) => row.execute(trx))
    expect(added.rows).toEqual(await databases.system.selectFrom('audit_waiting').select('audit_id as id').execute())
  }

  test('whose user may make roles is walled off by roles; twice and two at once is once', async () => {
    const own = await place('createrole')
    const [first, second] = await Promise.all([migrate(own, log), migrate(own, log)])
    expect([first, second].toSorted((a, b) => a.length - b.length)[0]).toEqual([])
    expect(await migrate(own, log)).toEqual([])
    await wallsHold(openDatabases(own, log))
  })

  test('that forbids roles says what to do, and goes on with one role after it was allowed', async () => {
    // The roles exist on this server, but this user may not become them.
    const own = await place('')
    await expect(migrate(own, log)).rejects.toThrow(MigrationError)
    await expect(migrate(own, log)).rejects.toThrow(/DATABASE_SINGLE_ROLE=allow/)
    await migrate(own, log, { singleRole: true })
    await wallsHold(openDatabases(own, log, { singleRole: true }))
  })

  test('can leave one role, and go back to it: what the migrations gave is there again', async () => {
    const own = await place('createrole')
    const client = new pg.Client({ connectionString: own })
    const rights = async (of = client) => {
      const { rows } = await of.query<{ right: string }>(`
        select format('%s %s %s %s %s %s %s', tablename, policyname, permissive, cmd, roles, qual, with_check) as right from pg_policies
        union all select format('%s.%s %s %s', table_schema, table_name, grantee, privilege_type) from information_schema.role_table_grants
          where grantee like 'autodm%'
        union all select format('%s %s', object_name, grantee) from information_schema.usage_privileges where grantee like 'autodm%'
        union all select format('schema %s', nspname) from pg_namespace where has_schema_privilege('autodm_system', oid, 'usage')
          and nspname in ('public', 'identity')
        order by 1`)
      return rows.map((row) => row.right)
    }
    await migrate(own, log)
    await client.connect()
    const asRoles = await rights()
    // "All sequences" are more today than when it was said; inserting needs no right to them.
    const missingOrMore = (found: string[]) => [
      ...asRoles.filter((one) => !found.includes(one)),
      ...found.filter((one) => !asRoles.includes(one) && !/_seq autodm/.test(one)),
    ]
    await migrate(own, log, { singleRole: true })
    await wallsHold(openDatabases(own, log, { singleRole: true }))
    await opened.at(-1)!.system.deleteFrom('workspaces').execute()
    await opened.pop()!.close()
    await migrate(own, log)
    expect(missingOrMore(await rights())).toEqual([])
    await wallsHold(openDatabases(own, log))
    await opened.pop()!.close()
    await client.end()

    // A database that began with one role.
    const begun = await place('createrole')
    await migrate(begun, log, { singleRole: true })
    await migrate(begun, log)
    const another = new pg.Client({ connectionString: begun })
    await another.connect()
    expect(missingOrMore(await rights(another))).toEqual([])
    await another.end()
    await wallsHold(openDatabases(begun, log))
  })

  test('whose user bypasses row-level security may not run with one role', async () => {
    await expect(migrate(url, log, { singleRole: true })).rejects.toThrow(/Remove the setting/)
  })

  test('made by a newer version is left alone', async () => {
    const own = await place('createrole')
    await migrate(own, log)
    const client = new pg.Client({ connectionString: own })
    await client.connect()
    await client.query(`insert into migrations (name) values ('9999_from_the_future.sql')`)
    await client.end()
    await expect(migrate(own, log)).rejects.toThrow(/newer version of AutoDM Hub/)
  })
})
beforeAll(() => expect(inject('servers').length).toBeGreaterThan(0))
