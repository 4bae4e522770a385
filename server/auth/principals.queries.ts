import { sql } from 'kysely'
import { advisoryLocks } from '../platform/advisoryLocks.ts'
import type { Db, Trx } from '../platform/db.ts'

/** `accountIds`: the accounts that they are limited to; null: all of the workspace. */
type Membership = { memberId: string; workspaceId: string; role: string; accountIds: string[] | null; isInstanceAdmin: boolean }

/** The workspace a user acts in: the one chosen for the session if they belong to it, else their first. */
export async function findMembership(db: Db, userId: string, chosen: string | null): Promise<Membership | null> {
  const { rows } = await sql<Membership>`
    select m.id as "memberId", m."organizationId" as "workspaceId", m.role, l.account_ids as "accountIds", u.instance_admin as "isInstanceAdmin"
    from identity.member m join identity."user" u on u.id = m."userId" left join identity.member_accounts l on l.member_id = m.id
    where m."userId" = ${userId}
    order by (m."organizationId"::text = ${chosen}) desc nulls last, m."createdAt" limit 1`.execute(db)
  return rows[0] ?? null
}

/** The workspaces of a person, by id or by email. Empty for an unknown email. */
export async function findWorkspacesOf(
  db: Db,
  who: { userId: string | null; email: string | null },
): Promise<{ workspaceId: string; userId: string }[]> {
  const { rows } = await sql<{ workspaceId: string; userId: string }>`
    select m."organizationId" as "workspaceId", m."userId" as "userId" from identity.member m join identity."user" u on u.id = m."userId"
    where u.id = ${who.userId} or u.email = ${who.email?.trim().toLowerCase() ?? null}`.execute(db)
  return rows
}

export async function hasOwner(db: Db): Promise<boolean> {
  const { rows } = await sql<{ exists: boolean }>`select exists (select from identity.member) as exists`.execute(db)
  return rows[0]!.exists
}

/** SQL: one set-up at a time: two first visits at once create one owner. The lock ends with the transaction. */
export const setUpTurn = sql`select pg_advisory_xact_lock(${sql.lit(advisoryLocks.setUp)})`

/** Adds a workspace: an organisation of the sign-in and a row of ours, with one id. */
export async function addWorkspace(db: Db, workspace: { id: string; name: string; at: Date }): Promise<void> {
  await sql`
    insert into identity.organization (id, name, slug, "createdAt")
      values (${workspace.id}, ${workspace.name}, ${workspace.id}, ${workspace.at})
    on conflict do nothing`.execute(db)
  await sql`insert into workspaces (id, name, created_at) values (${workspace.id}, ${workspace.name}, ${workspace.at})
    on conflict do nothing`.execute(db)
}

/** Adds a person to a workspace. `accountIds`: the accounts that they are limited to; without it all. */
export async function addMember(
  db: Db,
  member: { id: string; workspaceId: string; userId: string; role: string; accountIds?: string[] | null; at: Date },
): Promise<void> {
  await sql`
    insert into identity.member (id, "organizationId", "userId", role, "createdAt")
    values (${member.id}, ${member.workspaceId}, ${member.userId}, ${member.role}, ${member.at})`.execute(db)
  if (member.accountIds)
    await sql`insert into identity.member_accounts (member_id, account_ids) values (${member.id}, ${member.accountIds}::uuid[])`.execute(db)
}

/** Makes a person an admin of the instance, beside their roles in workspaces. */
export const makeInstanceAdmin = (trx: Trx, userId: string) =>
  sql`update identity."user" set instance_admin = true where id = ${userId}`.execute(trx)

/** The first workspace of the instance, in which BOOTSTRAP_API_KEY acts and the first owner works. */
export async function findFirstWorkspace(db: Db): Promise<{ id: string; name: string } | null> {
  const { rows } = await sql<{ id: string; name: string }>`select id, name from workspaces order by created_at, id limit 1`.execute(db)
  return rows[0] ?? null
}

/** Every workspace of the instance, oldest first. */
export const findAllWorkspaces = (db: Db): Promise<{ id: string; name: string }[]> =>
  db.selectFrom('workspaces').select(['id', 'name']).orderBy('created_at').orderBy('id').execute()

export async function findWorkspace(db: Db, id: string) {
  return db
    .selectFrom('workspaces')
    .select([
      'id',
      'name',
      'time_zone',
      'default_country',
      'notices_email',
      'language',
      'dm_texts',
      'clean_up_days',
      'address_days',
      'retention',
      'created_at',
    ])
    .where('id', '=', id)
    .executeTakeFirst()
}

/** How many people a workspace has. The schema of the sign-in has no row-level security: the workspace is named here. */
export async function countMembers(db: Db, workspaceId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from identity.member where "organizationId" = ${workspaceId}`.execute(db)
  return rows[0]!.n
}
