import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'

/** A key as it is looked up: what it was given, and what limits its maker now. `role` null: it has no maker who is still a member. */
export type FoundKey = {
  id: string
  workspaceId: string
  madeBy: string
  /** Of the BOOTSTRAP_API_KEY that made it (keys.ts); null: a person did, or it was not noted. */
  madeWith: Buffer | null
  scopes: string[]
  accountIds: string[] | null
  expiresAt: Date | null
  lastUsedAt: Date | null
  role: string | null
  makersAccountIds: string[] | null
}

const withMaker = sql`
  from identity.api_keys k left join identity.member m on m.id = k.member_id left join identity.member_accounts l on l.member_id = m.id`

/** Finds a key by its hash, also an expired one; not a revoked one. */
export async function findKey(db: Db, hash: Buffer): Promise<FoundKey | null> {
  const { rows } = await sql<FoundKey>`
    select k.id, k.workspace_id as "workspaceId", k.made_by as "madeBy", k.made_with as "madeWith", k.scopes, k.account_ids as "accountIds",
      k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt", m.role, l.account_ids as "makersAccountIds"
    ${withMaker} where k.hash = ${hash} and k.revoked_at is null`.execute(db)
  return rows[0] ?? null
}

export type KeyRow = {
  id: string
  name: string
  prefix: string
  scopes: string[]
  accountIds: string[] | null
  madeBy: string
  madeWith: Buffer | null
  makerName: string | null
  role: string | null
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
}

const keyRows = sql`
  select k.id, k.name, k.prefix, k.scopes, k.made_by as "madeBy", k.made_with as "madeWith", u.name as "makerName", m.role,
    k.created_at as "createdAt", k.expires_at as "expiresAt", k.last_used_at as "lastUsedAt",
    case when k.account_ids is not null then array(select a.id from accounts a where a.id = any (k.account_ids)
      and a.workspace_id = k.workspace_id order by a.id) end as "accountIds"
  ${withMaker} left join identity."user" u on k.made_by = 'user:' || u.id`

/**
 * The keys of a workspace that are not revoked, newest first. The schema of the sign-in has no row-level security: the workspace is named
 * here.
 */
export async function findKeys(
  db: Db,
  workspaceId: string,
  page: { after: { at: string; id: string } | null; limit: number },
): Promise<KeyRow[]> {
  const { rows } = await sql<KeyRow>`${keyRows}
    where k.workspace_id = ${workspaceId} and k.revoked_at is null
      and ${page.after ? sql`(k.created_at, k.id) < (${page.after.at}::timestamptz, ${page.after.id}::uuid)` : sql`true`}
    order by k.created_at desc, k.id desc limit ${page.limit + 1}`.execute(db)
  return rows
}

type NewKeyRow = {
  id: string
  workspaceId: string
  memberId: string | null
  madeBy: string
  madeWith: Buffer | null
  name: string
  prefix: string
  hash: Buffer
  scopes: string[]
  accountIds: string[] | null
  createdAt: Date
  expiresAt: Date | null
}

/** Adds a key; those of a workspace one after the other, so that two at once do not exceed `atMost`. Out: false when it would. */
export async function addKey(trx: Trx, row: NewKeyRow, atMost: number): Promise<boolean> {
  await sql`select from identity."organization" where id = ${row.workspaceId} for no key update`.execute(trx)
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from identity.api_keys where workspace_id = ${row.workspaceId} and revoked_at is null`.execute(trx)
  if (rows[0]!.n >= atMost) return false
  await sql`
    insert into identity.api_keys (id, workspace_id, member_id, made_by, made_with, name, prefix, hash, scopes, account_ids, created_at,
      expires_at)
    values (${row.id}, ${row.workspaceId}, ${row.memberId}, ${row.madeBy}, ${row.madeWith}, ${row.name}, ${row.prefix}, ${row.hash},
      ${row.scopes}::text[], ${row.accountIds}::uuid[], ${row.createdAt}, ${row.expiresAt})`.execute(trx)
  return true
}

/** Reads one key as `findKeys` shows it. */
export async function findShownKey(db: Db | Trx, workspaceId: string, id: string): Promise<KeyRow | null> {
  const { rows } = await sql<KeyRow>`${keyRows} where k.workspace_id = ${workspaceId} and k.id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** Out: false when the workspace has no such key, or it is revoked already. */
export async function revokeKey(trx: Trx, workspaceId: string, id: string, at: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update identity.api_keys set revoked_at = ${at}
    where workspace_id = ${workspaceId} and id = ${id} and revoked_at is null`.execute(trx)
  return numAffectedRows === 1n
}

/** The membership of a person in a workspace, by which their keys are limited. */
export async function findMemberId(trx: Trx, workspaceId: string, userId: string): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select id from identity.member where "organizationId" = ${workspaceId} and "userId" = ${userId} order by "createdAt" limit 1`.execute(
    trx,
  )
  return rows[0]?.id ?? null
}

/** Notes when keys were last used, in one statement. A time that another process noted less than `apartMs` before stays. */
export async function noteKeyUses(db: Db, uses: { id: string; at: Date }[], apartMs: number): Promise<void> {
  await sql`
    update identity.api_keys k set last_used_at = used.at
    from unnest(${uses.map(({ id }) => id)}::uuid[], ${uses.map(({ at }) => at)}::timestamptz[]) as used (id, at)
    where k.id = used.id and (k.last_used_at is null or k.last_used_at <= used.at - ${apartMs}::double precision * interval '1 millisecond')`.execute(
    db,
  )
}
