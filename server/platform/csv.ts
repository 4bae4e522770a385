/** Without this mark Excel reads UTF-8 in the machine's own code page, and Ć becomes Ä†. */
export const byteOrderMark = '\uFEFF'

/**
 * Matches cells that a spreadsheet would run as a formula: a character that starts one, full-width forms included, also after spaces that
 * it trims and control characters that it drops. Cells of which only the guard differs are matched too, so that `plainCell` undoes it.
 */
const beginsFormula = /^'*(?:[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|[\t\r\n])/u

/** A phone number: `+` and digits alone run nothing, and programs that import the file read them as they are. */
const isNumber = /^\+?\d[\d ]*$/

/** A cell of a CSV (RFC 4180). A possible formula gets a leading quote; the importer strips it again. */
export function csvCell(value: string): string {
  const safe = beginsFormula.test(value) && !isNumber.test(value) ? `'${value}` : value
  return /["\r\n,;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** The value of a cell that was read: without the quote that guards a possible formula. */
export const plainCell = (cell: string): string => (cell.startsWith("'") && beginsFormula.test(cell) ? cell.slice(1) : cell)

/** A line of a CSV. */
export const csvRow = (cells: string[]): string => cells.map(csvCell).join(',') + '\r\n'
