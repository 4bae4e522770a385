import type { Deps } from '../deps.ts'
import { markValues } from '../contacts/erasedPeople.queries.ts'
import type { Db, Trx } from '../platform/db.ts'
import { noteSlice, type Counts, type ImportRow, type NewFailure } from './imports.queries.ts'
import { keysOf, planRows, type PersonChange } from './planRows.ts'
import type { CsvRow } from './readCsv.ts'
import type { Accounts } from './readingOf.ts'
import { readRow, type Reading, type ReadRow, type RowProblem } from './readRow.ts'
import { storePlan } from './storePlan.ts'

type ForSlices = Pick<Deps, 'newId' | 'vault'> & { system: Db; now: Date }

/** Which of these rows name somebody who was erased while the import ran. */
async function erasedAmong(deps: ForSlices, { workspaceId, erased }: ImportRow, rows: readonly ReadRow[]): Promise<Set<number>> {
  if (!erased.length) return new Set()
  const marks = new Set(erased)
  const named = rows.flatMap((row, at) => keysOf(row, workspaceId).map(({ kind, value }) => ({ at, key: `${kind}/${value}` })))
  const theirs = await markValues(
    deps,
    workspaceId,
    named.map(({ key }) => key),
  )
  return new Set(named.flatMap(({ at }, n) => (marks.has(theirs[n]!) ? [at] : [])))
}

/**
 * Does some rows of an import, and notes it: one transaction, so that each row is done once, whatever is killed.
 * In:     the import, locked, under the ingest lock; its next rows. Out: whether endpoints are to be told of something.
 */
export async function importSlice(
  trx: Trx,
  deps: ForSlices,
  of: ImportRow,
  reading: Reading,
  accounts: Accounts,
  rows: readonly CsvRow[],
): Promise<boolean> {
  const read = rows.map(({ cells }) => readRow(cells, reading))
  const sound = read.flatMap(({ row, problems }, at) => (problems.length ? [] : [{ row, at }]))
  const erased = await erasedAmong(
    deps,
    of,
    sound.map(({ row }) => row),
  )
  const known = sound.filter((_, at) => !erased.has(at))
  const merging = { workspaceId: of.workspaceId, existing: of.options.existing, accounts, newId: deps.newId }
  const plan = known.length
    ? await planRows(
        trx,
        known.map(({ row }) => row),
        merging,
      )
    : { rows: [], people: [] as PersonChange[] }

  const problems = new Map<number, RowProblem[]>(read.flatMap((one, at) => (one.problems.length ? [[at, one.problems]] : [])))
  for (const at of erased) problems.set(sound[at]!.at, [{ code: 'erased', column: null }])
  const counts: Counts = { done: rows.length, created: 0, updated: 0, unchanged: 0, failed: 0 }
  for (const [n, planned] of plan.rows.entries()) {
    if ('problems' in planned) problems.set(known[n]!.at, planned.problems)
    else counts[planned.outcome]++
  }
  counts.failed = problems.size
  const failures = Array.from(problems, ([at, why]): NewFailure => {
    const { start, end } = rows[at]!
    return { rowNumber: of.done + at + 1, starts: start, ends: end, problems: why }
  })
  const { workspaceId, actor, name } = of
  const told = await storePlan(trx, deps, plan.people, { workspaceId, actor, name, now: deps.now })
  await noteSlice(trx, of, { counts, place: rows.at(-1)!.end, failures })
  return told
}
