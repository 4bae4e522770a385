import { sql } from 'kysely'
import { isOfSeenAccounts } from '../../platform/boundedPage.ts'
import type { Db, Trx } from '../../platform/db.ts'
import type { Condition } from './condition.schemas.ts'
import { fitsConditions, type AskedBy } from './fitsConditions.queries.ts'

/**
 * Finds people by their conditions, part by part, in the order of their ids: for counts, bulk actions and exports.
 * In:     `after`: the end of the part before, null for the first; `walked`: how many people one part looks at.
 * Out:    the ids, and the `end` to go on from; null: there are no more. A part may hold none although more follow. Works on a
 *         transaction without row-level security too.
 */
export async function findContactIds(
  trx: Db | Trx,
  who: AskedBy,
  conditions: readonly Condition[],
  { after, walked }: { after: string | null; walked: number },
): Promise<{ ids: string[]; end: string | null }> {
  const { rows } = await sql<{ ids: string[] | null; n: number; end: string | null }>`
    with part as materialized (
      select p.* from contacts p where p.workspace_id = ${who.workspaceId} and ${after === null ? sql`true` : sql`p.id > ${after}`}
      order by p.id limit ${walked})
    select (select array_agg(p.id order by p.id) from part p where ${isSeen(who)} and ${fitsConditions(conditions, who)}) as ids,
      (select count(*)::integer from part) as n, (select p.id from part p order by p.id desc limit 1) as end`.execute(trx)
  const [{ ids, n, end }] = rows as [(typeof rows)[0] & object]
  return { ids: ids ?? [], end: n < walked ? null : end }
}

/** Those of these people for whom the conditions hold, in the order of their ids; without conditions: whom the caller sees. */
export async function findFitting(
  trx: Db | Trx,
  who: AskedBy,
  conditions: readonly Condition[],
  ids: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select p.id from contacts p where p.workspace_id = ${who.workspaceId} and p.id = any(${ids}::uuid[])
      and ${isSeen(who)} and ${fitsConditions(conditions, who)} order by p.id`.execute(trx)
  return rows.map((row) => row.id)
}

const isSeen = (who: AskedBy) =>
  who.accountIds === null
    ? sql`true`
    : sql`exists (select from conversations c where c.contact_id = p.id and ${isOfSeenAccounts(who, 'c.account_id')})`
