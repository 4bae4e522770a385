import { csvRow } from '../platform/csv.ts'
import { leadCells, leadHead, type FieldColumns } from './leadCells.ts'
import type { LeadRow } from './leadRows.queries.ts'

/** The first line: fixed columns, then the custom fields in the order given. */
export const csvHead = (columns: FieldColumns): string => csvRow(leadHead(columns))

export const csvLine = (lead: LeadRow, columns: FieldColumns): string => csvRow(leadCells(lead, columns))
