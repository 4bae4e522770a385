import { sql } from 'kysely'
import type { ChannelName } from '../model/event.ts'
import type { TokenState } from '../model/login.ts'
import type { Sentence } from '../model/sentence.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import type { AccountRow } from './accounts.queries.ts'
import type { ConnectionRow } from './connections.queries.ts'

/** Accounts whose tokens are looked after; a stopped one waits for its owner. */
const living = sql`status in ('active', 'inactive', 'paused') and access_token is not null`

/**
 * Forgets times of a clock that was far ahead and has been set back: when tokens were checked, how long they last, since when an account is
 * active. Otherwise nothing would be checked until those times come, and a token would die before. In: times after `ahead` are such.
 */
export async function forgetTimesAhead(db: Db, ahead: Date, now: Date): Promise<void> {
  await sql`
    update accounts set
      token_checked_at = case when token_checked_at > ${ahead} then null else token_checked_at end,
      token_expires_at = case when token_issued_at > ${ahead} then null else token_expires_at end,
      token_issued_at = case when token_issued_at > ${ahead} then null else token_issued_at end,
      active_since = case when active_since > ${ahead} then ${now} else active_since end
    where token_checked_at > ${ahead} or token_issued_at > ${ahead} or active_since > ${ahead}`.execute(db)
  await sql`
    update connections set token_checked_at = null, updated_at = least(updated_at, ${now})
    where token_checked_at > ${ahead} or updated_at > ${ahead}`.execute(db)
}

/** Finds accounts whose token was not checked since a time, those that waited longest first. */
export async function findUncheckedTokens(db: Db, before: Date, atMost: number): Promise<{ id: string; workspaceId: string }[]> {
  const { rows } = await sql<{ id: string; workspaceId: string }>`
    select id, workspace_id as "workspaceId" from accounts where ${living} and (token_checked_at is null or token_checked_at < ${before})
    order by token_checked_at nulls first, id limit ${atMost}`.execute(db)
  return rows
}

/** Finds an account whose token is to be looked after; undefined when it stopped or was removed. */
export const findTokenOwner = (db: Db, id: string): Promise<AccountRow | undefined> =>
  db
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', id)
    .where(sql<boolean>`${living}`)
    .executeTakeFirst()

/**
 * Stores a renewed token in place of the one that it was made from. Out: false when the account has another token by now, which then
 * stays.
 */
