import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const file = path.join(import.meta.dirname, '../docs/performance.md')
const begin = '<!-- what npm run bench -- --write put here, as it is: -->'
const end = '<!-- end of what it put here -->'

/** Where the report stands. Errors: when a mark is missing, since then nobody knows where it belongs. */
function placeIn(document: string): [from: number, to: number] {
  const [from, to] = [document.indexOf(begin), document.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`docs/performance.md has not the lines "${begin}" and "${end}", in this order`)
  return [from + begin.length, to]
}

/** The report that a document holds. */
export const reportIn = (document: string): string => document.slice(...placeIn(document)).trim()

/** The document with another report in the place of its own. */
export function withReport(document: string, report: string): string {
  const [from, to] = placeIn(document)
  return `${document.slice(0, from)}\n\n${report}\n\n${document.slice(to)}`
}

/** Puts a report where docs/performance.md keeps it. */
export const writeReport = (report: string): void => writeFileSync(file, withReport(readFileSync(file, 'utf8'), report))
