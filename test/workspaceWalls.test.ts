import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { inWorkspace, openDatabases, type Databases } from '../server/platform/db.ts'
import { idMaker } from '../server/platform/ids.ts'
import { makeLog } from '../server/platform/log.ts'
import { openGround, type Ground } from './simulation/database.ts'
import { openSimulatedShop, type Shop } from './simulation/shop.ts'
import { makeTestDatabase, testedVersions } from './support/testDatabase.ts'

/** How far figures were added up, and which migrations were applied: nothing of a workspace. */
const ofNoWorkspace = ['public.figures_place', 'public.migrations']

describe.each(testedVersions())('row-level security on PostgreSQL %i', (version) => {
  let database: Awaited<ReturnType<typeof makeTestDatabase>>
  let databases: Databases
  let ground: Ground
  let shops: Shop[]
  beforeAll(async () => {
    database = await makeTestDatabase(version)
    databases = openDatabases(database.url, makeLog('silent'))
    ground = await openGround(database.url)
    const newId = idMaker(() => 1_795_000_000_000)
    shops = []
    for (const name of ['one', 'other']) shops.push(await openSimulatedShop(ground, newId, name, {}, new Date('2026-11-20T12:00:00Z')))
  })
  afterAll(async () => {
    await ground?.close()
    await databases?.close()
    await database?.drop()
  })

  test.each(['accounts', 'automations', 'automation_versions', 'automation_stats', 'automation_sets'])(
    'a workspace sees its own %s and nobody else’s',
    async (table) => {
      const all = await sql<{ id: string }>`select distinct workspace_id as id from ${sql.table(table)}`.execute(databases.system)
      expect(all.rows).toHaveLength(2)
      for (const { workspaceId } of shops) {
        const seen = await inWorkspace(databases.web, { workspaceId, accountIds: null }, (trx) =>
          sql<{ id: string }>`select distinct workspace_id as id from ${sql.table(table)}`.execute(trx),
        )
        expect(seen.rows).toEqual([{ id: workspaceId }])
      }
      expect((await sql`select from ${sql.table(table)}`.execute(databases.web)).rows).toEqual([])
    },
  )

  test('without a workspace the role of requests sees no row of any table: it may not read it, or a policy asks for one', async () => {
    const { rows } = await ground.admin(`
      select format('%I.%I', n.nspname, c.relname) as name, has_schema_privilege('autodm_web', n.oid, 'usage')
          and has_any_column_privilege('autodm_web', c.oid, 'select') as readable, c.relrowsecurity or c.reloptions @> array['security_invoker=true'] as walled,
        (select count(*)::integer from pg_policies p where p.schemaname = n.nspname and p.tablename = c.relname
          and p.permissive = 'PERMISSIVE' and p.roles && array['autodm_web', 'public']::name[] and p.cmd in ('ALL', 'SELECT')
          and p.qual !~ 'app\\.workspace') as open
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' order by 1`)
    expect(rows.length).toBeGreaterThan(60)
    const readable = rows.filter((row) => row['readable'])
    expect(readable.length).toBeGreaterThan(30)
    const unwalled = readable.filter((row) => !row['walled'] || row['open'] !== 0).map((row) => row['name'])
    expect(unwalled).toEqual(ofNoWorkspace)
    for (const { name } of rows.filter((row) => !unwalled.includes(row['name']))) {
      const seen = sql<{ n: number }>`select count(*)::integer as n from ${sql.raw(String(name))}`.execute(databases.web)
      const found = await seen.then(
        (answer) => answer.rows[0]!.n,
        (error: { code?: string }) => error.code,
      )
      expect([name, found]).toEqual([name, readable.some((row) => row['name'] === name) ? 0 : '42501'])
    }
  })

  test('every table with a workspace has such a wall, for limited members as well, and its owner is held by it too', async () => {
    const { rows } = await ground.admin(`
      select c.relname as name, c.relrowsecurity and c.relforcerowsecurity as walled,
        (select p.qual ~ 'workspace_id = .*app\\.workspace' and p.with_check ~ 'workspace_id = .*app\\.workspace' from pg_policies p
          where p.tablename = c.relname and p.policyname = 'own_workspace' and 'autodm_web' = any(p.roles)) as own,
        (select p.permissive = 'RESTRICTIVE' and p.qual ~ 'seen_accounts' and 'autodm_web' = any(p.roles) from pg_policies p
          where p.tablename = c.relname and p.policyname = 'own_accounts') as limited
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and c.relname <> 'data_keys' order by 1`)
    expect(rows.length).toBeGreaterThan(15)
    expect(rows.filter((row) => !(row['walled'] && row['own'] && row['limited']))).toEqual([])
  })
})
