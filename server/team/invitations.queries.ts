import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'

/** How long an invitation lasts. */
const invitationLastsMs = 48 * 3_600_000
const goneAfterMs = 30 * 24 * 3_600_000

export type InvitationRow = {
  id: string
  workspaceId: string
  email: string
  role: string
  accountIds: string[] | null
  createdAt: Date
  expiresAt: Date
}
const columns = sql`i.id, i.workspace_id as "workspaceId", i.email, i.role, i.account_ids as "accountIds", i.created_at as "createdAt",
  i.expires_at as "expiresAt"`

/** Whoever may give an invitation of this role, by the audit's name of them: an owner; for other roles also an admin; or the hub's own. */
const mayInvite = sql`case when i.invited_by like 'user:%' then exists (
    select from identity.member m where m."organizationId" = i.workspace_id and 'user:' || m."userId" = i.invited_by
      and (m.role = 'owner' or (m.role = 'admin' and i.role <> 'owner')))
  or exists (select from identity."user" u where 'user:' || u.id = i.invited_by and u.instance_admin)
  else i.invited_by = 'key:bootstrap' end`

/** The role of an open invitation to this address. */
export async function findRoleInvited(trx: Trx, workspaceId: string, by: { email: string } | { id: string }): Promise<string | null> {
  const { rows } = await sql<{ role: string }>`
    select role from identity.invitations
    where workspace_id = ${workspaceId} and ${'id' in by ? sql`id = ${by.id}` : sql`email = ${by.email}`} for update`.execute(trx)
  return rows[0]?.role ?? null
}

/** How many invitations of a workspace are open. */
export async function countInvitations(trx: Trx, workspaceId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from identity.invitations where workspace_id = ${workspaceId}`.execute(trx)
  return rows[0]!.n
}

/**
 * Stores an invitation. One that was open for this address is replaced, and its link no longer works. Those that are over for a month are
 * deleted, with the addresses of people who never came.
 */
export async function addInvitation(
  trx: Trx,
  given: Omit<InvitationRow, 'expiresAt' | 'createdAt'> & { hash: string; invitedBy: string; now: Date },
): Promise<InvitationRow> {
  await sql`delete from identity.invitations where expires_at < ${new Date(given.now.getTime() - goneAfterMs)}`.execute(trx)
  const { rows } = await sql<InvitationRow>`
    insert into identity.invitations as i (id, workspace_id, email, role, account_ids, token_hash, invited_by, created_at, expires_at)
    values (${given.id}, ${given.workspaceId}, ${given.email}, ${given.role}, ${given.accountIds}::uuid[], ${given.hash},
      ${given.invitedBy}, ${given.now}, ${new Date(given.now.getTime() + invitationLastsMs)})
    on conflict (workspace_id, email) do update set id = excluded.id, role = excluded.role, account_ids = excluded.account_ids,
      token_hash = excluded.token_hash, invited_by = excluded.invited_by, created_at = excluded.created_at, expires_at = excluded.expires_at
    returning ${columns}`.execute(trx)
  return rows[0]!
}

/** The invitations of a workspace that nobody accepted, newest first. */
export async function findInvitations(
  db: Db,
  workspaceId: string,
  { after, limit }: { after: { at: string; id: string } | null; limit: number },
): Promise<InvitationRow[]> {
  const { rows } = await sql<InvitationRow>`
    select ${columns} from identity.invitations i
    where i.workspace_id = ${workspaceId}
      and ${after ? sql`(i.created_at, i.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql`true`}
    order by i.created_at desc, i.id desc limit ${limit + 1}`.execute(db)
  return rows
}

/** An open invitation by its link, with the name of its workspace. */
export async function findByLink(db: Db, hash: string, now: Date): Promise<(InvitationRow & { workspace: string }) | null> {
  const { rows } = await sql<InvitationRow & { workspace: string }>`
    select ${columns}, w.name as workspace from identity.invitations i join workspaces w on w.id = i.workspace_id
    where i.token_hash = ${hash} and i.expires_at > ${now} and ${mayInvite}`.execute(db)
  return rows[0] ?? null
}

/** The newest open invitation to an address, in any workspace. */
export async function findOpenInvitation(trx: Trx, email: string, now: Date): Promise<{ workspaceId: string; hash: string } | null> {
  const { rows } = await sql<{ workspaceId: string; hash: string }>`
    select i.workspace_id as "workspaceId", i.token_hash as hash from identity.invitations i
    where i.email = ${email} and i.expires_at > ${now} and ${mayInvite} order by i.created_at desc, i.id desc limit 1`.execute(trx)
  return rows[0] ?? null
}

/**
 * Uses a link up: of two requests at once only one gets the invitation. Null also when whoever sent it may not give this role any more; the
 * caller holds the locks of the members (`lockMembers`).
 */
export async function takeInvitation(trx: Trx, hash: string, now: Date): Promise<InvitationRow | null> {
  const { rows } = await sql<InvitationRow>`
    delete from identity.invitations i where i.token_hash = ${hash} and i.expires_at > ${now} and ${mayInvite}
    returning ${columns}`.execute(trx)
  return rows[0] ?? null
}

/** Whether the link of an invitation was sent by email, so that whoever has it reads the mail of that address. */
export async function wasMailed(trx: Trx, { id, workspaceId }: Pick<InvitationRow, 'id' | 'workspaceId'>): Promise<boolean> {
  const { rows } = await sql<{ exists: boolean }>`
    select exists (select from mails where workspace_id = ${workspaceId} and unique_key = ${`invitation/${id}`}) as exists`.execute(trx)
  return rows[0]!.exists
}

/** Withdraws an invitation. Out: whether the workspace had it. */
export async function removeInvitation(trx: Trx, workspaceId: string, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from identity.invitations where id = ${id} and workspace_id = ${workspaceId}`.execute(trx)
  return Number(numAffectedRows) > 0
}

/** Whether somebody with this email is a member already. */
export async function isMember(trx: Trx, workspaceId: string, email: string): Promise<boolean> {
  const { rows } = await sql<{ exists: boolean }>`
    select exists (select from identity.member m join identity."user" u on u.id = m."userId"
      where m."organizationId" = ${workspaceId} and u.email = ${email}) as exists`.execute(trx)
  return rows[0]!.exists
}

/** Whether a person belongs to a workspace. */
export async function findMembershipIn(trx: Trx, workspaceId: string, userId: string): Promise<boolean> {
  const { rows } = await sql<{ exists: boolean }>`
    select exists (select from identity.member where "organizationId" = ${workspaceId} and "userId" = ${userId}) as exists`.execute(trx)
  return rows[0]!.exists
}
