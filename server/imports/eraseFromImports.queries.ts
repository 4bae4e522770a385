import { sql } from 'kysely'
import { markValues } from '../contacts/erasedPeople.queries.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import type { Vault } from '../platform/vault.queries.ts'

type Deps = { system: Db; vault: Vault }

/**
 * Removes people from imports before they are erased. Files of imports that have ended are deleted: whose rows are in them is not stored.
 * One that runs is told by marks, and refuses the rows of theirs that it has not come to. The caller holds the ingest lock.
 */
export async function eraseFromImports(trx: Trx, deps: Deps, contactIds: readonly string[]): Promise<void> {
  if (!contactIds.length) return
  const { rows } = await sql<{ workspaceId: string; key: string }>`
    with people as (select * from contacts where id = any(${contactIds}::uuid[]))
    select k.workspace_id as "workspaceId", k.key from (
      select workspace_id, 'id/' || id as key from people
      union all select workspace_id, 'email/' || email_key from people where email_key is not null
      union all select workspace_id, 'phone/' || phone from people where phone is not null
      union all select i.workspace_id, 'identifier/' || i.account_id || '/' || i.value from contact_identifiers i
        where i.contact_id in (select id from people)) k
    where exists (select from imports r where r.workspace_id = k.workspace_id and r.state = 'running')`.execute(trx)
  const marks = await Promise.all(
    [...Map.groupBy(rows, (row) => row.workspaceId)].map(async ([workspaceId, keys]) => ({
      workspace_id: workspaceId,
      marks: await markValues(
        deps,
        workspaceId,
        keys.map(({ key }) => key),
      ),
    })),
  )
  if (marks.length)
    await sql`update imports r set erased = r.erased || given.marks from ${rowsOf(marks, 'workspace_id uuid, marks jsonb')}
      where r.workspace_id = given.workspace_id and r.state = 'running'`.execute(trx)
  await sql`update imports r set has_file = false
    where r.workspace_id in (select workspace_id from contacts where id = any(${contactIds}::uuid[])) and r.state <> 'running'
      and r.has_file`.execute(trx)
}
