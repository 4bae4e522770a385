import { addProvenUser } from '../auth/linkedLogins.queries.ts'
import { lockMembers } from '../auth/members.queries.ts'
import type { Deps } from '../deps.ts'
import type { Trx } from '../platform/db.ts'
import { findOpenInvitation, takeInvitation } from './invitations.queries.ts'
import { joinByInvitation } from './joinByInvitation.ts'

/**
 * Lets somebody in whose email another side has verified, by the newest open invitation to it. They have no login yet. Invitations of other
 * workspaces stay, and are accepted by their links. Out: the id of the new person; null: nobody invited them.
 */
export async function joinByAddress(
  trx: Trx,
  deps: Pick<Deps, 'newId' | 'clock'>,
  { address, name }: { address: string; name: string },
): Promise<string | null> {
  const at = deps.clock.now()
  const open = await findOpenInvitation(trx, address, at)
  if (!open) return null
  await lockMembers(trx, open.workspaceId)
  const taken = await takeInvitation(trx, open.hash, at)
  if (!taken) return null
  const userId = deps.newId()
  await addProvenUser(trx, { id: userId, name, email: address, at })
  await joinByInvitation(trx, deps, taken, userId)
  return userId
}
