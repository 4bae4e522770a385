import type { RateKind } from './rates.ts'
import { announce, type World } from './world.ts'

/** The effect of a call, in one object with a `kind`; a call without one had no effect. */
export type Effect = { kind: string; [key: string]: unknown }

/** One platform call as stored: the checkers of crash tests read these. */
export type LedgerEntry = {
  method: string
  path: string
  query?: Record<string, unknown> | null
  body?: unknown
  /** Null when there was no response (the connection was reset or left hanging). */
  status: number | null
  error?: unknown
  effect?: Effect | null
  fault?: string | null
  accountId?: string | null
  rateKind?: RateKind | null
}

const orNull = (value: unknown): string | null => (value === undefined || value === null ? null : JSON.stringify(value))

/** Stores one call; in the same transaction as its effect, so that both or neither survive. */
export function recordCall(world: World, entry: LedgerEntry): number {
  announce(world, { kind: 'call' })
  return world.store.run(
    `insert into calls (at, method, path, query, body, status, error, effect, fault, accountId, rateKind) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    world.clock.now(),
    entry.method,
    entry.path,
    orNull(entry.query),
    orNull(entry.body),
    entry.status,
    orNull(entry.error),
    orNull(entry.effect),
    entry.fault ?? null,
    entry.accountId ?? null,
    entry.rateKind ?? null,
  ).seq
}

type Row = Record<'query' | 'body' | 'error' | 'effect' | 'fault' | 'accountId', string | null> & {
  seq: number
  at: number
  method: string
  path: string
  status: number | null
}

/** Reads calls after a number, oldest first. */
export function readCalls(world: World, since: number, limit: number): Record<string, unknown>[] {
  const rows = world.store.all<Row>('select * from calls where seq > ? order by seq limit ?', since, limit)
  return rows.map((row) => ({
    seq: row.seq,
    at: new Date(row.at).toISOString(),
    method: row.method,
    path: row.path,
    ...(row.query && { query: JSON.parse(row.query) as unknown }),
    body: row.body === null ? null : (JSON.parse(row.body) as unknown),
    status: row.status,
    ...(row.error && { error: JSON.parse(row.error) as unknown }),
    ...(row.effect && { effect: JSON.parse(row.effect) as unknown }),
    ...(row.fault && { fault: row.fault }),
    ...(row.accountId && { accountId: row.accountId }),
  }))
}

/** The number of the newest call; 0 when there is none. */
export const lastCall = (world: World): number => world.store.get<{ seq: number | null }>('select max(seq) as seq from calls')?.seq ?? 0
