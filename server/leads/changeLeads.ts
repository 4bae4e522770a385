import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { replaySlice } from '../endpoints/replay.queries.ts'
import type { LeadAction } from '../model/lead.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { findLeadIds, removeLeads, setArchived } from './changeLeads.queries.ts'
import type { LeadFilter } from './leadFilter.queries.ts'
import { findLeads } from './leads.queries.ts'
import { updateLeadStates } from './leadStates.queries.ts'
import { checkReceiver, sendSlice } from './sendLeads.ts'

const leadsPerSlice = 500
const slicesPerCall = 10
/** A lead goes to few endpoints: these are all deliveries of a slice. */
const deliveriesPerSlice = 50_000

/** Archives a lead or brings it back. Errors: ApiError not_found. */
export async function archiveLead(deps: Deps, who: Principal, id: string, isArchived: boolean): Promise<void> {
  const changed = await act(deps, who, isArchived ? 'archive' : 'unarchive', [id])
  if (changed) deps.wake.tell('leads', who.workspaceId)
}

/**
 * Does the same to many leads: those named, or those of a filter, slice by slice, each in a transaction of its own.
 * In:  `to`: of the action `send`.
 * Out: how many changed, and the place to go on from when a filter has more leads than one call takes.
 */
export async function changeLeads(
  deps: Deps,
  who: Principal,
  action: LeadAction,
  which: { ids: string[] } | { filter: LeadFilter; after: number | null },
  to?: Receiver,
): Promise<{ changed: number; next: number | null }> {
  if (to) await checkReceiver(deps, who, to.endpointId)
  let changed = 0
  let next: number | null = null
  if ('ids' in which) changed = await act(deps, who, action, which.ids, to)
  else {
    next = which.after
    for (let slice = 0; slice < slicesPerCall; slice++) {
      const page = await findLeads(deps.databases, who, { ...which.filter, after: next, limit: leadsPerSlice })
      if (page.rows.length)
        changed += await act(
          deps,
          who,
          action,
          page.rows.map((row) => row.id),
          to,
        )
      next = page.next
      if (next === null) break
    }
  }
  if (changed) deps.wake.tell('leads', who.workspaceId)
  return { changed, next }
}

/**
 * Sends again what endpoints did not get of a lead, and at once what waits for its next attempt.
 * Errors: ApiError not_found, conflict (there is nothing to send again).
 */
export async function retryLead(deps: Deps, who: Principal, id: string): Promise<void> {
  if (await act(deps, who, 'retry', [id])) return deps.wake.tell('leads', who.workspaceId)
  if (!(await inWorkspace(deps.databases.web, who, (trx) => findLeadIds(trx, [id]))).length) notFound('lead', id)
  throw new ApiError('conflict', 'No delivery of this lead failed or waits for its next attempt. There is nothing to send again.')
}

/** The endpoint that leads are sent to; `again`: also those that it was told of. */
export type Receiver = { endpointId: string; again: boolean }

/** What becomes of an action that changed a lead, in the audit. */
const told: Record<LeadAction, string> = { archive: 'archive', unarchive: 'unarchive', delete: 'remove', retry: 'retry', send: 'send' }

async function act(deps: Deps, who: Principal, action: LeadAction, ids: string[], to?: Receiver): Promise<number> {
  if (action === 'retry') return retry(deps, who, ids)
  if (action === 'send') return send(deps, who, ids, to!)
  return inWorkspace(deps.databases.web, who, async (trx) => {
    const done = await doIt[action](deps, trx, ids)
    if (done.length) await audit(deps, who, trx, told[action], done.length === 1 ? done[0]! : null, [`count:${done.length}`])
    return done.length
  })
}

/** The leads are those that the caller sees; their jobs, which name no account, are not under row-level security. */
async function retry(deps: Deps, who: Principal, ids: string[]): Promise<number> {
  const { workspaceId } = who
  const seen = await inWorkspace(deps.databases.web, who, (trx) => findLeadIds(trx, ids))
  if (!seen.length) return 0
  const now = deps.clock.now()
  const done = await deps.databases.system.transaction().execute(async (trx) => {
    const { leadIds } = await replaySlice(trx, { newId: deps.newId, now }, { workspaceId, leadIds: seen }, deliveriesPerSlice)
    if (!leadIds.length) return 0
    await updateLeadStates(trx, leadIds, now)
    await audit(deps, who, trx, told.retry, leadIds.length === 1 ? leadIds[0]! : null, [`count:${leadIds.length}`])
    return leadIds.length
  })
  if (done) deps.wake.tell('jobs', workspaceId)
  return done
}

/** Sends leads to an endpoint that a person chose, whatever its sources are. */
async function send(deps: Deps, who: Principal, ids: string[], { endpointId, again }: Receiver): Promise<number> {
  const { workspaceId } = who
  const seen = await inWorkspace(deps.databases.web, who, (trx) => findLeadIds(trx, ids))
  const now = deps.clock.now()
  const of = { workspaceId, endpointId, again, askedAt: now, matching: false }
  const { sent } = await deps.databases.system.transaction().execute(async (trx) => {
    const done = await sendSlice(trx, { newId: deps.newId, now }, of, { ids: seen }, ids.length)
    const one = ids.length === 1 ? ids[0]! : null
    if (done.sent) await audit(deps, who, trx, told.send, one, [`count:${done.sent}`, `endpoint:${endpointId}`])
    return done
  })
  if (sent) deps.wake.tell('jobs', workspaceId)
  return sent
}

const doIt: Record<Exclude<LeadAction, 'retry' | 'send'>, (deps: Deps, trx: Trx, ids: string[]) => Promise<string[]>> = {
  archive: (deps, trx, ids) => setArchived(trx, ids, deps.clock.now()),
  unarchive: (_, trx, ids) => setArchived(trx, ids, null),
  delete: (_, trx, ids) => removeLeads(trx, ids),
}

const audit = (deps: Deps, { workspaceId, actor }: Principal, trx: Trx, action: string, subjectId: string | null, fields: string[] = []) =>
  writeAudit(trx, deps, { workspaceId, actor, action, subject: 'lead', subjectId, fields })
