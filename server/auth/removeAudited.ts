import { writeAudit } from '../audit/audit.queries.ts'
import type { Deps } from '../deps.ts'
import type { Trx } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import type { Principal } from './access.ts'

/**
 * Removes something of the caller's workspace, with its audit row, in one transaction.
 * In:     what, with the word for it in errors; and how, which answers whether it was there.
 * Errors: ApiError not_found.
 */
export async function removeAudited(
  deps: Deps,
  { workspaceId, actor }: Principal,
  { noun, subject, action, id }: { noun: string; subject: string; action: string; id: string },
  remove: (trx: Trx, of: { workspaceId: string; id: string }) => Promise<boolean>,
): Promise<void> {
  await deps.databases.system.transaction().execute(async (trx) => {
    if (!(await remove(trx, { workspaceId, id }))) return notFound(noun, id)
    await writeAudit(trx, deps, { workspaceId, actor, action, subject, subjectId: id })
  })
}
