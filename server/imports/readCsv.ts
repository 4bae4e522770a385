import { Readable } from 'node:stream'
import { CsvError, parse, type Info, type Options } from 'csv-parse'

export const delimiters = [',', ';', '\t', '|'] as const
export type Delimiter = (typeof delimiters)[number]

/** A row of a file. `start`, `end`: its bytes in the text as UTF-8, so that reading can go on behind it. */
export type CsvRow = { cells: string[]; start: number; end: number }

/** The file cannot be read as a CSV from that line on. */
export class BrokenCsv extends Error {
  override name = 'BrokenCsv'
  readonly code: 'quote_open' | 'row_too_long'
  readonly line: number
  constructor(code: BrokenCsv['code'], line: number) {
    super(`${code} in line ${line}`)
    this.code = code
    this.line = line
  }
}

/** The most characters of a row. A quotation mark that is never closed would make one of the rest of the file. */
const mostRowChars = 200_000

const options = (delimiter: Delimiter): Options => ({
  delimiter,
  info: true,
  relax_column_count: true,
  // A quotation mark within a cell stands for itself.
  relax_quotes: true,
  skip_empty_lines: true,
  skip_records_with_empty_values: true,
  max_record_size: mostRowChars,
})

/**
 * Reads the rows of a CSV while it is read; rows without any text are left out.
 * In:     text as UTF-8, without a mark, from the beginning of a row; the place of its first byte.
 * Errors: BrokenCsv.
 */
export async function* readCsv(text: Readable, delimiter: Delimiter, from = 0): AsyncGenerator<CsvRow> {
  const parser = parse(options(delimiter))
  text.on('error', (error) => parser.destroy(error))
  text.pipe(parser)
  let start = from
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      const end = from + info.bytes
      yield { cells: record, start, end }
      start = end
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    throw new BrokenCsv(error.code === 'CSV_MAX_RECORD_SIZE' ? 'row_too_long' : 'quote_open', Number(error['lines'] ?? 0))
  } finally {
    text.destroy()
    parser.destroy()
  }
}

/** The delimiter that the first lines of a file speak for: the one that gives them the most columns, alike in all. */
export function detectDelimiter(head: string): Delimiter {
  const lines = head
    .replaceAll(/"(?:[^"]|"")*"/g, 'x')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim())
    .slice(0, 20)
  const score = (delimiter: string): number => {
    const counts = lines.map((line) => line.split(delimiter).length - 1)
    const alike = counts.filter((count) => count === counts[0]).length
    return counts[0] ? alike * 1_000 + counts[0] : 0
  }
  return delimiters.reduce((best, one) => (score(one) > score(best) ? one : best))
}
