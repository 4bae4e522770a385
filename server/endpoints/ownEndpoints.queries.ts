import { sql } from 'kysely'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'
import { endpoints } from '../platform/tables/endpoints.ts'
import { columnsOf, typesOf, type NewRow } from '../platform/tables/table.ts'
import type { Vault } from '../platform/vault.queries.ts'
import { newSecret } from './signing.ts'

/** The webhook address of an automation (`webhook_url` of the rule format). */
export type OwnAddress = { workspaceId: string; automationId: string; name: string; url: string }
type Deps = { newId: NewId; now: Date; vault: Vault }

/** It is told of what its automation captures: at once, and again when more answers complete it. */
const events = ['lead.created', 'lead.updated'] as const

async function rowOf({ newId, now, vault }: Deps, { workspaceId, automationId, name, url }: OwnAddress): Promise<NewRow<typeof endpoints>> {
  const id = newId()
  return {
    id,
    workspace_id: workspaceId,
    automation_id: automationId,
    name,
    kind: 'webhook',
    url,
    method: 'POST',
    headers: {},
    auth: { type: 'NONE' },
    auth_sealed: null,
    secret_sealed: await vault.seal({ table: 'endpoints', row: id, column: 'secret_sealed', workspaceId }, newSecret()),
    retry_count: 9,
    timeout_ms: 30_000,
    events: [...events],
    mapping: null,
    is_active: true,
    created_at: now,
    updated_at: now,
  }
}

/**
 * Gives each automation the endpoint of its webhook address. One that has an endpoint keeps it; another address ends that it was disabled.
 * Without addresses it runs no statement.
 */
export async function writeOwnEndpoints(trx: Trx, deps: Deps, addresses: OwnAddress[]): Promise<void> {
  if (!addresses.length) return
  const rows = await Promise.all(addresses.map((one) => rowOf(deps, one)))
  const { rows: made } = await sql<{ id: string; workspaceId: string; automationId: string }>`
    insert into endpoints (${columnsOf(endpoints)}) select * from ${rowsOf(rows, typesOf(endpoints))}
    on conflict (automation_id) do update set url = excluded.url, updated_at = excluded.updated_at,
      version = endpoints.version + case when endpoints.url = excluded.url then 0 else 1 end,
      disabled_at = case when endpoints.url = excluded.url then endpoints.disabled_at end,
      disabled_code = case when endpoints.url = excluded.url then endpoints.disabled_code end,
      failing_since = case when endpoints.url = excluded.url then endpoints.failing_since end,
      warned_at = case when endpoints.url = excluded.url then endpoints.warned_at end
    returning id, workspace_id as "workspaceId", automation_id as "automationId"`.execute(trx)
  const links = made.map((one) => ({
    id: deps.newId(),
    workspace_id: one.workspaceId,
    endpoint_id: one.id,
    source_id: one.automationId,
  }))
  // A statement of its own: row-level security asks for the endpoint.
  await sql`
    insert into endpoint_sources (id, workspace_id, endpoint_id, type, source_id)
    select id, workspace_id, endpoint_id, 'automation', source_id
    from ${rowsOf(links, 'id uuid, workspace_id uuid, endpoint_id uuid, source_id text')} on conflict do nothing`.execute(trx)
}

/** Makes the endpoints that automations saved by an earlier version lack. Without addresses it runs no statement. */
export async function addLackingEndpoints(trx: Trx, deps: Deps, addresses: OwnAddress[]): Promise<void> {
  if (!addresses.length) return
  const ids = addresses.map(({ automationId }) => automationId)
  const { rows } = await sql<{ id: string }>`
    select automation_id as id from endpoints where automation_id = any(${ids}::uuid[])`.execute(trx)
  const known = new Set(rows.map(({ id }) => id))
  await writeOwnEndpoints(
    trx,
    deps,
    addresses.filter(({ automationId }) => !known.has(automationId)),
  )
}

/** The automation has no webhook address any more: its endpoint is told of nothing new, and stays with what was delivered to it. */
export async function endOwnEndpoint(trx: Trx, automationId: string): Promise<void> {
  await sql`
    delete from endpoint_sources s using endpoints p
    where p.automation_id = ${automationId} and s.endpoint_id = p.id and s.type = 'automation' and s.source_id = ${automationId}`.execute(
    trx,
  )
}

/** The workspace of an endpoint; null when there is no such endpoint. */
export async function findEndpointOwner(db: Db, id: string): Promise<string | null> {
  const { rows } = await sql<{ owner: string }>`select workspace_id as owner from endpoints where id = ${id}`.execute(db)
  return rows[0]?.owner ?? null
}
