import { sql } from 'kysely'
import { addJobs, lockJobs, restartJobs } from '../jobs/addJobs.queries.ts'
import type { Trx } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'
import { jobOf } from './planDeliveries.queries.ts'

/** `NOT_ARRIVED`: what failed or waits for its next attempt; `ALL`: also what arrived. */
export type ReplayedStatus = 'NOT_ARRIVED' | 'FAILED' | 'ALL'

/**
 * Which deliveries are sent again: one; what leads did not get, or wait for the next attempt of; or those of an endpoint that were created
 * in a range. What was completed or attempted since it was asked for is not sent a second time.
 */
export type Replayed = { workspaceId: string } & (
  | { id: string }
  | { leadIds: readonly string[] }
  | { endpointId: string; since: Date; until: Date | null; which: ReplayedStatus; askedAt: Date }
)

const ofWorkspace = (of: Replayed) => sql`d.workspace_id = ${of.workspaceId}`
const chosen = (of: Replayed) =>
  'id' in of
    ? sql`d.id = ${of.id} and ${ofWorkspace(of)}`
    : 'leadIds' in of
      ? sql`d.lead_id = any(${of.leadIds}::uuid[]) and ${ofWorkspace(of)} and d.status in ('FAILED', 'RETRYING') and not d.is_test
        and exists (select from endpoints p where p.id = d.endpoint_id and p.disabled_at is null)`
      : sql`d.endpoint_id = ${of.endpointId} and ${ofWorkspace(of)} and d.created_at >= ${of.since} and not d.is_test
      and ${of.until ? sql`d.created_at < ${of.until}` : sql`true`} and (${isStanding(of)})`

function isStanding({ which, askedAt }: { which: ReplayedStatus; askedAt: Date }) {
  const ended = sql`d.completed_at <= ${askedAt} and d.status = any(${which === 'ALL' ? ['FAILED', 'SUCCESS'] : ['FAILED']}::text[])`
  if (which === 'FAILED') return ended
  return sql`${ended} or d.status = 'RETRYING'
        and not exists (select from job_attempts t where t.job_id = d.id and t.started_at > ${askedAt})`
}

/** Counts the deliveries that would be sent again. */
export async function countReplayed(trx: Trx, of: Replayed): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::integer as n from deliveries d where ${chosen(of)}`.execute(trx)
  return rows[0]!.n
}

/**
 * Sends deliveries again, as if they were new; the number of their attempts goes on, and their order within a lead stays. A repeated call
 * goes on where one ended. Not under row-level security: jobs of deliveries name no account.
 * Out:    the leads of a slice, and how many deliveries it had.
 */
export async function replaySlice(
  trx: Trx,
  deps: { newId: NewId; now: Date },
  of: Replayed,
  atMost: number,
): Promise<{ count: number; leadIds: string[] }> {
  const { rows: found } = await sql<{ id: string }>`
    select d.id from deliveries d where ${chosen(of)} order by d.seq limit ${atMost}`.execute(trx)
  const ids = found.map(({ id }) => id)
  // Jobs first, as a worker that settles them does: in the other order each could wait for the other.
  await lockJobs(trx, ids)
  const { rows } = await sql<{ id: string; endpointId: string; leadId: string | null; workspaceId: string }>`
    update deliveries d set status = 'PENDING', code = null, completed_at = null, next_retry_at = ${deps.now}
    where d.id = any(${ids}::uuid[]) and ${chosen(of)}
    returning d.id, d.endpoint_id as "endpointId", d.lead_id as "leadId", d.workspace_id as "workspaceId"`.execute(trx)
  const known = await restartJobs(
    trx,
    rows.map(({ id }) => id),
    deps.now,
  )
  // One that failed at once, since its endpoint was disabled, never had a job.
  const lacking = rows.filter(({ id }) => !known.has(id))
  await addJobs(
    trx,
    deps,
    lacking.map(({ id, workspaceId, endpointId, leadId }) =>
      jobOf({ id, workspaceId, endpointId, lane: leadId && `deliver/${endpointId}/${leadId}`, runAt: deps.now }),
    ),
  )
  return { count: ids.length, leadIds: [...new Set(rows.flatMap(({ leadId }) => leadId ?? []))] }
}
