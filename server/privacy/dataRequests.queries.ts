import { sql, type RawBuilder } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'
import type { dataRequests } from '../platform/tables/privacy.ts'
import type { NewRow } from '../platform/tables/table.ts'

export type DataRequest = NewRow<typeof dataRequests>

/** Stores a request. Out: its code; of one that was stored before, the code it has. */
export async function storeRequest(trx: Trx, row: DataRequest): Promise<{ code: string; isNew: boolean }> {
  const added = await trx
    .insertInto('data_requests')
    .values(row)
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .returning('code')
    .executeTakeFirst()
  if (added) return { code: added.code, isNew: true }
  const { code } = await trx.selectFrom('data_requests').select('code').where('digest', '=', row.digest).executeTakeFirstOrThrow()
  return { code, isNew: false }
}

/** Finds a request by the code in its public address. */
export const findRequest = (db: Db, code: string): Promise<{ requestedAt: Date; completedAt: Date | null } | undefined> =>
  db
    .selectFrom('data_requests')
    .select(['requested_at as requestedAt', 'completed_at as completedAt'])
    .where('code', '=', code)
    .where('kind', '=', 'data_deletion')
    .executeTakeFirst()

/** Finds a request that is not done yet. */
export async function findOpenRequest(db: Db, id: string): Promise<{ userId: string; signers: string } | null> {
  const { rows } = await sql<{ userId: string; signers: string }>`
    select user_id as "userId", signers from data_requests where id = ${id} and completed_at is null and user_id is not null`.execute(db)
  return rows[0] ?? null
}

/**
 * Locks another open request about the same person. Out: whether there is one; it stays open until the transaction ends, and its job ends
 * this one too.
 */
export async function lockOpenRequest(
  trx: Trx,
  { id, userId, signers }: { id: string; userId: string; signers: string },
): Promise<boolean> {
  const { rows } = await sql`
    select from data_requests where user_id = ${userId} and signers = ${signers} and completed_at is null and id <> ${id}
    order by id limit 1 for update`.execute(trx)
  return rows.length > 0
}

/** Ends a request, with the open ones about the same person: from now on they name nobody. Those that lock it are waited for. */
export async function endRequest(trx: Trx, id: string, now: Date): Promise<void> {
  await sql`select from data_requests where id = ${id} for update`.execute(trx)
  await sql`
    update data_requests r set completed_at = ${now}, user_id = null from data_requests ended
    where ended.id = ${id} and r.user_id = ended.user_id and r.signers = ended.signers and r.completed_at is null`.execute(trx)
}

/** Notes that a request stopped or erased something: it is kept, so that a replay of it changes nothing. */
export const noteEffect = (trx: Trx, id: string) => sql`update data_requests set had_effect = true where id = ${id}`.execute(trx)

const removedAtOnce = 1_000
/** Deletes requests that were done before a time and changed nothing. Out: whether there may be more. */
export async function removeOldRequests(db: Db, before: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from data_requests where id = any(array(
      select id from data_requests where not had_effect and completed_at < ${before} order by completed_at
      limit ${sql.lit(removedAtOnce)}))`.execute(db)
  return Number(numAffectedRows) === removedAtOnce
}

/**
 * SQL: the people with this id on accounts of the app that signed (model/signer.ts), as `contact_id` and `workspace_id`. The app's secret
 * speaks for every account without a secret of its own.
 */
const peopleOf = ({ userId, signers }: { userId: string; signers: string }): RawBuilder<unknown> => {
  const words = signers.split(' ')
  return sql`
    select distinct i.contact_id, i.workspace_id
    from accounts a join contact_identifiers i on i.account_id = a.id and i.value = ${userId}
    where a.id::text = any(${words}::text[])
      or a.app_secret is null and (${words.includes('app')} or a.simulated and ${words.includes('simulator')})`
}

/** Finds people that a request is about, at most so many. */
export async function findPeople(
  trx: Trx,
  of: { userId: string; signers: string },
  atMost: number,
): Promise<{ contactId: string; workspaceId: string }[]> {
  const { rows } = await sql<{ contactId: string; workspaceId: string }>`
    select contact_id as "contactId", workspace_id as "workspaceId" from (${peopleOf(of)}) people order by contact_id limit ${atMost}`.execute(
    trx,
  )
  return rows
}

/** The workspaces that know a person. */
export async function findWorkspacesWith(trx: Trx, of: { userId: string; signers: string }): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select distinct workspace_id as id from (${peopleOf(of)}) people order by 1`.execute(trx)
  return rows.map(({ id }) => id)
}
