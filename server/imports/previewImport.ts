import { Readable } from 'node:stream'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import type { TextOf } from '../model/sentence.ts'
import { inWorkspace } from '../platform/db.ts'
import { decodeText } from './decodeText.ts'
import type { Preview, ReadOptions } from './imports.schemas.ts'
import { chosenTargets, refused } from './openFile.ts'
import { planRows } from './planRows.ts'
import { detectDelimiter, readCsv, type CsvRow } from './readCsv.ts'
import { readingOf } from './readingOf.ts'
import { readRow } from './readRow.ts'
import { outcomeOf, problemsShown, valuesShown } from './showPreview.ts'
import { namedColumns } from './targets.ts'

const bytesLookedAt = 256 * 1024
const rowsLookedAt = 100
const samples = 3

/** The beginning of a file; `isWhole`: there is no more of it. The rest is read and let go. */
export async function takeHead(content: AsyncIterable<Uint8Array>): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of content) {
    if (size < bytesLookedAt) pieces.push(piece)
    size += piece.length
  }
  return { bytes: Buffer.concat(pieces).subarray(0, bytesLookedAt), isWhole: size < bytesLookedAt }
}

/** Shows what an import of a file would do with its first rows. Nothing is stored. Errors: ApiError invalid_input. */
export async function previewImport(
  deps: Deps,
  { workspaceId }: Principal,
  { mapping, options, file }: { mapping: Record<string, string> | null; options: ReadOptions; file: { bytes: Buffer; isWhole: boolean } },
  textOf: TextOf,
): Promise<Preview> {
  const { text, encoding } = await textOfHead(file)
  const delimiter = options.delimiter ?? detectDelimiter(text)
  const { head, rows, isEnd } = await firstRows(text, delimiter, file.isWhole)
  const columns = namedColumns(head)
  const { fields } = await readingOf(deps, { workspaceId, targets: [], options })
  const targets = chosenTargets(columns, mapping, fields)
  const { reading, accounts } = await readingOf(deps, { workspaceId, targets, options })
  const read = rows.map(({ cells }) => readRow(cells, reading))
  const sound = read.filter(({ problems }) => !problems.length)
  const merging = { workspaceId, existing: options.existing, accounts, newId: deps.newId }
  const plan = await inWorkspace(deps.databases.web, { workspaceId, accountIds: null }, (trx) =>
    planRows(
      trx,
      sound.map(({ row }) => row),
      merging,
    ),
  )
  const shown = read.map((one, at) => {
    const planned = one.problems.length ? undefined : plan.rows[sound.indexOf(one)]
    const problems = planned && 'problems' in planned ? planned.problems : one.problems
    return { row: at + 1, outcome: outcomeOf(planned), values: valuesShown(one.row), problems: problemsShown(problems, columns, textOf) }
  })
  const count = (outcome: string) => shown.filter((row) => row.outcome === outcome).length
  return {
    encoding,
    delimiter,
    isWhole: isEnd,
    columns: columns.map((name, at) => ({
      name,
      target: targets[at]!,
      samples: rows.flatMap(({ cells }) => cells[at]?.trim().slice(0, 100) || []).slice(0, samples),
    })),
    fields: fields.map(({ key, name, type }) => ({ key, name, type })),
    counts: { created: count('created'), updated: count('updated'), unchanged: count('unchanged'), failed: count('failed') },
    rows: shown,
  }
}

async function textOfHead({ bytes }: { bytes: Buffer }): Promise<{ text: string; encoding: string }> {
  // A letter may be cut in two at the end: the last incomplete ones are left out.
  for (const cut of [0, 1, 2, 3]) {
    const { pieces, encoding } = decodeText(Readable.from([bytes.subarray(0, bytes.length - cut)]))
    try {
      let text = ''
      for await (const piece of pieces) text += piece
      return { text, encoding: encoding() }
    } catch (error) {
      if (cut === 3) throw refused(error)
    }
  }
  throw new Error('unreachable')
}

async function firstRows(
  text: string,
  delimiter: CsvDelimiter,
  isWhole: boolean,
): Promise<{ head: string[]; rows: CsvRow[]; isEnd: boolean }> {
  const all: CsvRow[] = []
  let isEnd = isWhole
  try {
    for await (const row of readCsv(Readable.from([Buffer.from(text)]), delimiter)) {
      all.push(row)
      if (all.length <= rowsLookedAt + 1) continue
      isEnd = false
      break
    }
  } catch (error) {
    if (isWhole || all.length < 2) throw refused(error)
  }
  // The last row of a file that goes on may be cut off.
  if (!isWhole && all.length <= rowsLookedAt + 1) all.pop()
  const [head, ...rows] = all
  if (!head) throw refused(new Error('empty'))
  return { head: head.cells, rows: rows.slice(0, rowsLookedAt), isEnd }
}
type CsvDelimiter = Parameters<typeof readCsv>[1]
