import { sql } from 'kysely'
import { lockJobs } from '../jobs/addJobs.queries.ts'
import type { Trx } from '../platform/db.ts'

export type OfEndpoint = { workspaceId: string; endpointId: string }

/**
 * Deletes an endpoint and its links. Its deliveries are shown, counted for their leads and sent no more, since they are read together with
 * their endpoint. Not under row-level security: jobs of deliveries name no account. Out: whether it was there.
 */
export async function removeEndpoint(trx: Trx, { workspaceId, endpointId }: OfEndpoint): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from endpoints where id = ${endpointId} and workspace_id = ${workspaceId}`.execute(trx)
  return Number(numAffectedRows) > 0
}

/**
 * Deletes the newest deliveries of a deleted endpoint, with their jobs and with events of which none is left. Out: how many, and the leads
 * that it did not get.
 */
export async function removeDeliveriesOf(
  trx: Trx,
  { workspaceId, endpointId }: OfEndpoint,
  atMost: number,
): Promise<{ count: number; leadIds: string[] }> {
  const { rows: found } = await sql<{ id: string }>`
    select d.id from deliveries d where d.endpoint_id = ${endpointId} and d.workspace_id = ${workspaceId}
    order by d.seq desc limit ${atMost}`.execute(trx)
  const ids = found.map(({ id }) => id)
  if (!ids.length) return { count: 0, leadIds: [] }
  // Jobs first, as a worker that settles them does: in the other order each could wait for the other.
  await lockJobs(trx, ids)
  const { rows } = await sql<{ leadId: string }>`
    with gone as (delete from deliveries where id = any(${ids}::uuid[]) returning id, event_id, lead_id, status, is_test),
    untold as (
      delete from endpoint_events e using (select distinct event_id from gone) g where e.id = g.event_id
        and not exists (select from deliveries d where d.event_id = e.id and d.id <> all(${ids}::uuid[])))
    select distinct lead_id as "leadId" from gone where status <> 'SUCCESS' and lead_id is not null and not is_test`.execute(trx)
  return { count: ids.length, leadIds: rows.map(({ leadId }) => leadId) }
}
