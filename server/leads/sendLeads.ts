import type { z } from 'zod'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { addDeliveries, isDisabled, lockReceiver, planDeliveries } from '../endpoints/planDeliveries.queries.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import type { NewId } from '../platform/ids.ts'
import { accountsOf } from './leadFilter.queries.ts'
import { mostCounted } from './leads.queries.ts'
import { updateLeadStates } from './leadStates.queries.ts'
import { dataAt, eventOf } from './raiseLeadEvents.queries.ts'
import { readFilter } from './readFilter.ts'
import { jobOfSending } from './sendLeads.job.ts'
import { countLeadsToSend, findLeadsToSend, lockLeads, type ChosenLeads, type OfFilter, type SentLeads } from './sendLeads.queries.ts'
import type { sendInput } from './sendLeads.schemas.ts'

export const leadsPerSlice = 500
/** So many leads are looked through by the request itself, more by a job. */
const inRequestAtMost = 1_000

/**
 * Sends the next leads to an endpoint that has no delivery of them: as new ones, each once, however often and by whomever it is asked for.
 * Out: how many are sent, and the place of the last lead that was looked at; null: none is left.
 */
export async function sendSlice(
  trx: Trx,
  { newId, now }: { newId: NewId; now: Date },
  of: SentLeads,
  which: ChosenLeads,
  atMost = leadsPerSlice,
): Promise<{ sent: number; last: number | null }> {
  const receiver = await lockReceiver(trx, of)
  if (!receiver) return { sent: 0, last: null }
  const found = await findLeadsToSend(trx, of, which, atMost)
  const rows = found.filter(({ isSent }) => !isSent)
  await lockLeads(
    trx,
    rows.map(({ id }) => id),
  )
  const deps = { newId, now, dataOf: dataAt(now) }
  const events = rows.map((lead) => eventOf({ ...lead, change: 'new' }, now))
  const { waiting, leadIds } = of.matching
    ? await planDeliveries(trx, deps, events, of.endpointId)
    : await addDeliveries(
        trx,
        deps,
        events.map((event) => ({ event, endpointId: of.endpointId, ...receiver })),
      )
  await updateLeadStates(trx, leadIds, now)
  return { sent: waiting, last: found.length < atMost ? null : found.at(-1)!.seq }
}

/** Errors: ApiError not_found, conflict (it is disabled: what is sent to it would fail at once). */
export async function checkReceiver(deps: Deps, who: Principal, endpointId: string): Promise<void> {
  if ((await inWorkspace(deps.databases.web, who, (trx) => isDisabled(trx, endpointId))) ?? notFound('endpoint', endpointId))
    throw new ApiError('conflict', 'The endpoint is disabled. Switch it on first, then send.')
}

/**
 * Sends stored leads to an endpoint that takes them: those that its sources name, and that it was not told of. A thousand are looked
 * through at once, the others by a job.
 * Out:    how many are sent, and how many leads the job looks through. Errors: ApiError not_found, conflict.
 */
export async function sendToEndpoint(
  deps: Deps,
  who: Principal,
  endpointId: string,
  { again, ...given }: z.output<typeof sendInput>,
  atOnce = inRequestAtMost,
): Promise<{ sent: number; remaining: number }> {
  await checkReceiver(deps, who, endpointId)
  const now = deps.clock.now()
  const { workspaceId, actor } = who
  const filter = readFilter(given)
  const of: SentLeads = { workspaceId, endpointId, again, askedAt: now, matching: true }
  const { accountId: _, ...rest } = filter.status || filter.archived !== undefined ? filter : { ...filter, archived: false }
  const which: OfFilter = { filter: rest, accountIds: accountsOf(who, filter), after: 0 }
  // Not under row-level security: jobs of deliveries name no account.
  const done = await deps.databases.system.transaction().execute(async (trx) => {
    const { sent, last } = await sendSlice(trx, { newId: deps.newId, now }, of, which, atOnce)
    const left = { ...which, after: last ?? 0 }
    const remaining = last === null ? 0 : await countLeadsToSend(trx, of, left, mostCounted)
    if (remaining) await addJobs(trx, { newId: deps.newId, now }, [jobOfSending(of, left, now)])
    const fields = [`count:${sent}`, ...(remaining ? [`remaining:${remaining}`] : [])]
    await writeAudit(trx, deps, { workspaceId, actor, action: 'send', subject: 'endpoint', subjectId: endpointId, fields })
    return { sent, remaining }
  })
  if (done.sent || done.remaining) deps.wake.tell('jobs', workspaceId)
  if (done.sent) deps.wake.tell('leads', workspaceId)
  return done
}
