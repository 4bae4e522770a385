import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'

export type LeadDelivery = {
  id: string
  endpointId: string
  endpointName: string
  type: string
  status: 'PENDING' | 'RETRYING' | 'SUCCESS' | 'FAILED'
  code: string | null
  createdAt: Date
  nextRetryAt: Date | null
  completedAt: Date | null
  /** Oldest first. `detail` is what the attempt learned: httpStatus, durationMs, responseBody. */
  attempts: { at: string; outcome: string; code: string | null; detail: Record<string, unknown> | null }[]
}
const mostDeliveries = 200

/** What is delivered of a lead, oldest first, with each attempt: the attempts of the delivery's job, which has its id. */
export async function findDeliveriesOfLead(trx: Trx, leadId: string): Promise<LeadDelivery[]> {
  const { rows } = await sql<LeadDelivery>`
    select d.id, d.endpoint_id as "endpointId", p.name as "endpointName", d.type, d.status, d.code, d.created_at as "createdAt",
      d.next_retry_at as "nextRetryAt", d.completed_at as "completedAt", a.attempts
    from deliveries d join endpoints p on p.id = d.endpoint_id
    cross join lateral (
      select coalesce(jsonb_agg(jsonb_build_object('at', t.started_at, 'outcome', t.outcome, 'code', t.code, 'detail', t.detail)
        order by t.number), '[]') as attempts
      from job_attempts t where t.job_id = d.id) a
    where d.lead_id = ${leadId} and not d.is_test order by d.seq limit ${mostDeliveries}`.execute(trx)
  return rows
}
