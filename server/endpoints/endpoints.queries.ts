import { sql } from 'kysely'
import type { EndpointEventType, EndpointKind, EndpointMethod, LinkCondition, LinkType } from '../model/endpoint.ts'
import { rowsOf, type Trx } from '../platform/db.ts'
import { endpoints, endpointSources } from '../platform/tables/endpoints.ts'
import { columnsOf, typesOf, type NewRow } from '../platform/tables/table.ts'
import type { ShownAuth } from './authentication.ts'

export type EndpointRow = {
  id: string
  workspaceId: string
  automationId: string | null
  name: string
  kind: EndpointKind
  url: string
  method: EndpointMethod
  headers: Record<string, string>
  auth: ShownAuth
  retryCount: number
  timeoutMs: number
  events: EndpointEventType[]
  mapping: Record<string, string> | null
  isActive: boolean
  disabledAt: Date | null
  disabledCode: string | null
  failingSince: Date | null
  lastSuccessAt: Date | null
  lastFailureAt: Date | null
  oldSecretUntil: Date | null
  version: number
  createdAt: Date
  /** Deliveries that ended since a time, without tests. */
  succeeded: number
  failed: number
  sources: { type: LinkType; id: string; isActive: boolean; conditions: LinkCondition[] }[]
}

/** Newest first. One row more than asked for tells whether there are more. */
export async function findEndpoints(
  trx: Trx,
  of: { id?: string; before?: string | null; limit: number; endedSince?: Date },
): Promise<EndpointRow[]> {
  const { rows } = await sql<EndpointRow>`
    select p.id, p.workspace_id as "workspaceId", p.automation_id as "automationId", p.name, p.kind, p.url, p.method, p.headers, p.auth,
      p.retry_count as "retryCount", p.timeout_ms as "timeoutMs", p.events, p.mapping, p.is_active as "isActive",
      p.disabled_at as "disabledAt", p.disabled_code as "disabledCode", p.failing_since as "failingSince",
      p.last_success_at as "lastSuccessAt", p.last_failure_at as "lastFailureAt", p.old_secret_until as "oldSecretUntil",
      p.version, p.created_at as "createdAt", n.succeeded, n.failed, coalesce((
        select jsonb_agg(jsonb_build_object('type', s.type, 'id', s.source_id, 'isActive', s.is_active, 'conditions', s.conditions)
          order by s.type, s.source_id) from endpoint_sources s where s.endpoint_id = p.id), '[]') as sources
    from endpoints p cross join lateral (
      select count(*) filter (where d.status = 'SUCCESS')::integer as succeeded, count(*) filter (where d.status = 'FAILED')::integer as failed
      from deliveries d where d.endpoint_id = p.id and d.completed_at >= ${of.endedSince ?? null} and not d.is_test) n
    where ${of.id ? sql`p.id = ${of.id}` : sql`true`} and ${of.before ? sql`p.id < ${of.before}` : sql`true`}
    order by p.id desc limit ${of.limit + 1}`.execute(trx)
  return rows
}

/** Adds an endpoint without its sources. */
export async function addEndpoint(trx: Trx, row: NewRow<typeof endpoints>): Promise<void> {
  await sql`
    insert into endpoints (${columnsOf(endpoints)}) values (${sql.join(
      endpoints.inserted.map((name) => {
        const value = row[name as keyof typeof row]
        return endpoints.columns[name as keyof typeof endpoints.columns].isJson && value !== null ? JSON.stringify(value) : value
      }),
    )})`.execute(trx)
}

/** Replaces the links of an endpoint. */
export async function writeSources(trx: Trx, endpointId: string, sources: NewRow<typeof endpointSources>[]): Promise<void> {
  await sql`delete from endpoint_sources where endpoint_id = ${endpointId}`.execute(trx)
  if (sources.length)
    await sql`
      insert into endpoint_sources (${columnsOf(endpointSources)}) select * from ${rowsOf(sources, typesOf(endpointSources))}`.execute(trx)
}

type Change = Partial<Pick<NewRow<typeof endpoints>, 'name' | 'url' | 'method' | 'retry_count' | 'timeout_ms' | 'events' | 'is_active'>> & {
  headers?: string
  auth?: string
  auth_sealed?: Buffer | null
  mapping?: string | null
  /** Switched on again: what it was disabled for is over. */
  disabled_at?: null
  disabled_code?: null
  failing_since?: null
  warned_at?: null
}
/** Changes an endpoint and raises its version. */
export async function changeEndpoint(trx: Trx, id: string, change: Change & { updated_at: Date }): Promise<void> {
  await trx
    .updateTable('endpoints')
    .set({ ...change, version: sql`version + 1` })
    .where('id', '=', id)
    .execute()
}

/** Waits for other changes of an endpoint; the next one waits until this transaction ends. */
export async function lockEndpoint(trx: Trx, id: string): Promise<void> {
  await sql`select from endpoints where id = ${id} for no key update`.execute(trx)
}

/** What sources may name: accounts, automations and forms with one of these ids; accounts also by their ids at the platform. */
export async function findNamed(
  trx: Trx,
  ours: string[],
  theirs: string[],
): Promise<{ type: 'account' | 'automation' | 'form'; id: string; platformIds: string[] }[]> {
  const { rows } = await sql<{ type: 'account' | 'automation' | 'form'; id: string; platformIds: string[] }>`
    select 'account' as type, id, array_remove(array[external_id, page_id], null) as "platformIds" from accounts
    where id = any(${ours}::uuid[]) or external_id = any(${theirs}::text[]) or page_id = any(${theirs}::text[])
    union all select 'automation', id, '{}' from automations where id = any(${ours}::uuid[])
    union all select 'form', id, '{}' from forms where id = any(${ours}::uuid[])`.execute(trx)
  // An account that has the id itself comes before one that is connected with a Page of this id.
  return rows.toSorted((a, b) => Number(theirs.includes(b.platformIds[0] ?? '')) - Number(theirs.includes(a.platformIds[0] ?? '')))
}

/** Gives it another secret; the one until now signs as well until `oldUntil`. */
export async function rotateSecret(trx: Trx, id: string, sealed: Buffer, oldUntil: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update endpoints set old_secret_sealed = secret_sealed, old_secret_until = ${oldUntil}, secret_sealed = ${sealed}
    where id = ${id}`.execute(trx)
  return Number(numAffectedRows) > 0
}
