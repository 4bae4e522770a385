import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import type { TextOf } from '../model/sentence.ts'
import { byteOrderMark, csvRow, plainCell } from '../platform/csv.ts'
import { inWorkspace } from '../platform/db.ts'
import { findFailures, type FailureRow, type ImportRow } from './imports.queries.ts'
import { readCsv } from './readCsv.ts'
import { problemsShown } from './showPreview.ts'

const rowsPerRead = 1_000

/**
 * The refused rows of an import as a CSV: as they were, with a column that says why. Mended, it can be imported like any other file; that
 * column is ignored then.
 */
export async function* errorFile(deps: Deps, who: Principal, of: ImportRow, textOf: TextOf): AsyncGenerator<string> {
  const { columns } = of
  yield byteOrderMark + csvRow([...columns, 'import_error'])
  for (let after = 0; ;) {
    const failures: FailureRow[] = await inWorkspace(deps.databases.web, who, (trx) =>
      findFailures(trx, of.id, { after, limit: rowsPerRead }),
    )
    const last = failures.at(-1)
    if (!last) return
    yield await linesOf(deps, of, failures, textOf)
    after = last.rowNumber
  }
}

/** The rows are read in one go over the part of the file that holds them. */
async function linesOf(deps: Deps, of: ImportRow, failures: readonly FailureRow[], textOf: TextOf): Promise<string> {
  const byStart = new Map(failures.map((one) => [one.starts, one]))
  const [from, to] = [failures[0]!.starts, failures.at(-1)!.ends]
  const lines: string[] = []
  for await (const { cells, start } of readCsv(
    deps.files.read(`${of.workspaceId}/${of.id}`, { start: from, end: to - 1 }),
    of.delimiter,
    from,
  )) {
    const failure = byStart.get(start)
    if (!failure) continue
    const why = problemsShown(failure.problems, of.columns, textOf).map(({ column, text }) =>
      column === null ? text : `${column}: ${text}`,
    )
    const padded = of.columns.map((_, at) => plainCell(cells[at] ?? ''))
    lines.push(csvRow([...padded, why.join(' '), ...cells.slice(of.columns.length).map(plainCell)]))
  }
  return lines.join('')
}
