import { sql } from 'kysely'
import type { DeliveryStatus } from '../model/endpoint.ts'
import type { Trx } from '../platform/db.ts'

/**
 * Writes the states of leads whose deliveries were settled or replayed, in the same transaction: DELIVERED when all succeeded, FAILED when
 * one was given up, PROCESSING in between. `exported`: one succeeded. A lead that was not attempted yet stays NEW; one whose endpoints are
 * all gone is NEW again. The leads are locked first: of two workers that settle two deliveries of one lead, the later one sees what the
 * earlier one wrote.
 */
export async function updateLeadStates(trx: Trx, leadIds: readonly string[], now: Date): Promise<void> {
  if (!leadIds.length) return
  await sql`select from leads where id = any(${leadIds}::uuid[]) order by id for no key update`.execute(trx)
  await sql`
    update leads l set status = found.status, exported = l.exported or found.exported,
      processed_at = case when found.status in ('DELIVERED', 'FAILED') then ${now}::timestamptz end
    from (
      select id, exported, case when ${hasDelivery('FAILED')} then 'FAILED'
        when not (${hasDelivery('PENDING', 'RETRYING')}) then case when exported then 'DELIVERED' else 'NEW' end
        when exported or status <> 'NEW' or ${hasDelivery('RETRYING')} then 'PROCESSING' else 'NEW' end as status
      from (select of.id, of.status, ${hasDelivery('SUCCESS')} as exported from leads of where of.id = any(${leadIds}::uuid[]) offset 0) of
      offset 0) found
    where l.id = found.id and (l.status <> found.status or l.exported < found.exported)`.execute(trx)
}

/**
 * SQL: the lead `of` has a delivery in one of these states. Each question ends at the first delivery that answers it, and only that one's
 * endpoint is looked up: most attempts leave the state of their lead as it is. An `exists` would be answered from a hash of all deliveries
 * while the planner believes that they are few.
 */
const hasDelivery = (...statuses: DeliveryStatus[]) => sql`coalesce((
  select true from deliveries d join endpoints p on p.id = d.endpoint_id
  where d.lead_id = of.id and not d.is_test and d.status in (${sql.join(statuses.map((one) => sql.lit(one)))}) limit 1), false)`
