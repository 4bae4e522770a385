import { sql } from 'kysely'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import { importFailures, imports } from '../platform/tables/imports.ts'
import { columnsOf, selected, typesOf, without, type NewRow, type Selected } from '../platform/tables/table.ts'
import type { Delimiter } from './readCsv.ts'
import type { ReadOptions } from './imports.schemas.ts'
import type { RowProblem } from './readRow.ts'
import type { Target } from './targets.ts'

export type ImportRow = Omit<Selected<typeof imports>, 'delimiter' | 'targets' | 'options'> & {
  delimiter: Delimiter
  targets: Target[]
  options: ReadOptions
}
const all = without(imports)

/** Adds an import whose file is stored. */
export async function insertImport(trx: Trx, row: NewRow<typeof imports>): Promise<void> {
  await sql`insert into imports (${columnsOf(imports)}) select ${columnsOf(imports)} from ${rowsOf([row], typesOf(imports))}`.execute(trx)
}

export async function findImport(trx: Db | Trx, workspaceId: string, id: string): Promise<ImportRow | null> {
  const { rows } = await sql<ImportRow>`
    select ${selected(imports, 'i', all)} from imports i where i.workspace_id = ${workspaceId} and i.id = ${id}`.execute(trx)
  return rows[0] ?? null
}

/** The import, locked until the transaction ends; null: it does not run any more. */
export async function lockRunning(trx: Trx, workspaceId: string, id: string): Promise<ImportRow | null> {
  const { rows } = await sql<ImportRow>`
    select ${selected(imports, 'i', all)} from imports i
    where i.workspace_id = ${workspaceId} and i.id = ${id} and i.state = 'running' for update`.execute(trx)
  return rows[0] ?? null
}

/** Newest first. */
export async function findImports(
  trx: Trx,
  workspaceId: string,
  { before, limit }: { before: [string, string] | null; limit: number },
): Promise<ImportRow[]> {
  const { rows } = await sql<ImportRow>`
    select ${selected(imports, 'i', all)} from imports i where i.workspace_id = ${workspaceId}
      and ${before === null ? sql`true` : sql`(i.created_at, i.id) < (${before[0]}::timestamptz, ${before[1]}::uuid)`}
    order by i.created_at desc, i.id desc limit ${limit + 1}`.execute(trx)
  return rows
}

/** How many of a workspace run: a few, so that its queue stays free. */
export async function countRunning(trx: Trx, workspaceId: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from imports where workspace_id = ${workspaceId} and state = 'running'`.execute(trx)
  return rows[0]!.n
}

export type Counts = { done: number; created: number; updated: number; unchanged: number; failed: number }
export type NewFailure = { rowNumber: number; starts: number; ends: number; problems: RowProblem[] }

/** Notes what a slice did, in its transaction: where it ended, and what it refused. */
export async function noteSlice(
  trx: Trx,
  of: { id: string; workspaceId: string },
  { counts, place, failures }: { counts: Counts; place: number; failures: readonly NewFailure[] },
): Promise<void> {
  await sql`update imports set place = ${place}, done = done + ${counts.done}, created = created + ${counts.created},
    updated = updated + ${counts.updated}, unchanged = unchanged + ${counts.unchanged}, failed = failed + ${counts.failed}
    where id = ${of.id}`.execute(trx)
  if (!failures.length) return
  const rows = failures.map(({ rowNumber, starts, ends, problems }) => ({
    import_id: of.id,
    row_number: rowNumber,
    workspace_id: of.workspaceId,
    starts,
    ends,
    problems,
  }))
  await sql`insert into import_failures (${columnsOf(importFailures)})
    select ${columnsOf(importFailures)} from ${rowsOf(rows, typesOf(importFailures))}`.execute(trx)
}

/** Ends an import. Out: false when it had ended. */
export async function endImport(
  trx: Trx,
  id: string,
  { state, code = null, now }: { state: 'done' | 'failed' | 'cancelled'; code?: string | null; now: Date },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update imports set state = ${state}, code = ${code}, ended_at = ${now}, erased = '[]'
    where id = ${id} and state = 'running'`.execute(trx)
  return Number(numAffectedRows) > 0
}

/** Deletes an import with its file, unless it runs. Out: whether there was one. */
export async function deleteImport(trx: Trx, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from imports where id = ${id} and state <> 'running'`.execute(trx)
  return Number(numAffectedRows) > 0
}

export type FailureRow = { rowNumber: number; starts: number; ends: number; problems: RowProblem[] }

/** The refused rows of an import, in the order of its file. */
export async function findFailures(trx: Trx, importId: string, by: { after: number; limit: number }): Promise<FailureRow[]> {
  const { rows } = await sql<FailureRow>`
    select row_number as "rowNumber", starts, ends, problems from import_failures
    where import_id = ${importId} and row_number > ${by.after} order by row_number limit ${by.limit}`.execute(trx)
  return rows
}

/** The accounts of a workspace. */
export async function findAccountsOf(trx: Db | Trx, workspaceId: string): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; channel: string }>`
    select id, channel from accounts where workspace_id = ${workspaceId}`.execute(trx)
  return new Map(rows.map(({ id, channel }) => [id, channel]))
}
