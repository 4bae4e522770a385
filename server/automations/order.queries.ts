import { sql } from 'kysely'
import { nextSetNumber } from '../accounts/accounts.queries.ts'
import { rowsOf, type Trx } from '../platform/db.ts'
import { automationSets } from '../platform/tables/automations.ts'
import { columnsOf } from '../platform/tables/table.ts'

/** The number of an account's automation set, or null when there is no such account in this workspace. */
export const findSetNumber = async (trx: Trx, accountId: string): Promise<number | null> => {
  const row = await trx.selectFrom('accounts').select('automation_set').where('id', '=', accountId).executeTakeFirst()
  return row ? Number(row.automation_set) : null
}

/** Gives automations of one account new priorities, as one change of its set. The caller holds the ingest lock. */
export async function setPriorities(trx: Trx, accountId: string, priorities: Map<string, number>, at: Date): Promise<void> {
  const given = rowsOf(
    [...priorities].map(([id, priority]) => ({ id, priority })),
    'id uuid, priority integer',
  )
  await sql`
    with moved as (select id, priority from ${given}),
    set_now as (${nextSetNumber(accountId)}),
    changed as (update automations a set priority = moved.priority, updated_at = ${at} from moved where a.id = moved.id
      and a.account_id = ${accountId}),
    closed as (
      update automation_sets s set until_set = set_now.number from set_now, moved
      where s.account_id = ${accountId} and s.automation_id = moved.id and s.until_set is null
      returning s.automation_id, s.version_id, s.workspace_id, s.live, moved.priority)
    insert into automation_sets (${columnsOf(automationSets)})
    select ${accountId}, closed.automation_id, closed.version_id, closed.workspace_id, closed.live, closed.priority, set_now.number, null
    from closed, set_now`.execute(trx)
}
