import type { TextOf } from '../model/sentence.ts'
import type { ImportRow } from './imports.queries.ts'
import type { ShownImport } from './imports.schemas.ts'
import { sentence } from './sentences.ts'

/** An import as the API has it. */
export const showImport = (row: ImportRow, textOf: TextOf): ShownImport => {
  const { id, name, state, total, done, created, updated, unchanged, failed, hasFile, code, actor, createdAt, endedAt } = row
  return {
    id,
    name,
    status: state,
    total,
    done,
    created,
    updated,
    unchanged,
    failed,
    errorFile: failed && hasFile ? `/api/imports/${id}/errors.csv` : null,
    why: code === null ? null : { code, text: textOf(sentence('import.failed')) },
    actorId: actor,
    createdAt: createdAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
  }
}
