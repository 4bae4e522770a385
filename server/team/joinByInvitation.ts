import { writeAudit } from '../audit/audit.queries.ts'
import { addMember } from '../auth/principals.queries.ts'
import type { Deps } from '../deps.ts'
import { auditOf } from '../model/audit.ts'
import type { Trx } from '../platform/db.ts'
import type { InvitationRow } from './invitations.queries.ts'

/** Makes a person a member by an invitation that was taken, with its role and its limit to accounts. */
export async function joinByInvitation(
  trx: Trx,
  deps: Pick<Deps, 'newId' | 'clock'>,
  { workspaceId, role, accountIds }: InvitationRow,
  userId: string,
): Promise<void> {
  const id = deps.newId()
  await addMember(trx, { id, workspaceId, userId, role, accountIds, at: deps.clock.now() })
  await writeAudit(trx, deps, {
    workspaceId,
    actor: `user:${userId}`,
    action: 'accept',
    subject: 'member',
    subjectId: id,
    ...auditOf('member', {}, { role, ...(accountIds ? { accountIds } : {}) }),
  })
}
