import { sql } from 'kysely'
import type { OwnLimits } from '../model/account.ts'
import { rowsOf, type Trx } from '../platform/db.ts'

/** The key of the account limits set by the owner. */
export const ownKey = 'own'

/**
 * Stores the account limits set by the owner (`limit_windows` under the key `own`): a limit over another period starts with an empty
 * window, one with another number of calls keeps its counts. So a change applies from the next claim on.
 */
export async function storeOwnLimits(trx: Trx, accountId: string, limits: OwnLimits): Promise<void> {
  const own = Object.entries(limits).map(([kind, limit]) => ({ kind, calls: limit.calls, per_ms: limit.perMs }))
  const given = rowsOf(own, 'kind text, calls integer, per_ms double precision')
  // In the same order as everywhere limits are locked.
  await sql`select from send_limits s join limit_windows w on w.limit_id = s.id where s.account_id = ${accountId} and s.key = ${ownKey}
    order by s.kind for update of w`.execute(trx)
  await sql`delete from send_limits s using limit_windows w where w.limit_id = s.id and s.account_id = ${accountId} and s.key = ${ownKey}
    and not exists (select from ${given} where given.kind = s.kind and given.per_ms = w.per_ms)`.execute(trx)
  await sql`update limit_windows w set calls = given.calls from ${given}, send_limits s
    where s.account_id = ${accountId} and s.key = ${ownKey} and s.kind = given.kind and w.limit_id = s.id`.execute(trx)
}
