import { zipStream, type ZipEntry } from '../platform/zipStream.ts'
import { leadCells, leadHead, type FieldColumns } from './leadCells.ts'
import type { LeadRow } from './leadRows.queries.ts'

/** A sheet of a spreadsheet program has 1,048,576 rows, with its head. */
const rowsPerSheet = 1_048_575
const charactersPerCell = 32_767

/**
 * Leads as a workbook (ECMA-376), written while they are read. All cells are texts, which no program runs as a formula, so they need no
 * apostrophe as those of a CSV. More rows than a sheet may have go on in the next one.
 */
export async function* xlsxOf(leads: AsyncIterable<LeadRow[]>, columns: FieldColumns, mostRows = rowsPerSheet): AsyncGenerator<Buffer> {
  const rows = leads[Symbol.asyncIterator]()
  let waiting: LeadRow[] = []
  let isEnd = false
  let sheets = 0

  const head = leadHead(columns)
  const letters = head.map((_, n) => columnName(n))
  async function* sheet() {
    yield `${xml}<worksheet xmlns="${main}"><sheetData>${xmlRow(head, 1, letters)}`
    let number = 1
    for (let left = mostRows; left > 0;) {
      if (!waiting.length) {
        const next = await rows.next()
        if (next.done) {
          isEnd = true
          break
        }
        waiting = next.value
      }
      const now = waiting.slice(0, left)
      waiting = waiting.slice(left)
      left -= now.length
      yield now.map((lead) => xmlRow(leadCells(lead, columns), ++number, letters)).join('')
    }
    yield '</sheetData></worksheet>'
  }

  async function* entries(): AsyncGenerator<ZipEntry> {
    while (!isEnd) {
      if (sheets && !waiting.length) {
        const next = await rows.next()
        if (next.done) break
        waiting = next.value
      }
      sheets++
      yield { name: `xl/worksheets/sheet${sheets}.xml`, content: sheet() }
    }
    yield* frame(sheets)
  }
  yield* zipStream(entries())
}

const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packages = 'http://schemas.openxmlformats.org/package/2006'
const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** The letters of a column, counted from 0: A … Z, AA … */
const columnName = (n: number): string => (n < 26 ? '' : columnName(Math.floor(n / 26) - 1)) + String.fromCharCode(65 + (n % 26))

/** Each cell has its address, without which some programs read none. In: `number`: of the row, from 1. */
function xmlRow(cells: string[], number: number, letters: string[]): string {
  const written = cells.map((cell, n) =>
    cell ? `<c r="${letters[n]}${number}" t="inlineStr"><is><t xml:space="preserve">${xmlText(cell)}</t></is></c>` : '',
  )
  return `<row r="${number}">${written.join('')}</row>`
}

const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }
/**
 * Text as the format has it: without characters that XML does not allow; `_x0041_` would be read as an A, so its first sign is written that
 * way itself.
 */
const xmlText = (text: string): string =>
  text
    .slice(0, charactersPerCell)
    .toWellFormed()
    .replaceAll(/(?![\t\n\r])[\p{Cc}\uFFFE\uFFFF]/gu, '')
    .replaceAll(/_(?=x[\dA-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll('\r', '_x000D_')
    .replaceAll(/[&<>]/g, (sign) => named[sign]!)

/** What a workbook has beside its sheets. */
function frame(sheets: number): ZipEntry[] {
  const each = (one: (number: number) => string) => Array.from({ length: sheets }, (_, n) => one(n + 1)).join('')
  const relation = (id: string, type: string, target: string) => `<Relationship Id="${id}" Type="${relations}/${type}" Target="${target}"/>`
  return [
    {
      name: 'xl/workbook.xml',
      content: `${xml}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets>${each(
        (n) => `<sheet name="Leads${n === 1 ? '' : ` ${n}`}" sheetId="${n}" r:id="rId${n}"/>`,
      )}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: `${xml}<Relationships xmlns="${packages}/relationships">${each((n) =>
        relation(`rId${n}`, 'worksheet', `worksheets/sheet${n}.xml`),
      )}</Relationships>`,
    },
    {
      name: '_rels/.rels',
      content: `${xml}<Relationships xmlns="${packages}/relationships">${relation('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    },
    {
      name: '[Content_Types].xml',
      content: [
        `${xml}<Types xmlns="${packages}/content-types">`,
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
        '<Default Extension="xml" ContentType="application/xml"/>',
        `<Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/>`,
        each((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${kind}.worksheet+xml"/>`),
        '</Types>',
      ].join(''),
    },
  ]
}
