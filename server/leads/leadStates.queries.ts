import { sql } from 'kysely'
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
      select of.id, coalesce(bool_or(d.status = 'SUCCESS'), false) as exported, case when count(d.id) = 0 then 'NEW'
        when bool_or(d.status = 'FAILED') then 'FAILED'
        when bool_and(d.status = 'SUCCESS') then 'DELIVERED'
        when of.status <> 'NEW' or bool_or(d.status <> 'PENDING') then 'PROCESSING' else 'NEW' end as status
      from leads of left join (deliveries d join endpoints p on p.id = d.endpoint_id) on d.lead_id = of.id and not d.is_test
      where of.id = any(${leadIds}::uuid[]) group by of.id, of.status) found
    where l.id = found.id and (l.status <> found.status or l.exported < found.exported)`.execute(trx)
}
