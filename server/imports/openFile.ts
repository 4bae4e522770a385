import type { Deps } from '../deps.ts'
import { ApiError } from '../platform/errors.ts'
import { FileTooLarge } from '../platform/fileStore.ts'
import { decodeText, NotText, type Encoding } from './decodeText.ts'
import { mostColumns, mostFileBytes, mostRows } from './imports.schemas.ts'
import { BrokenCsv, detectDelimiter, readCsv, type Delimiter } from './readCsv.ts'
import { guessTargets, namedColumns, readMapping, type Target } from './targets.ts'

const headChars = 64 * 1024

/** A file that is stored as UTF-8, with its first lines. */
export type StoredFile = { encoding: Encoding; head: string }

/** Stores a file as UTF-8 while it arrives. Errors: ApiError too_large, invalid_input (no text). */
export async function storeText(deps: Pick<Deps, 'files'>, at: string, content: AsyncIterable<Uint8Array>): Promise<StoredFile> {
  const { pieces, encoding } = decodeText(content)
  let head = ''
  async function* utf8() {
    for await (const piece of pieces) {
      if (head.length < headChars) head += piece.slice(0, headChars - head.length)
      yield Buffer.from(piece, 'utf8')
    }
  }
  try {
    await deps.files.write(at, utf8(), mostFileBytes)
  } catch (error) {
    throw refused(error)
  }
  return { encoding: encoding(), head }
}

/** A file that was read to its end once. `place`: where its first row begins, behind the one with the names of the columns. */
export type CheckedFile = { columns: string[]; delimiter: Delimiter; total: number; place: number }

/** Counts the rows of a stored file. Errors: ApiError invalid_input for a file that is broken, empty, or larger than is taken. */
export async function checkFile(deps: Pick<Deps, 'files'>, at: string, head: string, chosen: Delimiter | undefined): Promise<CheckedFile> {
  const delimiter = chosen ?? detectDelimiter(head)
  let columns: string[] | null = null
  let [total, place] = [0, 0]
  try {
    for await (const { cells, end } of readCsv(deps.files.read(at), delimiter)) {
      if (columns) total++
      else {
        columns = namedColumns(cells)
        place = end
      }
      if (total > mostRows) break
    }
  } catch (error) {
    throw refused(error)
  }
  if (!columns || !total) throw new ApiError('invalid_input', 'file: has no rows below the names of its columns.')
  if (total > mostRows) throw new ApiError('invalid_input', `file: has more than ${mostRows} rows. Split it into several files.`)
  if (columns.length > mostColumns) throw new ApiError('invalid_input', `file: has more than ${mostColumns} columns.`)
  return { columns, delimiter, total, place }
}

/** What the columns become: by the mapping, or else by their names. Errors: ApiError invalid_input. */
export function chosenTargets(
  columns: readonly string[],
  mapping: Record<string, string> | null,
  fields: readonly { key: string; name: string }[],
): Target[] {
  const targets = mapping ? readMapping(columns, mapping) : guessTargets(columns, fields)
  if (Array.isArray(targets)) return targets
  const { code, name } = targets
  const what = {
    no_column: `the file has no column “${name}”.`,
    no_target: `“${name}” is not something that a column can become.`,
    target_twice: `two columns become “${name}”. Choose one.`,
  }[code]
  throw new ApiError('invalid_input', `mapping: ${what}`)
}

/** The error for the caller of one that a file caused; others stay as they are. */
export function refused(error: unknown): unknown {
  if (error instanceof FileTooLarge)
    return new ApiError('too_large', `A file may have ${mostFileBytes / 1024 / 1024} MB at most. Split it into several files.`)
  if (error instanceof NotText) return new ApiError('invalid_input', 'file: is no text. Save it as CSV, in UTF-8 if you can choose.')
  if (error instanceof BrokenCsv)
    return new ApiError(
      'invalid_input',
      `file: has a quotation mark that is never closed, before line ${error.line + 1}. Close it, or remove it.`,
    )
  if (error instanceof Error && error.message === 'empty') return new ApiError('invalid_input', 'file: is empty.')
  return error
}
