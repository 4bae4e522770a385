import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'

/** The country for numbers without a country code. */
export async function findCountry(trx: Trx, workspaceId: string): Promise<string> {
  const { rows } = await sql<{ country: string }>`select default_country as country from workspaces where id = ${workspaceId}`.execute(trx)
  return rows[0]?.country ?? ''
}

/** Which of these accounts the caller sees, with the channel of each. */
export async function findAccountIds(trx: Trx, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; channel: string }>`select id, channel from accounts where id = any(${ids}::uuid[])`.execute(trx)
  return new Map(rows.map(({ id, channel }) => [id, channel]))
}

/** The names of those who did something, by how the audit names them (`user:…`, `key:…`). Over a connection that sees people. */
export async function findActorNames(trx: Trx, workspaceId: string, actors: readonly string[]): Promise<Map<string, string>> {
  const ids = actors.flatMap((actor) => /^(?:user|key):([0-9a-f-]{36})$/.exec(actor)?.[1] ?? [])
  if (!ids.length) return new Map()
  const { rows } = await sql<{ actor: string; name: string }>`
    select 'user:' || u.id as actor, u.name from identity."user" u join identity.member m on m."userId" = u.id
      where u.id = any(${ids}::uuid[]) and m."organizationId" = ${workspaceId}
    union all select 'key:' || k.id, k.name from identity.api_keys k 
      where k.id = any(${ids}::uuid[]) and k.workspace_id = ${workspaceId}`.execute(trx)
  return new Map(rows.map(({ actor, name }) => [actor, name]))
}
