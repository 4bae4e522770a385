import { sql, type RawBuilder } from 'kysely'
import type { StoppedKinds } from '../model/message.ts'
import type { Sentence } from '../model/sentence.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import { buckets, emptyWindow, returnCalls, type Window } from './slidingWindow.ts'

export type LimitRow = { limitId: number; accountId: string; kind: string; key: string; window: Window; blockedUntil: Date | null }
export type NewLimit = { account_id: string; kind: string; key: string; workspace_id: string; calls: number; per_ms: number }

type Stored = {
  limitId: number
  accountId: string
  kind: string
  key: string
  blockedUntil: Date | null
  newest: number
  counts: number[]
  calls: number
  perMs: number
}

/** SQL: for each limit `s` its current window, as `w`. The newest version of the row comes first (migrations/0011). */
const windowOf = (limitId: RawBuilder<unknown>, locking = false) => sql`
  cross join lateral (
    select ctid, calls, per_ms, newest, counts from limit_windows where limit_id = ${limitId} order by newest desc
      limit 1 ${locking ? sql`for update` : sql``}) w`
export const currentWindow = windowOf(sql`s.id`)

const columns = sql`s.id as "limitId", s.account_id as "accountId", s.kind, s.key, s.blocked_until as "blockedUntil", w.newest, w.counts,
  w.calls, w.per_ms as "perMs"`

const windowColumns = 'calls integer, per_ms double precision, newest bigint, counts integer[]'
const newColumns = `account_id uuid, kind text, key text, workspace_id uuid, ${windowColumns}`

/** Creates missing rows and locks all of them, always in the same order, so that two workers never wait for each other in a circle. */
export async function lockLimits(trx: Trx, wanted: NewLimit[], now: Date): Promise<LimitRow[]> {
  if (!wanted.length) return []
  const select = async () => {
    const { rows } = await sql<Stored>`
      select ${columns} from (
        select s.* from ${rowsOf(wanted, 'account_id uuid, kind text, key text')}
        join send_limits s on s.account_id = given.account_id and s.kind = given.kind and s.key = given.key
        order by s.account_id, s.kind, s.key) s ${windowOf(sql`s.id`, true)}`.execute(trx)
    return rows
  }
  let rows = await select()
  if (rows.length < wanted.length) {
    await makeLimits(trx, wanted, now)
    rows = await select()
  }
  const limits = new Map(wanted.map((limit) => [`${limit.account_id}/${limit.kind}/${limit.key}`, limit]))
  return rows.map(({ limitId, accountId, kind, key, blockedUntil, ...stored }) => {
    const limit = limits.get(`${accountId}/${kind}/${key}`)!
    // A limit with another period (a setting was changed) starts with an empty window; one with another number of calls keeps its counts.
    const window =
      stored.perMs === limit.per_ms
        ? { ...stored, calls: limit.calls }
        : emptyWindow({ calls: limit.calls, perMs: limit.per_ms }, now.getTime())
    return { limitId, accountId, kind, key, blockedUntil, window }
  })
}

/** Creates missing rows. One that another worker creates at the same moment is waited for and left unchanged. */
async function makeLimits(trx: Trx, wanted: NewLimit[], now: Date): Promise<void> {
  const fresh = wanted.map((limit) => ({ ...limit, ...emptyWindow({ calls: limit.calls, perMs: limit.per_ms }, now.getTime()) }))
  await sql`
    with given as materialized (
      select * from ${rowsOf(fresh, newColumns)}),
    made as (
      insert into send_limits (account_id, kind, key, workspace_id)
      select account_id, kind, key, workspace_id from given order by account_id, kind, key on conflict do nothing returning *)
    insert into limit_windows (limit_id, workspace_id, calls, per_ms, newest, counts)
    select made.id, made.workspace_id, given.calls, given.per_ms, given.newest, given.counts
    from made join given on given.account_id = made.account_id and given.kind = made.kind and given.key = made.key`.execute(trx)
}

/** Stores windows of limits that were locked in this transaction. */
export async function storeWindows(trx: Trx, rows: LimitRow[]): Promise<void> {
  if (!rows.length) return
  const windows = rows.map(({ limitId, window }) => ({
    limit_id: limitId,
    calls: window.calls,
    per_ms: window.perMs,
    newest: window.newest,
    counts: window.counts,
  }))
  await sql`
    update limit_windows set calls = stands.calls, per_ms = stands.per_ms, newest = stands.newest, counts = stands.counts
    from (
      select w.ctid, given.calls, given.per_ms, given.newest, given.counts
      from ${rowsOf(windows, `limit_id bigint, ${windowColumns}`)}
        ${windowOf(sql`given.limit_id`)}) stands
    where limit_windows.ctid = stands.ctid`.execute(trx)
}

