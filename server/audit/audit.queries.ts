import type { Deps } from '../deps.ts'
import type { AuditChanges } from '../model/audit.ts'
import type { Trx } from '../platform/db.ts'

/** Who did what to what. `fields` are names; `changes` has values of harmless ones (model/audit.ts). */
export type AuditRow = {
  workspaceId: string
  actor: string
  action: string
  subject: string
  subjectId: string | null
  fields?: string[]
  changes?: AuditChanges
}

/** Writes an audit row, in the transaction of the change. */
export const writeAudit = (trx: Trx, deps: Pick<Deps, 'newId' | 'clock'>, row: AuditRow): Promise<void> => writeAudits(trx, deps, [row])

/** Writes audit rows in one statement; without rows it runs none. */
export async function writeAudits(trx: Trx, deps: Pick<Deps, 'newId' | 'clock'>, rows: AuditRow[]): Promise<void> {
  if (!rows.length) return
  const at = deps.clock.now()
  await trx
    .insertInto('audit')
    .values(
      rows.map((row) => ({
        id: deps.newId(),
        workspace_id: row.workspaceId,
        at,
        actor: row.actor,
        action: row.action,
        subject: row.subject,
        subject_id: row.subjectId,
        fields: row.fields ?? [],
        changes: JSON.stringify(row.changes ?? {}),
      })),
    )
    .execute()
}
