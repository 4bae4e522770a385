import { sql } from 'kysely'
import type { Condition } from '../contacts/filter/condition.schemas.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import { bulkActions } from '../platform/tables/bulkActions.ts'
import { columnsOf, selected, typesOf, without, type NewRow, type Selected } from '../platform/tables/table.ts'
import type { BulkWhat } from './bulk.schemas.ts'

export type BulkRow = Omit<Selected<typeof bulkActions>, 'what' | 'conditions'> & { what: BulkWhat; conditions: Condition[] }
const all = without(bulkActions)

export async function insertBulkAction(trx: Trx, row: NewRow<typeof bulkActions>): Promise<void> {
  await sql`insert into bulk_actions (${columnsOf(bulkActions)})
    select ${columnsOf(bulkActions)} from ${rowsOf([row], typesOf(bulkActions))}`.execute(trx)
}

export async function findBulkAction(trx: Db | Trx, workspaceId: string, id: string): Promise<BulkRow | null> {
  const { rows } = await sql<BulkRow>`
    select ${selected(bulkActions, 'b', all)} from bulk_actions b where b.workspace_id = ${workspaceId} and b.id = ${id}`.execute(trx)
  return rows[0] ?? null
}

/** Newest first. */
export async function findBulkActions(
  trx: Trx,
  workspaceId: string,
  { before, limit }: { before: [string, string] | null; limit: number },
): Promise<BulkRow[]> {
  const { rows } = await sql<BulkRow>`
    select ${selected(bulkActions, 'b', all)} from bulk_actions b where b.workspace_id = ${workspaceId}
      and ${before === null ? sql`true` : sql`(b.created_at, b.id) < (${before[0]}::timestamptz, ${before[1]}::uuid)`}
    order by b.created_at desc, b.id desc limit ${limit + 1}`.execute(trx)
  return rows
}

/** How many of a workspace run, whoever started them. In: a connection that sees all. */
export async function countRunning(db: Db, workspaceId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from bulk_actions where workspace_id = ${workspaceId} and state = 'running'`.execute(db)
  return rows[0]!.n
}

/** Whether it runs and is at this place; it is locked until the transaction ends. */
export async function lockAt(trx: Trx, id: string, place: string | null): Promise<boolean> {
  const { rows } = await sql`
    select from bulk_actions where id = ${id} and state = 'running' and place is not distinct from ${place}::uuid for update`.execute(trx)
  return rows.length > 0
}

export async function noteTotal(db: Db, id: string, total: number): Promise<void> {
  await sql`update bulk_actions set total = ${total} where id = ${id} and total is null`.execute(db)
}

/** Notes how far it came, in the transaction of what was done. */
export async function noteProgress(trx: Trx, id: string, place: string, done: number): Promise<void> {
  await sql`update bulk_actions set place = ${place}, done = done + ${done} where id = ${id}`.execute(trx)
}

/** Ends one, and forgets whom it was about. Out: false when it had ended. */
export async function endBulkAction(
  trx: Trx,
  id: string,
  { state, code = null, now }: { state: 'done' | 'failed' | 'cancelled'; code?: string | null; now: Date },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update bulk_actions set state = ${state}, code = ${code}, ended_at = ${now}, contact_ids = null, conditions = '[]',
      what = what - 'value' - 'reason'
    where id = ${id} and state = 'running'`.execute(trx)
  return Number(numAffectedRows) > 0
}
