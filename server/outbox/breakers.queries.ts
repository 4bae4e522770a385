import { sql, type RawBuilder } from 'kysely'
import type { Sentence } from '../model/sentence.ts'
import { rowsOf, type Trx } from '../platform/db.ts'
import { breakerPauseMs, furthestEndMs, troublesToOpen, type LineNote } from './breakers.ts'

/** SQL: still open at this moment. */
const isOpen = (openUntil: RawBuilder<unknown>, now: Date) =>
  sql`(${openUntil} > ${now} and ${openUntil} <= ${new Date(now.getTime() + furthestEndMs)})`

/** SQL: no breaker of this account is open, so what it says may be claimed. In: where the account's id stands, and the world's time. */
export const lineIsFree = (accountId: RawBuilder<unknown>, now: Date): RawBuilder<boolean> =>
  sql`not exists (select from breakers b where b.account_id = ${accountId} and ${isOpen(sql`b.open_until`, now)})`

/**
 * SQL: `line` of each account with trouble: `counting` after troubles, `opened` when a breaker was opened; on a calm day there is no row. With
 * `opened`, whoever sends asks `takeLines` first; with either, what an answer tells is written down.
 */
export const linesInTrouble = sql`
  (select account_id, case when max(open_until) is null then 'counting' else 'opened' end as line from breakers group by account_id)`

/** `open`: nothing may go. `half_open`: one call may. Absent: no breaker stands in the way. */
export type LineState = 'open' | 'half_open'

/**
 * Locks the breakers of these accounts, in one order for everybody, and tells how they stand.
 * Out: the accounts with one that was opened; every other account may be spoken for.
 */
export async function takeLines(trx: Trx, accountIds: string[], now: Date): Promise<Map<string, LineState>> {
  if (!accountIds.length) return new Map()
  const { rows } = await sql<{ accountId: string; open: boolean }>`
    select account_id as "accountId", ${isOpen(sql`open_until`, now)} as open from breakers
    where account_id = any(${accountIds}::uuid[]) and open_until is not null order by account_id, class for update`.execute(trx)
  const states = new Map<string, LineState>()
  for (const { accountId, open } of rows) if (states.get(accountId) !== 'open') states.set(accountId, open ? 'open' : 'half_open')
  return states
}

/** The one call that finds out is about to be made: until it has told, and a pause at most, nobody else makes one. */
export async function keepProbes(trx: Trx, accountIds: string[], now: Date): Promise<void> {
  if (!accountIds.length) return
  await sql`update breakers set open_until = ${new Date(now.getTime() + breakerPauseMs)}
    where account_id = any(${accountIds}::uuid[]) and open_until is not null`.execute(trx)
}

/** How one account's line stands after calls that told something about it. */
export type LineChange = { accountId: string; change: 'opened' | 'closed'; code: string | null }

/**
 * Writes down what calls told about lines: whoever was answered closes the breaker; trouble is counted, and opens it when the platform
 * certainly could not be reached, when it repeats, or when it met the one call that was to find out.
 * In: at most one note per account (`linesOf`). Out: what was opened or closed by it.
 */
export async function noteLines(trx: Trx, notes: LineNote[], now: Date): Promise<LineChange[]> {
  const answered = notes.filter((one) => one.answered).map((one) => one.account_id)
  const closed = answered.length ? await closeLines(trx, answered) : []
  const troubled = notes.filter((one) => one.troubles > 0)
  if (!troubled.length) return closed.map((accountId) => ({ accountId, change: 'closed', code: null }))
  const opens = sql`(excluded.open_until is not null or b.open_until is not null or b.troubles + excluded.troubles >= ${troublesToOpen})`
  const { rows } = await sql<{ accountId: string; opened: boolean; code: string }>`
    insert into breakers as b (account_id, class, workspace_id, troubles, code, words, opened_at, open_until)
    select account_id, 'transport', workspace_id, troubles, code, words, case when opens then ${now}::timestamptz end,
      case when opens then ${new Date(now.getTime() + breakerPauseMs)}::timestamptz end
    from (select given.*, down or troubles >= ${troublesToOpen} as opens
      from ${rowsOf(troubled, 'account_id uuid, workspace_id uuid, troubles integer, down boolean, code text, words text')}) told order by account_id
    on conflict (account_id, class) do update set troubles = b.troubles + excluded.troubles, code = excluded.code, words = excluded.words,
      opened_at = case when ${opens} then coalesce(b.opened_at, ${now}) end,
      open_until = case when ${opens} then ${new Date(now.getTime() + breakerPauseMs)}::timestamptz end
    returning account_id as "accountId", opened_at is not distinct from ${now} as opened, code`.execute(trx)
  const stillClosed = closed.filter((accountId) => !rows.some((row) => row.accountId === accountId))
  return [
    ...stillClosed.map((accountId): LineChange => ({ accountId, change: 'closed', code: null })),
    ...rows.filter((row) => row.opened).map(({ accountId, code }): LineChange => ({ accountId, change: 'opened', code })),
  ]
}

/** Takes the breakers of these accounts away, counts included. Out: the accounts of which one was open. */
export async function closeLines(trx: Trx, accountIds: string[]): Promise<string[]> {
  const { rows } = await sql<{ accountId: string; open: boolean }>`
    with mine as (select account_id, class from breakers where account_id = any(${accountIds}::uuid[]) order by account_id, class for update)
    delete from breakers b using mine where b.account_id = mine.account_id and b.class = mine.class
    returning b.account_id as "accountId", b.open_until is not null as open`.execute(trx)
  return rows.filter((row) => row.open).map((row) => row.accountId)
}

export type Breaker = { accountId: string; code: string; words: Sentence; openedAt: Date; openUntil: Date }

/** The open breakers that this transaction may see, of one account or of all. */
export async function findBreakers(trx: Trx, accountId: string | null = null): Promise<Breaker[]> {
  const { rows } = await sql<Breaker>`
    select account_id as "accountId", code, words, opened_at as "openedAt", open_until as "openUntil" from breakers
    where open_until is not null and ${accountId === null ? sql`true` : sql`account_id = ${accountId}`} order by opened_at`.execute(trx)
  return rows
}

/** Whose an account is, for rows that stand beside it. Throws when it is gone. */
export async function workspaceOf(trx: Trx, accountId: string): Promise<string> {
  return (await trx.selectFrom('accounts').select('workspace_id').where('id', '=', accountId).executeTakeFirstOrThrow()).workspace_id
}
