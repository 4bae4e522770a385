import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql } from 'kysely'
import { inWorkspace, openDatabases, type Databases } from '../server/platform/db.ts'
import { idMaker } from '../server/platform/ids.ts'
import { makeLog } from '../server/platform/log.ts'
import { openGround, type Ground } from './simulation/database.ts'
import { openSimulatedShop, type Shop } from './simulation/shop.ts'
import { makeTestDatabase, testedVersions } from './support/testDatabase.ts'

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
