import type { Role } from '../model/permission.ts'
import { ApiError } from '../platform/errors.ts'
import type { Principal } from './access.ts'

/** Whether a role sees every account of the workspace, whatever it is limited to. */
export const seesEverything = (role: string): boolean => role === 'owner' || role === 'admin'

/**
 * Checks a role that somebody gives to a member or an invitation. Errors: forbidden (only an owner makes owners), invalid_input (owners and
 * admins cannot be limited to some accounts).
 */
export function refuseWrongRole(who: Principal, given: { role: string; accountIds?: readonly string[] | null | undefined }): void {
  if (given.role === 'owner' && who.role !== 'owner')
    throw new ApiError('forbidden', 'Only an owner can make somebody an owner, or change one.')
  if (seesEverything(given.role) && given.accountIds)
    throw new ApiError(
      'invalid_input',
      `accountIds: an ${given.role as Role} sees every account. Only a member or viewer can be limited to some.`,
    )
}

/** Errors: ApiError conflict when a workspace would be left without an owner. */
export function refuseLastOwner(current: { role: string }, owners: number): void {
  if (current.role === 'owner' && owners === 1)
    throw new ApiError('conflict', 'This is the last owner of the workspace. Make somebody else an owner first.')
}
