import type { Selectable } from 'kysely'
import type { Trx } from '../platform/db.ts'
import type { connections } from '../platform/tables/connections.ts'
import type { KyselyTable, NewRow } from '../platform/tables/table.ts'

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

export const addConnection = (trx: Trx, row: NewConnection): Promise<ConnectionRow> =>
  trx.insertInto('connections').values(row).returningAll().executeTakeFirstOrThrow()

export const changeConnection = (
  trx: Trx,
  id: string,
  change: Partial<NewConnection> & Partial<Pick<ConnectionRow, 'status_reason'>>,
): Promise<ConnectionRow> => trx.updateTable('connections').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow()
