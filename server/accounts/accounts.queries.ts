import { sql, type RawBuilder, type Selectable } from 'kysely'
import { messageKinds, type MessageKind } from '../model/message.ts'
import type { Sentence } from '../model/sentence.ts'
import type { Db, Trx } from '../platform/db.ts'
import type { accounts } from '../platform/tables/accounts.ts'
import type { KyselyTable, NewRow } from '../platform/tables/table.ts'

export type AccountRow = Selectable<KyselyTable<typeof accounts>>

/** An account with how many problems the doctor found when it last checked it, and why its templates cannot be read. */
export type ListedAccount = AccountRow & { doctor_problems: number | null; templates_refused: Sentence | null }

/** A template that is gone is none. */
const knownDefaultTemplate = sql<string | null>`(select t.id from templates t where t.id = accounts.default_template_id)`.as(
  'default_template_id',
)

export async function findAccounts(trx: Trx, page: { limit: number; before: string | null }): Promise<ListedAccount[]> {
  let query = trx
    .selectFrom('accounts')
    .selectAll()
    .select(knownDefaultTemplate)
    .select(sql<number | null>`(select problems from doctor_runs r where r.id = accounts.id)`.as('doctor_problems'))
    .select(sql<Sentence | null>`(select words from template_syncs s where s.account_id = accounts.id)`.as('templates_refused'))
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
  if (page.before) query = query.where('id', '<', page.before)
  return query.execute()
}

export const findAccount = (trx: Trx, id: string): Promise<AccountRow | undefined> =>
  trx.selectFrom('accounts').selectAll().select(knownDefaultTemplate).where('id', '=', id).executeTakeFirst()

/** The ids of the accounts of some channels. */
export async function findAccountsOfChannels(trx: Trx, channels: string[]): Promise<string[]> {
  if (!channels.length) return []
  const rows = await trx.selectFrom('accounts').select('id').where('channel', 'in', channels).orderBy('id').execute()
  return rows.map(({ id }) => id)
}

/** The accounts with these ids of the platform. */
export async function findAccountsOf(trx: Trx, externalIds: string[]): Promise<AccountRow[]> {
  if (!externalIds.length) return []
  return trx.selectFrom('accounts').selectAll().where('external_id', 'in', externalIds).execute()
}

/** Finds the workspace that owns a platform account. One account belongs to one workspace per instance (requirement D1). */
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

/** Finds accounts with a secret or token whose encrypted form is shorter than this. */
export async function findShortSecrets(db: Db, bytes: number): Promise<string[]> {
  // What is added to a secret when it is sealed: platform/secretBox.ts.
  const isShort = (column: string) =>
    sql`octet_length(${sql.ref(column)}) - case get_byte(${sql.ref(column)}, 0) when 1 then 29 else 33 end < ${bytes}`
  const { rows } = await sql<{ id: string }>`
    select id from accounts where ${isShort('app_secret')} or ${isShort('verify_token')} order by id`.execute(db)
  return rows.map((row) => row.id)
}

export type NewAccountRow = NewRow<typeof accounts>

export const addAccount = (trx: Trx, row: NewAccountRow): Promise<AccountRow> =>
  trx.insertInto('accounts').values(row).returningAll().executeTakeFirstOrThrow()

type WrittenLater =
  | 'status_reason'
  | 'own_limits'
  | 'stopped_kinds'
  | 'connection_id'
  | 'token_kind'
  | 'token_issued_at'
  | 'token_expires_at'
  | 'token_checked_at'
  | 'data_access_expires_at'
  | 'granted_scopes'
  | 'default_country'
  | 'default_template_id'
  | 'hand_pause_minutes'
  | 'shows_typing'
export type AccountChange = Partial<NewAccountRow> & Partial<Pick<AccountRow, WrittenLater>>

export function changeAccount(
  trx: Trx,
  id: string,
  { own_limits, stopped_kinds, ...change }: AccountChange,
): Promise<AccountRow | undefined> {
  const limits = own_limits && { own_limits: JSON.stringify(own_limits) }
  const kinds = stopped_kinds && { stopped_kinds: JSON.stringify(stopped_kinds) }
  // Not after it stopped by itself: what came meanwhile is answered when it goes on.
  const since = change.status === 'active' &&
    change.updated_at && {
      active_since: sql<Date>`case when status in ('inactive', 'disconnected') then ${change.updated_at} else active_since end`,
    }
  // The next stop is told again, however soon it comes.
  const untold = change.status === 'active' && { stop_told_at: null }
  return trx
    .updateTable('accounts')
    .set({ ...change, ...limits, ...kinds, ...since, ...untold })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

/** Resumes stopped kinds of messages: one, or (null) all. Out: the account, and the resumed kinds. */
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
 * SQL: gives the account's automation set its next number and returns it as `number`. It locks the account's row, so the set is changed by
 * one transaction at a time.
 */
export const nextSetNumber = (accountId: string): RawBuilder<{ number: number }> =>
  sql`update accounts set automation_set = automation_set + 1 where id = ${accountId} returning automation_set as number`

/** The workspace of an account; null when there is no such account. */
export const findAccountOwner = async (db: Db, id: string): Promise<string | null> =>
  (await db.selectFrom('accounts').select('workspace_id as owner').where('id', '=', id).executeTakeFirst())?.owner ?? null
