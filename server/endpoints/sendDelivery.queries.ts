import { sql } from 'kysely'
import type { DeliveryStatus, EndpointEventType, EndpointKind, EndpointMethod } from '../model/endpoint.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import type { ShownAuth } from './authentication.ts'

export type DeliveryToSend = {
  id: string
  eventId: string
  endpointId: string
  workspaceId: string
  type: EndpointEventType
  data: unknown
  occurredAt: Date
  isTest: boolean
  kind: EndpointKind
  url: string
  method: EndpointMethod
  headers: Record<string, string>
  auth: ShownAuth
  authSealed: Buffer | null
  secretSealed: Buffer
  oldSecretSealed: Buffer | null
  oldSecretUntil: Date | null
  retryCount: number
  timeoutMs: number
  mapping: Record<string, string> | null
  /** Another delivery of this lead arrived there; asked for a sheet only. */
  isThere: boolean
  isActive: boolean
  disabledAt: Date | null
}

/** Deliveries with their events and their endpoints as they are now. */
export async function findDeliveriesToSend(db: Db, ids: string[]): Promise<DeliveryToSend[]> {
  const { rows } = await sql<DeliveryToSend>`
    select d.id, d.event_id as "eventId", d.endpoint_id as "endpointId", d.workspace_id as "workspaceId", d.type, e.data,
      e.occurred_at as "occurredAt", d.is_test as "isTest", p.kind, p.url, p.method, p.headers, p.auth, p.auth_sealed as "authSealed",
      p.secret_sealed as "secretSealed", p.old_secret_sealed as "oldSecretSealed", p.old_secret_until as "oldSecretUntil",
      p.retry_count as "retryCount", p.timeout_ms as "timeoutMs", p.mapping, p.is_active as "isActive", p.disabled_at as "disabledAt",
      p.kind = 'sheets' and exists (select from deliveries o where o.lead_id = d.lead_id and o.endpoint_id = d.endpoint_id and o.id <> d.id
        and o.status = 'SUCCESS') as "isThere"
    from deliveries d join endpoint_events e on e.id = d.event_id join endpoints p on p.id = d.endpoint_id
    where d.id = any(${ids}::uuid[])`.execute(db)
  return rows
}

/** How a delivery stands after its job was settled. `tried`: the endpoint was called. */
export type SettledDelivery = {
  id: string
  status: DeliveryStatus
  code: string | null
  next_retry_at: Date | null
  completed_at: Date | null
  tried: boolean
  at: Date
}

const day = 86_400_000
/** Failing this long without a success, an endpoint is disabled; at half of it somebody is told. */
const disabledAfterMs = 5 * day

/** An endpoint that was disabled now, or (`disabledCode` null) reached half of the time until then; failing `since`. */
export type ChangedEndpoint = { id: string; workspaceId: string; name: string; disabledCode: string | null; since: Date }

/**
 * Writes the states of deliveries, and what they say of their endpoints. Out: the leads they are about (not of tests), and the endpoints
 * that were disabled now or reached half of the time until then.
 */
export async function settleDeliveries(
  trx: Trx,
  settled: readonly SettledDelivery[],
): Promise<{ leadIds: string[]; changed: ChangedEndpoint[] }> {
  const longAgo = (at: string, ms: number) => sql`${sql.raw(at)} - ${ms / 1_000} * interval '1 second'`
  const { rows } = await sql<{ leadId: string } | ({ leadId: null } & ChangedEndpoint)>`
    with given as materialized (
      select * from ${rowsOf(
        settled,
        'id uuid, status text, code text, next_retry_at timestamptz, completed_at timestamptz, tried boolean, at timestamptz',
      )}),
    moved as (
      update deliveries d set status = given.status, code = given.code, next_retry_at = given.next_retry_at,
        completed_at = given.completed_at
      from given where d.id = given.id returning d.endpoint_id, d.lead_id, given.status, given.code, given.tried, given.at),
    told as materialized (
      select endpoint_id, bool_or(status = 'SUCCESS') as ok, bool_or(status <> 'SUCCESS') as bad, bool_or(code = 'gone') as gone,
        max(at) as at
      from moved where tried group by endpoint_id),
    locked as materialized (
      select p.id, coalesce(p.failing_since, told.at) as since, p.disabled_at, p.warned_at
      from endpoints p join told on told.endpoint_id = p.id
      order by p.id for no key update of p),
    judged as (
      select told.*, l.since, l.disabled_at is null and (gone or not ok and l.since <= ${longAgo('told.at', disabledAfterMs)}) as disables,
        l.warned_at is null and not ok and l.since <= ${longAgo('told.at', disabledAfterMs / 2)} as warns
      from told join locked l on l.id = told.endpoint_id),
    changed as (
      update endpoints p set last_success_at = case when j.ok then j.at else p.last_success_at end,
        last_failure_at = case when j.bad then j.at else p.last_failure_at end,
        failing_since = case when j.ok then null else j.since end,
        warned_at = case when j.ok then null when j.warns then j.at else p.warned_at end,
        disabled_at = case when j.disables then j.at else p.disabled_at end,
        disabled_code = case when j.disables then case when j.gone then 'gone' else 'failing' end else p.disabled_code end
      from judged j where p.id = j.endpoint_id
      returning p.id, p.workspace_id, p.name, j.disables, j.warns, j.since, case when j.disables then p.disabled_code end as disabled_code)
    select distinct lead_id as "leadId", null::uuid as id, null::uuid as "workspaceId", null as name,
        null as "disabledCode", null::timestamptz as since
      from moved where lead_id is not null
    union all
    select null, id, workspace_id, name, disabled_code, since from changed where disables or warns`.execute(trx)
  return {
    leadIds: rows.flatMap((row) => row.leadId ?? []),
    changed: rows.filter((row) => row.leadId === null),
  }
}
