import { sql } from 'kysely'
import { rolesThatMay } from '../model/permission.ts'
import type { Db, Trx } from '../platform/db.ts'

export type TeammateRow = { memberId: string; name: string; email: string }

/** SQL: the members who may write in conversations of an account (null: of any), in the order in which they joined. */
const writers = (workspaceId: string, accountId: string | null) => sql`
  select m.id as "memberId", u.name, u.email, m."createdAt" as joined
  from identity.member m join identity."user" u on u.id = m."userId" left join identity.member_accounts l on l.member_id = m.id
  where m."organizationId" = ${workspaceId} and m.role = any(${rolesThatMay['messages.write']}::text[])
    and (${accountId}::uuid is null or l.member_id is null or ${accountId}::uuid = any(l.account_ids))`

/** The members who may be assigned a conversation of an account; null: of any. The schema of the sign-in is read by `system` alone. */
export async function findWriters(db: Db | Trx, workspaceId: string, accountId: string | null): Promise<TeammateRow[]> {
  const { rows } = await sql<TeammateRow>`
    select w."memberId", w.name, w.email from (${writers(workspaceId, accountId)}) w order by w.joined, w."memberId"`.execute(db)
  return rows
}

/** The names of members, by their ids; of people of the instance by theirs, for notes of members who left. */
export async function findNames(db: Db, workspaceId: string, ids: { members: string[]; users: string[] }): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select m.id, u.name from identity.member m join identity."user" u on u.id = m."userId"
    where m."organizationId" = ${workspaceId} and m.id = any(${ids.members}::uuid[])
    union all select u.id, u.name from identity."user" u where u.id = any(${ids.users}::uuid[])`.execute(db)
  return new Map(rows.map((row) => [row.id, row.name]))
}

/**
 * Whose turn it is to be assigned a conversation of an account, and notes it. Out: null when nobody may. The row of the settings is locked
 * until the transaction ends, so that two conversations at once get two people.
 */
export async function takeTurn(trx: Trx, workspaceId: string, members: readonly TeammateRow[]): Promise<string | null> {
  if (!members.length) return null
  await sql`insert into inbox_settings (workspace_id) values (${workspaceId}) on conflict do nothing`.execute(trx)
  const { rows } = await sql<{ last: string | null }>`
    select last_assigned as last from inbox_settings where workspace_id = ${workspaceId} for update`.execute(trx)
  const at = members.findIndex((one) => one.memberId === rows[0]?.last)
  const next = members[(at + 1) % members.length]!.memberId
  await sql`update inbox_settings set last_assigned = ${next} where workspace_id = ${workspaceId}`.execute(trx)
  return next
}
