import type { Deps } from '../deps.ts'
import type { Trx } from '../platform/db.ts'

/** Writes an audit row (who did what to what), in the transaction of the change. `fields` are names; values are never stored here. */
export async function writeAudit(
  trx: Trx,
  deps: Pick<Deps, 'newId' | 'clock'>,
  row: { workspaceId: string; actor: string; action: string; subject: string; subjectId: string | null; fields?: string[] },
): Promise<void> {
  await trx
    .insertInto('audit')
    .values({
      id: deps.newId(),
      workspace_id: row.workspaceId,
      at: deps.clock.now(),
      actor: row.actor,
      action: row.action,
      subject: row.subject,
      subject_id: row.subjectId,
      fields: row.fields ?? [],
    })
    .execute()
}
