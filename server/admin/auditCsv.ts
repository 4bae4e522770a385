import { csvRow } from '../platform/csv.ts'
import type { ShownAudit } from './audit.schemas.ts'

export const auditHead = csvRow(['Time', 'Who', 'What', 'Name', 'Fields', 'Changes', 'Actor', 'Action', 'Id'])

/** A row of the audit as a line: for people first, then the codes that programs match. */
export const auditLine = (row: ShownAudit): string =>
  csvRow([
    row.at,
    row.actorText,
    row.actionText,
    row.subjectName ?? '',
    row.fields.join(', '),
    Object.entries(row.changes)
      .map(([field, [before, after]]) => `${field}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`)
      .join('; '),
    row.actorId,
    row.action,
    row.subjectId ?? '',
  ])