export async function storeRenewedToken(
  db: Db,
  { id, access_token }: Pick<AccountRow, 'id' | 'access_token'>,
  renewed: { sealed: Buffer; expiresAt: Date },
  now: Date,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update accounts set access_token = ${renewed.sealed}, token_issued_at = ${now}, token_expires_at = ${renewed.expiresAt},
      token_checked_at = ${now}, updated_at = ${now}, token_kind = case token_kind when 'unknown' then 'instagram_user' else token_kind end
    where id = ${id} and access_token = ${access_token}`.execute(db)
  return Number(numAffectedRows) > 0
}

/** Notes that a token worked just now. */
export const noteChecked = (db: Db, { id, access_token }: Pick<AccountRow, 'id' | 'access_token'>, now: Date) =>
  sql`update accounts set token_checked_at = ${now} where id = ${id} and access_token = ${access_token}`.execute(db)

/**
 * Notes what the platform told of an account's token. Out: whether anything of it is new, so that pages read it again; the time of the
 * check is noted in any case.
 */
export async function noteState(
  db: Db,
  { id, access_token }: Pick<AccountRow, 'id' | 'access_token'>,
  state: TokenState,
  now: Date,
): Promise<boolean> {
  const kind = state.kind === 'unknown' ? sql`a.token_kind` : sql`${state.kind}`
  const { rows } = await sql<{ changed: boolean }>`
    update accounts a set token_kind = ${kind}, token_issued_at = coalesce(${state.issuedAt}, a.token_issued_at),
      token_expires_at = ${state.expiresAt}, data_access_expires_at = ${state.dataAccessExpiresAt}, granted_scopes = ${state.scopes},
      token_checked_at = ${now}
    from accounts before where a.id = ${id} and a.access_token = ${access_token} and before.id = a.id
    returning (before.token_kind, before.token_expires_at, before.data_access_expires_at, before.granted_scopes) is distinct from
      (a.token_kind, a.token_expires_at, a.data_access_expires_at, a.granted_scopes) as changed`.execute(db)
  return rows[0]?.changed ?? false
}

/** A login with a token of its own, that was not checked since a time. */
export async function findUncheckedLogins(db: Db, before: Date, atMost: number): Promise<{ id: string; workspaceId: string }[]> {
  const { rows } = await sql<{ id: string; workspaceId: string }>`
    select id, workspace_id as "workspaceId" from connections where status = 'active' and user_token is not null
      and (token_checked_at is null or token_checked_at < ${before}) order by token_checked_at nulls first, id limit ${atMost}`.execute(db)
  return rows
}

export const findLogin = (db: Db, id: string): Promise<ConnectionRow | undefined> =>
  db.selectFrom('connections').selectAll().where('id', '=', id).where('status', '=', 'active').executeTakeFirst()

/** Notes what was found out about the token of a login. Out: false when the login has another token by now. */
export async function noteLogin(
  trx: Trx,
  { id, user_token }: Pick<ConnectionRow, 'id' | 'user_token'>,
  change: Partial<Omit<ConnectionRow, 'id'>>,
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('connections')
    .set(change)
    .where('id', '=', id)
    .where('user_token', '=', user_token)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export type StoppedAccount = {
  id: string
  workspaceId: string
  channel: ChannelName
  simulated: boolean
  name: string
  reason: Sentence | null
}

/**
 * Takes the accounts that stopped and of which nobody was told yet; afterwards they count as told, until they are active again
 * (`changeAccount`).
 */
export async function takeUntoldStops(trx: Trx, now: Date): Promise<StoppedAccount[]> {
  const { rows } = await sql<StoppedAccount>`
    update accounts set stop_told_at = ${now} where status = 'reconnect_needed' and stop_told_at is null
    returning id, workspace_id as "workspaceId", channel, simulated, name, status_reason as reason`.execute(trx)
  return rows
}

/** `what`: the access token of an account, the login, or the platform's permission to read its data. */
export type Ending = {
  what: 'account' | 'login' | 'data'
  id: string
  workspaceId: string
  accountId: string | null
  name: string
  at: Date
}

/** Finds what ends before a time: tokens of accounts and of logins, and access to data. */
export async function findEndings(db: Db, now: Date, before: Date): Promise<Ending[]> {
  const { rows } = await sql<Ending>`
    select 'account' as what, id, workspace_id as "workspaceId", id as "accountId", name, token_expires_at as at from accounts
      where ${living} and token_expires_at > ${now} and token_expires_at <= ${before}
    union all
    select 'data', id, workspace_id, id, name, data_access_expires_at from accounts where ${living} and connection_id is null
      and data_access_expires_at > ${now} and data_access_expires_at <= ${before}
    union all
    select case ends.what when 1 then 'login' else 'data' end, c.id, c.workspace_id, null, coalesce(c.name, c.external_id), ends.at
      from connections c cross join lateral (values
        (1, case when c.user_token is not null then c.token_expires_at end), (2, c.data_access_expires_at)) ends(what, at)
      where c.status = 'active' and ends.at > ${now} and ends.at <= ${before}
    order by at, id`.execute(db)
  return rows
}

/** Those of these keys of mails that no mail has yet. */
export async function findNewKeys(db: Db, keys: { workspaceId: string; key: string }[]): Promise<Set<string>> {
  if (!keys.length) return new Set()
  const given = keys.map(({ workspaceId, key }) => ({ workspace_id: workspaceId, key }))
  const { rows } = await sql<{ key: string }>`
    select given.key from ${rowsOf(given, 'workspace_id uuid, key text')}
    where not exists (select from mails m where m.workspace_id = given.workspace_id and m.unique_key = given.key)`.execute(db)
  return new Set(rows.map(({ key }) => key))
}
