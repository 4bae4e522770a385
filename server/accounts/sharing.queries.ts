import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import type { AccountRow } from './accounts.queries.ts'
import type { ConnectionRow } from './connections.queries.ts'

/** Who else depends on what one account has at the platform: nobody, others of its workspace alone, or also another workspace. */
export type Sharing = 'nobody' | 'here' | 'elsewhere'

/**
 * Finds who else needs the delivery of events that an account has: the platform knows one subscription for each Page and business account.
 * In:     the system role; accounts of every workspace count.
 */
export async function whoSharesDelivery(
  system: Db,
  { id, workspace_id, channel, external_id, page_id, business_id }: AccountRow,
): Promise<Sharing> {
  const page = page_id ?? external_id
  const { rows } = await sql<{ elsewhere: boolean }>`
    select distinct workspace_id <> ${workspace_id} as elsewhere from accounts where id <> ${id} and access_token is not null
      and (page_id = ${page} or (external_id = ${page} and channel <> ${channel}) or business_id = ${business_id})`.execute(system)
  return sharingOf(rows)
}

/**
 * Finds who else needs what a person granted to an app: the platform knows one grant for each person and app, and takes back all of it.
 * In:     the system role; the login. Other logins of this person with this app count while they, or accounts of theirs, have a token.
 */
export async function whoSharesGrant(
  system: Db,
  { id, workspace_id, app_id, external_id }: Pick<ConnectionRow, 'id' | 'workspace_id' | 'app_id' | 'external_id'>,
): Promise<Sharing> {
  const { rows } = await sql<{ elsewhere: boolean }>`
    select distinct c.workspace_id <> ${workspace_id} as elsewhere from connections c
    where c.app_id = ${app_id} and c.external_id = ${external_id} and c.id <> ${id} and (c.user_token is not null
      or exists (select from accounts a where a.connection_id = c.id and a.access_token is not null))`.execute(system)
  return sharingOf(rows)
}

/** Whether accounts with a token came through this login, not counting one. In: the system role: those that a member may not see count. */
export async function hasOtherAccounts(system: Db, connectionId: string, accountId: string | null): Promise<boolean> {
  const { rows } = await sql`select from accounts
    where connection_id = ${connectionId} and id is distinct from ${accountId}::uuid and access_token is not null limit 1`.execute(system)
  return rows.length > 0
}

function sharingOf(rows: { elsewhere: boolean }[]): Sharing {
  if (rows.some(({ elsewhere }) => elsewhere)) return 'elsewhere'
  return rows.length > 0 ? 'here' : 'nobody'
}