export type Unused = { account_id: string; kind: string; key: string | null; slots: number; taken_at: number }

/**
 * Returns slots of calls that had no effect. In: how many per account and kind, by when they were taken (the limits of a person have the
 * kind `kind/person` and the conversation as key).
 */
export async function giveSlotsBack(trx: Trx, unused: Unused[]): Promise<void> {
  if (!unused.length) return
  const { rows } = await sql<Stored & { slots: number; takenAt: number }>`
    select ${columns}, s.slots, s.taken_at as "takenAt" from (
      select s.*, given.slots, given.taken_at
      from ${rowsOf(unused, 'account_id uuid, kind text, key text, slots integer, taken_at double precision')}
      join send_limits s on s.account_id = given.account_id and s.kind = given.kind and (given.key is null or s.key = given.key)
        and s.key <> 'platform'
      order by s.account_id, s.kind, s.key) s ${windowOf(sql`s.id`, true)}`.execute(trx)
  const limits = new Map<number, LimitRow>()
  for (const { limitId, accountId, kind, key, blockedUntil, slots, takenAt, ...stored } of rows) {
    const window = limits.get(limitId)?.window ?? stored
    limits.set(limitId, { limitId, accountId, kind, key, blockedUntil, window: returnCalls(window, takenAt, slots) })
  }
  await storeWindows(trx, [...limits.values()])
}

const droppedAtOnce = 1_000

/**
 * Deletes limits whose window is empty and which block nothing: every person who was written to has one. They are created again when
 * needed.
 */
export async function dropEmptyLimits(db: Db, now: Date): Promise<void> {
  for (let more = true; more;) {
    // Rows that another transaction has locked are skipped, so that nothing waits here.
    const { numAffectedRows } = await sql`
      with empty as (
        select s.id from send_limits s join limit_windows w on w.limit_id = s.id
        where (w.newest + ${sql.lit(buckets + 1)}) * w.per_ms / ${sql.lit(buckets)} < ${now.getTime()}::double precision
          and (s.blocked_until is null or s.blocked_until < ${now})
        limit ${sql.lit(droppedAtOnce)} for update of s, w skip locked)
      delete from send_limits where id = any(array(select id from empty))`.execute(db)
    more = Number(numAffectedRows) === droppedAtOnce
  }
}

/** Blocks kinds of messages because the platform asked to slow down: nothing of them is claimed until then. */
export async function blockKinds(
  trx: Trx,
  blocks: { account_id: string; kind: string; workspace_id: string; until: Date }[],
): Promise<void> {
  if (!blocks.length) return
  await sql`
    with blocked as (
      insert into send_limits (account_id, kind, key, workspace_id, blocked_until)
      select given.account_id, given.kind, 'platform', given.workspace_id, given.until
      from ${rowsOf(blocks, 'account_id uuid, kind text, workspace_id uuid, until timestamptz')}
      join accounts a on a.id = given.account_id -- it may have been removed while it was called for
      order by given.account_id, given.kind
      on conflict (account_id, kind, key) do update set blocked_until = greatest(send_limits.blocked_until, excluded.blocked_until)
      returning id, workspace_id, xmax = 0 as fresh)
    insert into limit_windows (limit_id, workspace_id, calls, per_ms, newest, counts)
    select id, workspace_id, 1000000000, 1000, 0, '{}' from blocked where fresh`.execute(trx)
}

/** Whether the account may send, which kinds are stopped, and until when the platform asked it to wait, by kind; at least one row. */
export async function findHeldUp(trx: Trx, accountId: string): Promise<HeldUp[]> {
  const { rows } = await sql<HeldUp>`
    select a.status, a.status_reason as "statusReason", a.stopped_kinds as "stoppedKinds", l.kind, l.blocked_until as "blockedUntil"
    from accounts a left join send_limits l on l.account_id = a.id and l.blocked_until is not null where a.id = ${accountId}`.execute(trx)
  return rows
}
export type HeldUp = {
  status: string
  statusReason: Sentence | null
  stoppedKinds: StoppedKinds
  kind: string | null
  blockedUntil: Date | null
}
