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
}
const mostDeliveries = 200

/** What is delivered of a lead, oldest first; of very many the newest. */
export async function findDeliveriesOfLead(trx: Trx, leadId: string): Promise<LeadDelivery[]> {
  const { rows } = await sql<LeadDelivery>`
    select * from (select d.seq, d.id, d.endpoint_id as "endpointId", p.name as "endpointName", d.type, d.status, d.code, d.created_at as "createdAt",
      d.next_retry_at as "nextRetryAt", d.completed_at as "completedAt"
    from deliveries d join endpoints p on p.id = d.endpoint_id
    where d.lead_id = ${leadId} and not d.is_test order by d.seq desc limit ${mostDeliveries}) newest
    order by seq`.execute(trx)
  return rows
}
