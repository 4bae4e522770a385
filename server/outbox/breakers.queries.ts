import { sql, type RawBuilder } from 'kysely'
import type { OpenBreakers } from './platformTrouble.ts'
import type { Sentence } from '../model/sentence.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import { breakerPauseMs, furthestEndMs, troublesToOpen, type BreakerResult } from './breakers.ts'

/** SQL: the breaker is open now. */
const isOpen = (openUntil: RawBuilder<unknown>, now: Date) =>
  sql`(${openUntil} > ${now} and ${openUntil} <= ${new Date(now.getTime() + furthestEndMs)})`

/** SQL: no breaker of this account is open, so its messages may be claimed. In: the account's id, the product clock. */
export const hasNoOpenBreaker = (accountId: RawBuilder<unknown>, now: Date): RawBuilder<boolean> =>
  sql`not exists (select from breakers b where b.account_id = ${accountId} and ${isOpen(sql`b.open_until`, now)})`

/**
 * SQL: `line` for each account with errors: `counting` after errors, `opened` when its breaker was opened; usually there is no row. With
 * `opened`, a sender calls `lockBreakers` first; with either, results of calls are recorded.
 */
export const breakerStates = sql`
  (select account_id, case when max(open_until) is null then 'counting' else 'opened' end as line from breakers group by account_id)`

/** `open`: nothing may be sent. `half_open`: one probe may. Absent: no breaker is open. */
export type BreakerState = 'open' | 'half_open'

/**
 * Locks the breakers of these accounts, always in the same order, and returns their states. Out: the accounts whose breaker was opened;
 * messages of the others may be sent.
 */
export async function lockBreakers(trx: Trx, accountIds: string[], now: Date): Promise<Map<string, BreakerState>> {
  if (!accountIds.length) return new Map()
  const { rows } = await sql<{ accountId: string; open: boolean }>`
    select account_id as "accountId", ${isOpen(sql`open_until`, now)} as open from breakers
    where account_id = any(${accountIds}::uuid[]) and open_until is not null order by account_id, class for update`.execute(trx)
  const states = new Map<string, BreakerState>()
  for (const { accountId, open } of rows) if (states.get(accountId) !== 'open') states.set(accountId, open ? 'open' : 'half_open')
  return states
}

/** Records that a probe is about to be made: until its result, and for one pause at most, no other worker makes one. */
export async function startProbes(trx: Trx, accountIds: string[], now: Date): Promise<void> {
  if (!accountIds.length) return
  await sql`update breakers set open_until = ${new Date(now.getTime() + breakerPauseMs)}
    where account_id = any(${accountIds}::uuid[]) and open_until is not null`.execute(trx)
}

/** How the breaker of an account changed. */
export type BreakerChange = { accountId: string; change: 'opened' | 'closed'; code: string | null }

/**
 * Records the results of calls: a response closes the breaker; errors are counted, and open it when the platform certainly could not be
 * reached, when they repeat, or when the probe fails.
 * In:     at most one result per account (`breakerResultsOf`).
 * Out:    the breakers that it opened or closed.
 */
export async function recordBreakerResults(trx: Trx, notes: BreakerResult[], now: Date): Promise<BreakerChange[]> {
  const answered = notes.filter((one) => one.answered).map((one) => one.account_id)
  const closed = answered.length ? await closeBreakers(trx, answered) : []
  const troubled = notes.filter((one) => one.troubles > 0)
  if (!troubled.length) return closed.map((accountId) => ({ accountId, change: 'closed', code: null }))
  const opens = sql`(excluded.open_until is not null or b.open_until is not null or b.troubles + excluded.troubles >= ${troublesToOpen})`
  const { rows } = await sql<{ accountId: string; opened: boolean; code: string }>`
    insert into breakers as b (account_id, class, workspace_id, troubles, code, words, opened_at, open_until)
    select account_id, 'transport', workspace_id, troubles, code, words, case when opens then ${now}::timestamptz end,
      case when opens then ${new Date(now.getTime() + breakerPauseMs)}::timestamptz end
    from (select given.*, down or troubles >= ${troublesToOpen} as opens
      from ${rowsOf(troubled, 'account_id uuid, workspace_id uuid, troubles integer, down boolean, code text, words text')}) told
        order by account_id
    on conflict (account_id, class) do update set troubles = b.troubles + excluded.troubles, code = excluded.code, words = excluded.words,
      opened_at = case when ${opens} then coalesce(b.opened_at, ${now}) end,
      open_until = case when ${opens} then ${new Date(now.getTime() + breakerPauseMs)}::timestamptz end
    returning account_id as "accountId", opened_at is not distinct from ${now} as opened, code`.execute(trx)
  const stillClosed = closed.filter((accountId) => !rows.some((row) => row.accountId === accountId))
  return [
    ...stillClosed.map((accountId): BreakerChange => ({ accountId, change: 'closed', code: null })),
    ...rows.filter((row) => row.opened).map(({ accountId, code }): BreakerChange => ({ accountId, change: 'opened', code })),
  ]
}

/** Deletes the breakers of these accounts, counts included. Out: the accounts whose breaker was open. */
export async function closeBreakers(trx: Trx, accountIds: string[]): Promise<string[]> {
  const { rows } = await sql<{ accountId: string; open: boolean }>`
    with mine as (select account_id, class from breakers where account_id = any(${accountIds}::uuid[]) order by account_id, class
      for update)
    delete from breakers b using mine where b.account_id = mine.account_id and b.class = mine.class
    returning b.account_id as "accountId", b.open_until is not null as open`.execute(trx)
  return rows.filter((row) => row.open).map((row) => row.accountId)
}

export type Breaker = {
  accountId: string
  channel: string
  simulated: boolean
  code: string
  words: Sentence
  openedAt: Date
  openUntil: Date
}

/** The open breakers that this transaction may see, of one account or of all. */
export async function findBreakers(trx: Trx, accountId: string | null = null): Promise<Breaker[]> {
  const { rows } = await sql<Breaker>`
    select b.account_id as "accountId", a.channel, a.simulated, b.code, b.words, b.opened_at as "openedAt", b.open_until as "openUntil"
    from breakers b join accounts a on a.id = b.account_id
    where b.open_until is not null and ${accountId === null ? sql`true` : sql`b.account_id = ${accountId}`} order by b.opened_at`.execute(
    trx,
  )
  return rows
}

/** The last probe of a breaker was so recent that it still tells something; accounts with nothing to send make none. */
const tellsForMs = 10 * breakerPauseMs

/** Counts the open breakers of active accounts by channel and code, over all workspaces; simulated accounts apart. */
export async function countOpenByChannel(db: Db, now: Date): Promise<OpenBreakers[]> {
  const { rows } = await sql<OpenBreakers>`
    select a.channel, a.simulated, b.code, count(distinct a.id)::integer as accounts, min(b.opened_at) as since,
      (select count(*)::integer from accounts o
        where o.channel = a.channel and o.simulated = a.simulated and o.status = 'active') as active
    from breakers b join accounts a on a.id = b.account_id
    where b.open_until > ${new Date(now.getTime() - tellsForMs)} and a.status = 'active'
    group by a.channel, a.simulated, b.code order by a.channel, a.simulated, accounts desc, b.code`.execute(db)
  return rows
}

/** The workspace of an account. Throws when the account is gone. */
export async function workspaceOf(trx: Trx, accountId: string): Promise<string> {
  return (await trx.selectFrom('accounts').select('workspace_id').where('id', '=', accountId).executeTakeFirstOrThrow()).workspace_id
}
