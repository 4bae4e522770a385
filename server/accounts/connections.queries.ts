import { sql, type Selectable } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import type { connections } from '../platform/tables/connections.ts'
import type { KyselyTable, NewRow } from '../platform/tables/table.ts'
import { findAccount, type AccountRow } from './accounts.queries.ts'

export type ConnectionRow = Selectable<KyselyTable<typeof connections>>
export type NewConnection = NewRow<typeof connections>

/** The connection of this person with this app, which a new login continues. */
export const findConnectionOf = (
  trx: Trx,
  { provider, app_id, external_id }: Pick<ConnectionRow, 'provider' | 'app_id' | 'external_id'>,
): Promise<ConnectionRow | undefined> =>
  trx
    .selectFrom('connections')
    .selectAll()
    .where('provider', '=', provider)
    .where('app_id', '=', app_id)
    .where('external_id', '=', external_id)
    .forUpdate()
    .executeTakeFirst()

export const findConnection = (trx: Trx, id: string): Promise<ConnectionRow | undefined> =>
  trx.selectFrom('connections').selectAll().where('id', '=', id).executeTakeFirst()

export async function findConnections(trx: Trx, page: { limit: number; before: string | null }): Promise<ConnectionRow[]> {
  let query = trx
    .selectFrom('connections')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
  if (page.before) query = query.where('id', '<', page.before)
  return query.execute()
}

/** Whether somebody of the workspace logged in this way before, and the login still works. */
export const hasLogin = async (trx: Trx, provider: string, simulated: boolean): Promise<boolean> =>
  (await trx
    .selectFrom('connections')
    .select('id')
    .where('provider', '=', provider)
    .where('simulated', '=', simulated)
    .where('status', '=', 'active')
    .limit(1)
    .executeTakeFirst()) !== undefined

export const addConnection = (trx: Trx, row: NewConnection): Promise<ConnectionRow> =>
  trx.insertInto('connections').values(row).returningAll().executeTakeFirstOrThrow()

export const changeConnection = (
  trx: Trx,
  id: string,
  change: Partial<NewConnection> & Partial<Pick<ConnectionRow, 'status_reason'>>,
): Promise<ConnectionRow> => trx.updateTable('connections').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()

/** An account, and the login that it came through. Errors: not_found. */
export async function findWithLogin(trx: Trx, id: string): Promise<{ account: AccountRow; login: ConnectionRow | undefined }> {
  const account = (await findAccount(trx, id)) ?? notFound('account', id)
  return { account, login: account.connection_id ? await findConnection(trx, account.connection_id) : undefined }
}

/** Deletes the token of a login that is of no use any more; the row tells that it was there. */
export const endLogin = (trx: Trx, id: string, now: Date): Promise<ConnectionRow> =>
  changeConnection(trx, id, { user_token: null, status: 'disconnected', updated_at: now })

/** Deletes a login. Out: false when it is gone already. */
export async function removeConnection(trx: Trx, id: string): Promise<boolean> {
  const { numDeletedRows } = await trx.deleteFrom('connections').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

/** Deletes the tokens of logins that were begun before a time and through which no account with a token came. */
export const forgetUnusedLogins = (db: Db, before: Date, now: Date) =>
  sql`update connections c set user_token = null, status = 'disconnected', updated_at = ${now}
    where c.user_token is not null and c.updated_at < ${before}
      and not exists (select from accounts a where a.connection_id = c.id and a.access_token is not null)`.execute(db)
