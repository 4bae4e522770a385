import type { z } from 'zod'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { findDeliveries } from './deliveries.queries.ts'
import type { replayInput } from './endpoints.schemas.ts'
import { getEndpoint, refuseLimitedTo } from './endpoints.ts'
import { dataOfReplay } from './replay.job.ts'
import { countReplayed, replaySlice, type Replayed } from './replay.queries.ts'

/** So many deliveries are replayed by the request itself; more are by a job. */
const inRequestAtMost = 1_000

/** `updateLeadStates`: leads are above this module. */
export type ReplayDeps = Deps & { updateLeadStates(trx: Trx, leadIds: string[], now: Date): Promise<void> }

/** What is sent again to a disabled endpoint would fail at once, also what arrived. Errors: ApiError not_found, conflict. */
async function checkNotDisabled(deps: Deps, who: Principal, endpointId: string): Promise<void> {
  if ((await getEndpoint(deps, who, endpointId)).disabledAt)
    throw new ApiError('conflict', 'The endpoint is disabled. Switch it on first, then send again.')
}

/** Sends one delivery again. Errors: ApiError not_found, conflict (its endpoint is disabled). */
export async function replayDelivery(deps: ReplayDeps, who: Principal, id: string): Promise<void> {
  const now = deps.clock.now()
  const { workspaceId, actor } = who
  const [found] = await inWorkspace(deps.databases.web, who, (trx) => findDeliveries(trx, { id, limit: 1 }))
  await checkNotDisabled(deps, who, (found ?? notFound('delivery', id)).endpointId)
  await deps.databases.system.transaction().execute(async (trx) => {
    const { leadIds } = await replaySlice(trx, { ...deps, now }, { id, workspaceId }, 1)
    await deps.updateLeadStates(trx, leadIds, now)
    await writeAudit(trx, deps, { workspaceId, actor, action: 'replay', subject: 'delivery', subjectId: id })
  })
  deps.wake.tell('jobs', workspaceId)
}

/**
 * Sends again what an endpoint did not get since a time, or all of a range: up to a thousand deliveries at once, more of them by a job,
 * so that any number may be replayed. Out: how many. Errors: ApiError not_found, conflict (it is disabled).
 */
export async function replayEndpoint(
  deps: ReplayDeps,
  who: Principal,
  id: string,
  input: z.output<typeof replayInput>,
  atMost = inRequestAtMost,
): Promise<number> {
  refuseLimitedTo(who)
  await checkNotDisabled(deps, who, id)
  const now = deps.clock.now()
  const { workspaceId, actor } = who
  const of: Replayed = {
    workspaceId,
    endpointId: id,
    since: new Date(input.since),
    until: input.until ? new Date(input.until) : null,
    which: input.status,
    askedAt: now,
  }
  const count = await deps.databases.system.transaction().execute(async (trx) => {
    const found = await countReplayed(trx, of)
    if (found > atMost) {
      const data = dataOfReplay(of)
      await addJobs(trx, { ...deps, now }, [
        { kind: 'replay', workspaceId, accountId: null, lane: `replay/${id}`, runAt: now, priority: 10, data },
      ])
    } else if (found) {
      const { leadIds } = await replaySlice(trx, { ...deps, now }, of, found)
      await deps.updateLeadStates(trx, leadIds, now)
    }
    const fields = [`count:${found}`]
    await writeAudit(trx, deps, { workspaceId, actor, action: 'replay', subject: 'endpoint', subjectId: id, fields })
    return found
  })
  if (count) deps.wake.tell('jobs', workspaceId)
  return count
}
