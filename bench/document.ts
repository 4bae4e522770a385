import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const file = path.join(import.meta.dirname, '../docs/performance.md')
const begin = '<!-- what npm run bench -- --write put here, as it is: -->'
const end = '<!-- end of what it put here -->'

/** The position of the report. Errors: when a mark is missing, since the position is then unknown. */
function placeIn(document: string): [from: number, to: number] {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/performance.md has not the lines "${begin}" and "${end}", in this order`)
  return [from + begin.length, to]
}

/** The report that a document holds. */
export const reportIn = (document: string): string => document.slice(...placeIn(document)).trim()

/** Returns the document with its report replaced by another. */
export function withReport(document: string, report: string): string {
  const [from, to] = placeIn(document)
  return `${document.slice(0, from)}\n\n${report}\n\n${document.slice(to)}`
}

/** Writes a report to its place in docs/performance.md. */
export const writeReport = (report: string): void => writeFileSync(file, withReport(readFileSync(file, 'utf8'), report))
