import { sql, type Selectable } from 'kysely'
import { messageKinds, type MessageKind } from '../model/message.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import type { AccountsTable } from '../platform/tables.ts'
import type { OwnLimits } from './ownLimits.ts'

export type AccountRow = Selectable<AccountsTable>

export async function findAccounts(trx: Trx, page: { limit: number; before: string | null }): Promise<AccountRow[]> {
  let query = trx
    .selectFrom('accounts')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
  if (page.before) query = query.where('id', '<', page.before)
  return query.execute()
}

export const findAccount = (trx: Trx, id: string): Promise<AccountRow | undefined> =>
  trx.selectFrom('accounts').selectAll().where('id', '=', id).executeTakeFirst()

/** Whose an account of the platform is, over all workspaces: it belongs to one of the instance (requirement D1). */
export async function findOwner(
  db: Db,
  channel: AccountRow['channel'],
  externalId: string,
): Promise<{ id: string; workspaceId: string } | null> {
  const row = await db
    .selectFrom('accounts')
    .select(['id', 'workspace_id as workspaceId'])
    .where('channel', '=', channel)
    .where('external_id', '=', externalId)
    .executeTakeFirst()
  return row ?? null
}

/** Accounts with a secret or token whose sealed form is shorter than this. */
export async function findShortSecrets(db: Db, sealedBytes: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from accounts where octet_length(app_secret) < ${sealedBytes} or octet_length(verify_token) < ${sealedBytes} order by id`.execute(
    db,
  )
  return rows.map((row) => row.id)
}

export type NewAccountRow = Omit<AccountRow, 'own_limits' | 'stopped_kinds'>

export const addAccount = (trx: Trx, row: NewAccountRow): Promise<AccountRow> =>
  trx.insertInto('accounts').values(row).returningAll().executeTakeFirstOrThrow()

export type AccountChange = Partial<NewAccountRow> & { stopped_kinds?: AccountRow['stopped_kinds'] }

export function changeAccount(trx: Trx, id: string, { stopped_kinds, ...change }: AccountChange): Promise<AccountRow | undefined> {
  const kinds = stopped_kinds && { stopped_kinds: JSON.stringify(stopped_kinds) }
  return trx
    .updateTable('accounts')
    .set({ ...change, ...kinds })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

/** Sets stopped kinds of messages going again: one, or (null) all. Out: the account, and which went. */
export async function resumeKinds(
  trx: Trx,
  id: string,
  kind: MessageKind | null,
  now: Date,
): Promise<{ account: AccountRow; resumed: MessageKind[] } | undefined> {
  const before = await trx.selectFrom('accounts').selectAll().where('id', '=', id).forUpdate().executeTakeFirst()
  if (!before) return undefined
  const resumed = messageKinds.filter((one) => before.stopped_kinds[one] && (kind === null || one === kind))
  if (!resumed.length) return { account: before, resumed }
  const left = Object.fromEntries(Object.entries(before.stopped_kinds).filter(([one]) => !resumed.includes(one as MessageKind)))
  return { account: (await changeAccount(trx, id, { stopped_kinds: left, updated_at: now }))!, resumed }
}

/**
 * Keeps an account's own limits, and brings what is counted for them (`limit_windows` under the key `own`) into line: a limit over another stretch
 * begins anew, one of more or fewer calls keeps its counts. So a change holds from the next claim on.
 */
export async function changeOwnLimits(trx: Trx, id: string, limits: OwnLimits): Promise<void> {
  const own = Object.entries(limits).map(([kind, limit]) => ({ kind, calls: limit.calls, per_ms: limit.perMs }))
  const given = rowsOf(own, 'kind text, calls integer, per_ms double precision')
  await sql`update accounts set own_limits = ${JSON.stringify(limits)}::jsonb where id = ${id}`.execute(trx)
  // In the order of everybody who takes limits.
  await sql`select from send_limits s join limit_windows w on w.limit_id = s.id where s.account_id = ${id} and s.key = 'own' order by s.kind for update of w`.execute(
    trx,
  )
  await sql`delete from send_limits s using limit_windows w where w.limit_id = s.id and s.account_id = ${id} and s.key = 'own'
    and not exists (select from ${given} where given.kind = s.kind and given.per_ms = w.per_ms)`.execute(trx)
  await sql`update limit_windows w set calls = given.calls from ${given}, send_limits s
    where s.account_id = ${id} and s.key = 'own' and s.kind = given.kind and w.limit_id = s.id`.execute(trx)
}

/**
 * Removes an account with everything that belongs to it. Rows that are written with every event carry no foreign key (migrations/0007), so
 * they are named here. The caller holds the reader's turn: nobody is deciding about this account meanwhile.
 */
export async function removeAccount(trx: Trx, id: string): Promise<boolean> {
  // Whoever sends a message by hand holds the account: what they store is there before anything is looked for.
  await sql`select from accounts where id = ${id} for update`.execute(trx)
  const threads = sql`(select id from conversations where account_id = ${id})`
  await sql`delete from outbox where account_id = ${id}`.execute(trx)
  await sql`delete from attempts where message_id in (select id from messages where conversation_id in ${threads})`.execute(trx)
  for (const table of ['messages', 'runs']) await sql`delete from ${sql.table(table)} where conversation_id in ${threads}`.execute(trx)
  for (const table of ['events', 'conversations', 'contact_identifiers'])
    await sql`delete from ${sql.table(table)} where account_id = ${id}`.execute(trx)
  const { numDeletedRows } = await trx.deleteFrom('accounts').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}
