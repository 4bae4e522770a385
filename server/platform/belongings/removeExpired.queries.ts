import { sql, type RawBuilder } from 'kysely'
import { retentionDays, retentionKinds, type OwnRetention, type RetentionKind } from '../../model/retention.ts'
import type { Db, Trx } from '../db.ts'
import type { Retention } from './belonging.ts'
import { belongingOf, tables, type Table } from './belongings.ts'

type ByKind = Extract<Retention, { kind: RetentionKind }>
const retentionOf = (table: string): ByKind | null => {
  const { retention } = belongingOf(table)
  return typeof retention === 'object' && 'kind' in retention ? retention : null
}

/** The tables whose rows are removed after the days of their workspace; what belongs to others comes first. */
export const expiringTables: readonly { table: Table; kind: RetentionKind }[] = tables.toReversed().flatMap((table) => {
  const retention = retentionOf(table)
  return retention ? [{ table, kind: retention.kind }] : []
})

const removedAtOnce = 1_000
const manyRows = 1_000_000_000
const dayMs = 86_400_000

/** SQL: the oldest rows of a workspace, with what their age is counted from. Both indexes begin with the workspace. */
function oldestOf(table: string, workspace: RawBuilder<unknown>, before: RawBuilder<unknown>, most: number): RawBuilder<unknown> {
  const { since, by, where } = retentionOf(table)!
  const filter = where ? sql.raw(`and (${where})`) : sql``
  // Numbers are given in the order of time, so where the oldest is too young, none of the others is looked at.
  return by === 'seq'
    ? sql`select id from (select id, ${sql.ref(since)} as since from ${sql.table(table)} where ${workspace} ${filter}
        order by seq limit ${sql.lit(most)}) oldest where since < ${before}`
    : sql`select id from ${sql.table(table)} where ${workspace} and ${sql.ref(since)} < ${before} ${filter}
        order by ${sql.ref(since)} limit ${sql.lit(most)}`
}

/**
 * Removes rows of a table that are older than their workspace keeps them, a thousand at once, with the rows of other tables that no foreign
 * key removes (belongings.ts). What is left is found again by the next call, so it may be stopped at any time.
 */
export async function removeExpired(db: Db, table: Table, now: Date): Promise<{ rows: number; mayBeMore: boolean }> {
  const removed = { rows: 0, mayBeMore: false }
  for (const ids of expiredOf(table, now, removedAtOnce)) {
    const rows = await removeRows(db, table, ids)
    removed.rows += rows
    removed.mayBeMore ||= rows === removedAtOnce
  }
  return removed
}

/** SQL: the oldest expired rows of all workspaces, and those of the instance itself. */
function expiredOf(table: Table, now: Date, most: number): RawBuilder<unknown>[] {
  const { kind } = retentionOf(table)!
  const days = sql`coalesce((w.retention ->> ${sql.lit(kind)})::integer, ${sql.lit(retentionKinds[kind].days)})`
  const before = sql`${now}::timestamptz - ${days} * interval '1 day'`
  const ofWorkspaces = sql`
    select r.id from workspaces w cross join lateral (${oldestOf(table, sql`workspace_id = w.id`, before, most)}) r
    where ${days} > 0 limit ${sql.lit(most)}`
  const atDefault = new Date(now.getTime() - retentionKinds[kind].days * dayMs)
  const ofInstance = oldestOf(table, sql`workspace_id is null`, sql`${atDefault}::timestamptz`, most)
  return [ofWorkspaces, ofInstance]
}

/** Counts what would be removed now, of all workspaces and of the instance. */
export async function countAllExpired(db: Db, now: Date): Promise<{ table: Table; rows: number }[]> {
  const counted = []
  for (const { table } of expiringTables) {
    const both = sql.join(
      expiredOf(table, now, manyRows).map((ids) => sql`(select count(*) from (${ids}) ids)`),
      sql` + `,
    )
    const { rows } = await sql<{ rows: number }>`select (${both})::integer as rows`.execute(db)
    counted.push({ table, rows: rows[0]!.rows })
  }
  return counted
}

/** Deletes rows by id, and before them the rows of which a column of the list says that it goes with theirs. */
async function removeRows(db: Db, table: Table, ids: RawBuilder<unknown>): Promise<number> {
  const own = tables.flatMap((other) =>
    Object.entries(belongingOf(other).columns).flatMap(([column, { of, removal }]) =>
      of === table && removal === 'delete' ? [{ other, column }] : [],
    ),
  )
  const deletions = own.map(
    ({ other, column }, n) =>
      sql`, ${sql.ref(`own_${n}`)} as (delete from ${sql.table(other)} where ${sql.ref(column)} in (select id from old))`,
  )
  const { numAffectedRows } = await sql`
    with old as materialized (select id from ${sql.table(table)} where id in (${ids}) for update skip locked) ${sql.join(deletions, sql``)}
    delete from ${sql.table(table)} where id in (select id from old)`.execute(db)
  return Number(numAffectedRows)
}

/** How many rows of a table would be removed. `isWhole`: false when there are more than were counted. */
export type Expired = { table: Table; rows: number; isWhole: boolean }
const countedAtMost = 10_000

/**
 * Counts what the workspace of the transaction would lose now, if it kept each kind for these days: a few thousand rows of each table at
 * most are looked at, so that it is fast whatever there is.
 */
export async function countExpired(trx: Trx, workspaceId: string, own: OwnRetention, now: Date): Promise<Record<RetentionKind, Expired[]>> {
  const counted = Object.fromEntries(Object.keys(retentionKinds).map((kind) => [kind, [] as Expired[]])) as Record<RetentionKind, Expired[]>
  for (const { table, kind } of expiringTables) {
    const days = retentionDays(own, kind)
    if (days === 0) continue
    const before = sql`${new Date(now.getTime() - days * dayMs)}::timestamptz`
    const { rows } = await sql<{ rows: number }>`
      select count(*)::integer as rows from (${oldestOf(table, sql`workspace_id = ${workspaceId}`, before, countedAtMost + 1)}) old`.execute(
      trx,
    )
    const found = rows[0]!.rows
    if (found) counted[kind].push({ table, rows: Math.min(found, countedAtMost), isWhole: found <= countedAtMost })
  }
  return counted
}
