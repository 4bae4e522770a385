import { sql } from 'kysely'
import type { Automation } from '../model/automation.ts'
import type { Db, Trx } from '../platform/db.ts'

const automationColumns = sql`
  v.automation_id as id, v.id as "versionId", v.number as version, v.name, s.live, s.priority, a.created_at as "createdAt", v.definition`

/** The automations in an account's set with this number, live or not. */
export async function findSet(db: Db | Trx, accountId: string, setNumber: number): Promise<Automation[]> {
  const { rows } = await sql<Automation>`
    select ${automationColumns}
    from automation_sets s
    join automation_versions v on v.id = s.version_id
    join automations a on a.id = s.automation_id
    where s.account_id = ${accountId} and s.from_set <= ${setNumber} and (s.until_set is null or s.until_set > ${setNumber})
    order by a.created_at, a.id`.execute(db)
  return rows
}

/** Versions by id, also of deleted automations: a run stays on the version it started with. */
export async function findVersions(db: Db | Trx, versionIds: string[]): Promise<Automation[]> {
  if (!versionIds.length) return []
  const { rows } = await sql<Automation>`
    select v.automation_id as id, v.id as "versionId", v.number as version, v.name, a.status = 'live' as live, a.priority,
      a.created_at as "createdAt", v.definition
    from automation_versions v join automations a on a.id = v.automation_id
    where v.id = any(${versionIds}::uuid[])`.execute(db)
  return rows
}
