import type { Role } from '../model/permission.ts'
import { ApiError } from '../platform/errors.ts'
import type { Trx } from '../platform/db.ts'
import type { Principal } from './access.ts'
import { findForeignAccounts } from './members.queries.ts'

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

/** Errors: ApiError invalid_input when one of these accounts, which something is limited to, is not of the workspace. */
export async function refuseForeignAccounts(
  trx: Trx,
  workspaceId: string,
  accountIds: readonly string[] | null | undefined,
): Promise<void> {
  const [foreign] = await findForeignAccounts(trx, workspaceId, [...(accountIds ?? [])])
  if (foreign) throw new ApiError('invalid_input', `accountIds: there is no account ${foreign} in this workspace.`)
}

/**
 * Rejects callers limited to some accounts where what they change is about all of them: a key may be limited and have the scope. Errors:
 * ApiError forbidden.
 */
export function refuseLimited({ accountIds }: Principal, what: string): void {
  if (accountIds === null) return
  throw new ApiError('forbidden', `${what} belongs to the whole workspace. You are limited to some of its accounts, so you cannot do this.`)
}

/** What a caller sees of a limit to accounts: one who is limited learns nothing of others, not even that they exist. */
export const seenAccounts = (who: Principal, accountIds: string[] | null): string[] | null =>
  who.accountIds === null ? accountIds : (accountIds?.filter((id) => who.accountIds!.includes(id)) ?? null)

/** Errors: ApiError conflict when a workspace would be left without an owner. */
export function refuseLastOwner(current: { role: string }, owners: number): void {
  if (current.role === 'owner' && owners === 1)
    throw new ApiError('conflict', 'This is the last owner of the workspace. Make somebody else an owner first.')
}
