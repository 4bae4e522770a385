import { sql } from 'kysely'
import type { DeliveryStatus, EndpointEventType } from '../model/endpoint.ts'
import type { Db, Trx } from '../platform/db.ts'

export type DeliveryRow = {
  id: string
  seq: number
  endpointId: string
  endpointName: string | null
  eventId: string
  leadId: string | null
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
  id?: string | undefined
  endpointId?: string | undefined
  leadId?: string | undefined
  status?: DeliveryStatus | undefined
  since?: string | undefined
  before?: number | null
  limit: number
}

/** Newest first. One row more than asked for tells whether there are more. */
export async function findDeliveries(trx: Trx, of: DeliveryFilter): Promise<DeliveryRow[]> {
  const { rows } = await sql<DeliveryRow>`
    select d.id, d.seq, d.endpoint_id as "endpointId", p.name as "endpointName", d.event_id as "eventId", d.lead_id as "leadId",
      d.account_id as "accountId", d.type, d.is_test as "isTest", d.status, d.code, d.next_retry_at as "nextRetryAt",
      d.completed_at as "completedAt", d.created_at as "createdAt"
    from deliveries d left join endpoints p on p.id = d.endpoint_id
    where ${of.id ? sql`d.id = ${of.id}` : sql`true`} and ${of.endpointId ? sql`d.endpoint_id = ${of.endpointId}` : sql`true`}
      and ${of.leadId ? sql`d.lead_id = ${of.leadId}` : sql`true`} and ${of.status ? sql`d.status = ${of.status}` : sql`true`}
      and ${of.since ? sql`d.created_at >= ${of.since}::timestamptz` : sql`true`}
      and ${of.before ? sql`d.seq < ${of.before}` : sql`true`}
    order by d.seq desc limit ${of.limit + 1}`.execute(trx)
  return rows
}

export type DeliveryAttempt = {
  deliveryId: string
  at: Date
  code: string | null
  detail: { httpStatus?: number | null; durationMs?: number; responseBody?: string | null } | null
}

/**
 * Every attempt of deliveries that the caller may see. Jobs of deliveries name no account, so row-level security hides their attempts from
 * limited members: the ids come from rows that it let through.
 */
export async function findDeliveryAttempts(system: Db, workspaceId: string, ids: string[]): Promise<DeliveryAttempt[]> {
  if (!ids.length) return []
  const { rows } = await sql<DeliveryAttempt>`
    select job_id as "deliveryId", started_at as at, code, detail from job_attempts
    where job_id = any(${ids}::uuid[]) and workspace_id = ${workspaceId} order by job_id, number`.execute(system)
  return rows
}
