import { sql } from 'kysely'
import { rowsOf, type Trx } from '../platform/db.ts'
import { emptyWindow, givenBack, type Window } from './slidingWindow.ts'

export type LimitRow = { accountId: string; kind: string; key: string; window: Window; blockedUntil: Date | null }
export type NewLimit = { account_id: string; kind: string; key: string; workspace_id: string; calls: number; per_ms: number }

const columns = sql`l.account_id as "accountId", l.kind, l.key, l.blocked_until as "blockedUntil", l.newest, l.counts, l.calls, l.per_ms as "perMs"`
type Stored = {
  accountId: string
  kind: string
  key: string
  blockedUntil: Date | null
  newest: number
  counts: number[]
  calls: number
  perMs: number
}

/** Makes missing rows and takes all of them, in one order for everybody, so that two workers never wait for each other in a ring. */
export async function takeLimits(trx: Trx, wanted: NewLimit[], now: Date): Promise<LimitRow[]> {
  if (!wanted.length) return []
  const select = async () => {
    const { rows } = await sql<Stored>`
      select ${columns} from ${rowsOf(wanted, 'account_id uuid, kind text, key text')}
      join send_limits l on l.account_id = given.account_id and l.kind = given.kind and l.key = given.key
      order by l.account_id, l.kind, l.key for update of l`.execute(trx)
    return rows
  }
  let rows = await select()
  if (rows.length < wanted.length) {
    const fresh = wanted.map((limit) => ({ ...limit, ...emptyWindow({ calls: limit.calls, perMs: limit.per_ms }, now.getTime()) }))
    await sql`
      insert into send_limits (account_id, kind, key, workspace_id, calls, per_ms, newest, counts)
      select account_id, kind, key, workspace_id, calls, per_ms, newest, counts
      from ${rowsOf(fresh, 'account_id uuid, kind text, key text, workspace_id uuid, calls integer, per_ms double precision, newest bigint, counts integer[]')}
      order by account_id, kind, key on conflict do nothing`.execute(trx)
    rows = await select()
  }
  const limits = new Map(wanted.map((limit) => [`${limit.account_id}/${limit.kind}/${limit.key}`, limit]))
  return rows.map(({ accountId, kind, key, blockedUntil, ...stored }) => {
    const limit = limits.get(`${accountId}/${kind}/${key}`)!
    // A limit of another stretch (a setting was changed) begins with an empty window; one of other calls keeps its counts.
    const window =
      stored.perMs === limit.per_ms
        ? { ...stored, calls: limit.calls }
        : emptyWindow({ calls: limit.calls, perMs: limit.per_ms }, now.getTime())
    return { accountId, kind, key, blockedUntil, window }
  })
}

export async function keepLimits(trx: Trx, rows: LimitRow[]): Promise<void> {
  if (!rows.length) return
  const given = rows.map(({ accountId, kind, key, window }) => ({
    account_id: accountId,
    kind,
    key,
    calls: window.calls,
    per_ms: window.perMs,
    newest: window.newest,
    counts: window.counts,
  }))
  await sql`
    update send_limits l set calls = given.calls, per_ms = given.per_ms, newest = given.newest, counts = given.counts
    from ${rowsOf(given, 'account_id uuid, kind text, key text, calls integer, per_ms double precision, newest bigint, counts integer[]')}
    where l.account_id = given.account_id and l.kind = given.kind and l.key = given.key`.execute(trx)
}

export type Unused = { account_id: string; kind: string; key: string | null; slots: number; taken_at: number }

/** Slots of calls that had no effect come back. In: how many per account and kind, by when they were taken (a person's rows stand under `kind/person`, by conversation). */
export async function giveSlotsBack(trx: Trx, unused: Unused[]): Promise<void> {
  if (!unused.length) return
  const { rows } = await sql<Stored & { slots: number; takenAt: number }>`
    select ${columns}, given.slots, given.taken_at as "takenAt"
    from ${rowsOf(unused, 'account_id uuid, kind text, key text, slots integer, taken_at double precision')}
    join send_limits l on l.account_id = given.account_id and l.kind = given.kind and (given.key is null or l.key = given.key) and l.key <> 'platform'
    order by l.account_id, l.kind, l.key for update of l`.execute(trx)
  const limits = new Map<string, LimitRow>()
  for (const { accountId, kind, key, blockedUntil, slots, takenAt, ...stored } of rows) {
    const name = `${accountId}/${kind}/${key}`
    const window = limits.get(name)?.window ?? stored
    limits.set(name, { accountId, kind, key, blockedUntil, window: givenBack(window, takenAt, slots) })
  }
  await keepLimits(trx, [...limits.values()])
}

/** The platform asked for silence: nothing of this kind is claimed until then. */
export async function blockKinds(
  trx: Trx,
  blocks: { account_id: string; kind: string; workspace_id: string; until: Date }[],
): Promise<void> {
  if (!blocks.length) return
  await sql`
    insert into send_limits (account_id, kind, key, workspace_id, calls, per_ms, newest, counts, blocked_until)
    select given.account_id, given.kind, 'platform', given.workspace_id, 1000000000, 1000, 0, '{}', given.until
    from ${rowsOf(blocks, 'account_id uuid, kind text, workspace_id uuid, until timestamptz')}
    join accounts a on a.id = given.account_id -- it may have been removed while it was called for
    order by given.account_id, given.kind
    on conflict (account_id, kind, key) do update set blocked_until = greatest(send_limits.blocked_until, excluded.blocked_until)`.execute(
    trx,
  )
}

/** Whether the account may speak, and until when the platform asked it for silence, by kind; a row at least. */
export async function findHeldUp(
  trx: Trx,
  accountId: string,
): Promise<{ status: string; statusReason: string | null; kind: string | null; blockedUntil: Date | null }[]> {
  const { rows } = await sql<{ status: string; statusReason: string | null; kind: string | null; blockedUntil: Date | null }>`
    select a.status, a.status_reason as "statusReason", l.kind, l.blocked_until as "blockedUntil"
    from accounts a left join send_limits l on l.account_id = a.id and l.blocked_until is not null where a.id = ${accountId}`.execute(trx)
  return rows
}
