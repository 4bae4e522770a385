import { findWorkspace } from '../auth/principals.queries.ts'
import type { Deps } from '../deps.ts'
import { isExpired, retentionDays } from '../model/retention.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { timeOfId } from '../platform/ids.ts'

/**
 * Says why there is no event of an id: events of its age are removed (requirement F2), or it is none of this workspace. The time is the
 * one in the id, so the answer tells nothing of events of others.
 * Errors: always an ApiError, removed or not_found.
 */
export async function noEvent({ databases, clock }: Pick<Deps, 'databases' | 'clock'>, workspaceId: string, id: string): Promise<never> {
  const { retention: own, created_at } = (await findWorkspace(databases.system, workspaceId))!
  const at = timeOfId(id)
  // No event is older than its workspace.
  if (at < created_at || !isExpired(own, 'events', at, clock.now())) return notFound('event', id)
  throw new ApiError('removed', `Events older than ${retentionDays(own, 'events')} days were removed, with their traces.`)
}
