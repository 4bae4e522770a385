import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'

export type UserRow = {
  id: string
  name: string
  email: string
  instanceAdmin: boolean
  twoFactor: boolean
  createdAt: Date
  /** When one of their sessions was used last; null: not since all of them ended. */
  lastUsedAt: Date | null
  workspaces: { id: string; name: string; role: string }[]
}

const userRows = sql`
  select u.id, u.name, u.email, u.instance_admin as "instanceAdmin", coalesce(u."twoFactorEnabled", false) as "twoFactor", u."createdAt",
    (select max(s."updatedAt") from identity.session s where s."userId" = u.id) as "lastUsedAt",
    coalesce((select json_agg(json_build_object('id', w.id, 'name', w.name, 'role', m.role) order by m."createdAt", m.id)
      from identity.member m join workspaces w on w.id = m."organizationId" where m."userId" = u.id), '[]'::json) as workspaces
  from identity."user" u`

/** The people of the instance, oldest first. In: `like`: a part of the name or email; `after`: the last one shown. */
export async function findUsers(
  db: Db,
  { like, after, limit }: { like: string | null; after: { at: string; id: string } | null; limit: number },
): Promise<UserRow[]> {
  const { rows } = await sql<UserRow>`${userRows}
    where ${like === null ? sql`true` : sql`(u.name ilike ${like} or u.email ilike ${like})`}
      and ${after ? sql`(u."createdAt", u.id) > (${after.at}::timestamptz, ${after.id}::uuid)` : sql`true`}
    order by u."createdAt", u.id limit ${limit + 1}`.execute(db)
  return rows
}

export async function findUser(db: Db | Trx, id: string): Promise<UserRow | null> {
  const { rows } = await sql<UserRow>`${userRows} where u.id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** Whether somebody has this email. */
export async function hasUser(db: Db | Trx, email: string): Promise<boolean> {
  const { rows } = await sql<{ exists: boolean }>`
    select exists (select from identity."user" where email = ${email}) as exists`.execute(db)
  return rows[0]!.exists
}

/** Whether a login with this email was made, but never came into a workspace, because what was to follow failed. */
export async function isLeftOver(db: Db | Trx, email: string): Promise<boolean> {
  const { rows } = await sql<{ exists: boolean }>`
    select exists (select from identity."user" u where u.email = ${email.toLowerCase()}
      and not exists (select from identity.member m where m."userId" = u.id)
      and not exists (select from workspaces w where exists (
        select from audit a where a.workspace_id = w.id and a.actor = 'user:' || u.id))) as exists`.execute(db)
  return rows[0]!.exists
}

/** Notes that nothing shows that a person's email is theirs: a provider's word about that address finds them no longer. */
export const noteUnprovenAddress = (trx: Trx, id: string) =>
  sql`update identity."user" set email_by_self = true where id = ${id}`.execute(trx)

/** Whose code is asked for, by the random name of a sign-in that waits for it. */
export async function findChallengedUser(db: Db, name: string): Promise<string | null> {
  if (!name.startsWith('2fa-') || name.startsWith('2fa-attempts-')) return null
  const { rows } = await sql<{ id: string }>`
    select u.id from identity.verification v join identity."user" u on u.id::text = v.value where v.identifier = ${name}`.execute(db)
  return rows[0]?.id ?? null
}

/** Locks the admins of the instance, always in the same order, so that of two who step down at once one stays. Out: their ids. */
export async function lockInstanceAdmins(trx: Trx): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from identity."user" where instance_admin order by id for update`.execute(trx)
  return rows.map(({ id }) => id)
}

export const setInstanceAdmin = (trx: Trx, id: string, instanceAdmin: boolean) =>
  sql`update identity."user" set instance_admin = ${instanceAdmin} where id = ${id}`.execute(trx)

/** The workspaces whose only owner a person is; their members are locked. */
export async function findOnlyOwned(trx: Trx, userId: string): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql<{ id: string; name: string }>`
    with theirs as (
      select m."organizationId" as id from identity.member m where m."userId" = ${userId} and m.role = 'owner'),
    owners as (
      select m."organizationId" as id, m."userId" as "userId" from identity.member m
      where m.role = 'owner' and m."organizationId" in (select id from theirs) order by m.id for update)
    select w.id, w.name from workspaces w
    where w.id in (select id from owners group by id having count(*) = 1) order by w.created_at, w.id`.execute(trx)
  return rows
}

/** Removes a person with their sessions, logins and memberships. What they made in workspaces stays. */
export const removeUser = (trx: Trx, id: string) => sql`delete from identity."user" where id = ${id}`.execute(trx)

/** Ends a second factor of somebody who lost it, and their sessions. */
export async function removeSecondFactor(trx: Trx, userId: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from identity."twoFactor" where "userId" = ${userId}`.execute(trx)
  await sql`update identity."user" set "twoFactorEnabled" = false where id = ${userId}`.execute(trx)
  if (numAffectedRows) await sql`delete from identity.session where "userId" = ${userId}`.execute(trx)
  return Number(numAffectedRows) > 0
}

/** Lets the session of a person act in one of their workspaces. In: `session`: its id; null: their newest. */
export async function enterWorkspace(trx: Db | Trx, who: { userId: string; session: string | null; workspaceId: string }): Promise<void> {
  const which = who.session
    ? sql`${who.session}::uuid`
    : sql`(select id from identity.session where "userId" = ${who.userId} order by "createdAt" desc limit 1)`
  await sql`
    update identity.session set "activeOrganizationId" = ${who.workspaceId} where id = ${which} and "userId" = ${who.userId}`.execute(trx)
}

export type WorkspaceRow = { id: string; name: string; role: string | null; members: number; accounts: number; createdAt: Date }

/** Whose workspaces are listed: of every person (with the role of one), of one person, or the one of a key. */
type WhoseWorkspaces = { everybody: string | null } | { userId: string } | { workspaceId: string }

/** Workspaces by name, one more than `limit`. */
export async function findWorkspaces(
  db: Db,
  { of, after, limit }: { of: WhoseWorkspaces; after: { name: string; id: string } | null; limit: number },
): Promise<WorkspaceRow[]> {
  const userId = 'userId' in of ? of.userId : 'everybody' in of ? of.everybody : null
  const { rows } = await sql<WorkspaceRow>`
    select w.id, w.name, m.role, w.created_at as "createdAt",
      (select count(*)::integer from identity.member o where o."organizationId" = w.id) as members,
      (select count(*)::integer from accounts a where a.workspace_id = w.id) as accounts
    from workspaces w left join identity.member m on m."organizationId" = w.id and m."userId" = ${userId}
    where ${'userId' in of ? sql`m.id is not null` : 'workspaceId' in of ? sql`w.id = ${of.workspaceId}` : sql`true`}
      and ${after ? sql`(w.name, w.id) > (${after.name}, ${after.id}::uuid)` : sql`true`}
    order by w.name, w.id limit ${limit + 1}`.execute(db)
  return rows
}
