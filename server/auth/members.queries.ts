import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'

export type MemberRow = {
  id: string
  userId: string
  name: string
  email: string
  role: string
  /** Null: all accounts. Deleted ones are left out. */
  accountIds: string[] | null
  createdAt: Date
}

const memberRows = sql`
  select m.id, u.id as "userId", u.name, u.email, m.role, m."createdAt",
    case when l.member_id is not null then array(select a.id from accounts a where a.id = any (l.account_ids)
      and a.workspace_id = m."organizationId" order by a.id) end as "accountIds"
  from identity.member m join identity."user" u on u.id = m."userId" left join identity.member_accounts l on l.member_id = m.id`

/**
 * The members of a workspace, in the order in which they joined. The schema of the sign-in has no row-level security: the workspace is
 * named here.
 */
export async function findMembers(
  db: Db | Trx,
  workspaceId: string,
  page: { after: { at: string; id: string } | null; limit: number },
): Promise<MemberRow[]> {
  const { rows } = await sql<MemberRow>`${memberRows}
    where m."organizationId" = ${workspaceId}
      and ${page.after ? sql`(m."createdAt", m.id) > (${page.after.at}::timestamptz, ${page.after.id}::uuid)` : sql`true`}
    order by m."createdAt", m.id limit ${page.limit + 1}`.execute(db)
  return rows
}

export async function findMember(db: Db | Trx, workspaceId: string, id: string): Promise<MemberRow | undefined> {
  const { rows } = await sql<MemberRow>`${memberRows} where m."organizationId" = ${workspaceId} and m.id = ${id}`.execute(db)
  return rows[0]
}

/**
 * Locks all members of a workspace, always in the same order, so that of two owners who step down at once one stays. Out: how many owners
 * there are.
 */
export async function lockMembers(trx: Trx, workspaceId: string): Promise<number> {
  const { rows } = await sql<{ role: string }>`
    select role from identity.member where "organizationId" = ${workspaceId} order by id for update`.execute(trx)
  return rows.filter(({ role }) => role === 'owner').length
}

/** The accounts among these that the workspace does not have. */
export async function findForeignAccounts(trx: Trx, workspaceId: string, accountIds: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select given.id from unnest(${accountIds}::uuid[]) as given(id)
    where not exists (select from accounts a where a.id = given.id and a.workspace_id = ${workspaceId})`.execute(trx)
  return rows.map((row) => row.id)
}

/** Changes a member. In: `accountIds` null removes the limit; undefined leaves it unchanged. */
export async function changeMember(
  trx: Trx,
  id: string,
  change: { role?: string | undefined; accountIds?: string[] | null | undefined },
): Promise<void> {
  if (change.role !== undefined) await sql`update identity.member set role = ${change.role} where id = ${id}`.execute(trx)
  if (change.accountIds === null) await sql`delete from identity.member_accounts where member_id = ${id}`.execute(trx)
  else if (change.accountIds !== undefined)
    await sql`
      insert into identity.member_accounts (member_id, account_ids) values (${id}, ${change.accountIds}::uuid[])
      on conflict (member_id) do update set account_ids = excluded.account_ids`.execute(trx)
}

/** Removes a member. Sessions that act in this workspace act in another of theirs, or in none. */
export async function removeMember(trx: Trx, id: string): Promise<void> {
  await sql`delete from identity.member where id = ${id}`.execute(trx)
}
