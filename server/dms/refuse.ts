import type { Deps } from '../deps.ts'
import { ApiError, type ErrorCode } from '../platform/errors.ts'
import { isUuid } from '../platform/ids.ts'
import { findWorkspaceOfLead } from './dms.queries.ts'
import { sentence } from './sentences.ts'

/** A refusal of the DM API: the person may not be written to yet. It has been stored, and `deepLink` is another way to reach them. */
export class NotPermitted extends Error {
  readonly words = sentence('dms.not_continued')
  readonly deepLink: string | null
  constructor(deepLink: string | null) {
    super('not permitted')
    this.deepLink = deepLink
  }
}

/**
 * Why the caller sees no such lead: 403 when it is another workspace's, 404 when there is none. The DM API alone tells the two apart
 * (requirement C4); elsewhere both are 404. A limited member sees 404 for leads of other accounts.
 */
export async function refuseLead(deps: Pick<Deps, 'databases'>, who: { workspaceId: string }, leadId: string): Promise<never> {
  const workspaceId = isUuid(leadId) ? await findWorkspaceOfLead(deps.databases.system, leadId) : null
  if (workspaceId !== null && workspaceId !== who.workspaceId) throw new ApiError('forbidden', 'This lead belongs to another workspace.')
  throw new ApiError('not_found', `There is no lead ${leadId} in this workspace.`)
}

/** The code of a refusal in the DM API: ours, in capitals as all of its codes. */
export const refusalCode = (code: ErrorCode): string => code.toUpperCase()
