import { sql } from 'kysely'
import type { DeliveryStatus, EndpointEventType } from '../model/endpoint.ts'
import type { Db, Trx } from '../platform/db.ts'

export type DeliveryRow = {
  id: string
  seq: number
  endpointId: string
  endpointName: string
  eventId: string
  leadId: string | null
  /** Name, email or phone number. */
  leadName: string | null
  accountId: string | null
  type: EndpointEventType
  isTest: boolean
  status: DeliveryStatus
  code: string | null
  nextRetryAt: Date | null
  completedAt: Date | null
  createdAt: Date
}
export type DeliveryFilter = {
  /** The event of the inbox that caused them. */
  causeId?: string | undefined
  id?: string | undefined
  endpointId?: string | undefined
  leadId?: string | undefined
  status?: DeliveryStatus | undefined
  since?: string | undefined
  before?: number | null
  limit: number
}

/** SQL: the status that is asked for. All but those that arrived have an index, whose condition has to stand in the statement. */
const ofStatus = (status: DeliveryStatus | undefined) => {
  if (status === undefined) return sql`true`
  return status === 'SUCCESS' ? sql`d.status = 'SUCCESS'` : sql`(d.status = ${status} and d.status <> 'SUCCESS')`
}

/** Newest first. One row more than asked for tells whether there are more. */
export async function findDeliveries(trx: Trx, of: DeliveryFilter): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    select d.id, d.seq, d.endpoint_id as "endpointId", p.name as "endpointName", d.event_id as "eventId", d.lead_id as "leadId",
      coalesce(l.name, l.email, l.phone) as "leadName",
      d.account_id as "accountId", d.type, d.is_test as "isTest", d.status, d.code, d.next_retry_at as "nextRetryAt",
      d.completed_at as "completedAt", d.created_at as "createdAt"
    from deliveries d join endpoints p on p.id = d.endpoint_id left join leads l on l.id = d.lead_id
    where ${of.causeId ? sql`not d.is_test and d.event_id in (select e.id from endpoint_events e where e.cause_id = ${of.causeId})` : sql`true`}
      and ${of.id ? sql`d.id = ${of.id}` : sql`true`} and ${of.endpointId ? sql`d.endpoint_id = ${of.endpointId}` : sql`true`}
      and ${of.leadId ? sql`d.lead_id = ${of.leadId}` : sql`true`} and ${ofStatus(of.status)}
      and ${of.since ? sql`d.created_at >= ${of.since}::timestamptz` : sql`true`}
      and ${of.before ? sql`d.seq < ${of.before}` : sql`true`}
    order by d.seq desc limit ${of.limit + 1}`.execute(trx)
  return rows
}

export type DeliveryAttempt = {
  deliveryId: string
  at: Date
  outcome: string
  code: string | null
  detail: { httpStatus?: number | null; durationMs?: number; responseBody?: string | null } | null
}

/**
 * Every attempt of deliveries that the caller may see, by delivery. Jobs of deliveries name no account, so row-level security hides their
 * attempts from limited members: the ids come from rows that it let through.
 */
export async function attemptsOf(
  system: Db,
  workspaceId: string,
  deliveries: readonly { id: string }[],
): Promise<Map<string, DeliveryAttempt[]>> {
  if (!deliveries.length) return new Map()
  const ids = deliveries.map(({ id }) => id)
  const { rows } = await sql<DeliveryAttempt>`
    select job_id as "deliveryId", started_at as at, outcome, code, detail from job_attempts
    where job_id = any(${ids}::uuid[]) and workspace_id = ${workspaceId} order by job_id, number`.execute(system)
  return Map.groupBy(rows, ({ deliveryId }) => deliveryId)
}

/** What was sent, by the id of the event. */
export async function findSentData(trx: Trx, eventIds: string[]): Promise<Map<string, unknown>> {
  if (!eventIds.length) return new Map()
  const { rows } = await sql<{ id: string; data: unknown }>`
    select id, data from endpoint_events where id = any(${eventIds}::uuid[])`.execute(trx)
  return new Map(rows.map(({ id, data }) => [id, data]))
}
