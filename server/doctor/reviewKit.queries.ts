import { sql } from 'kysely'
import type { LoginType } from '../model/channel.ts'
import type { ChannelName } from '../model/event.ts'
import type { Db, Trx } from '../platform/db.ts'
import { liveAutomationsOf } from './liveAutomations.queries.ts'
import type { LiveAutomation } from './whatUses.ts'

export type KitRow = {
  name: string
  channel: ChannelName
  loginType: LoginType
  grantedScopes: string[] | null
  automations: LiveAutomation[]
  forms: string[]
}

const accountsPerRead = 200

/** All connected accounts with their live automations and active forms. In: as the database's own role, one workspace. */
export async function findKitRows(db: Trx | Db, workspaceId: string): Promise<KitRow[]> {
  const found: KitRow[] = []
  for (let after: string | null = null; ;) {
    const rows: (KitRow & { id: string })[] = await readKitRows(db, workspaceId, after)
    found.push(...rows.map(({ id: _id, ...row }) => row))
    if (rows.length < accountsPerRead) return found.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    after = rows.at(-1)!.id
  }
}

async function readKitRows(db: Trx | Db, workspaceId: string, after: string | null): Promise<(KitRow & { id: string })[]> {
  const { rows } = await sql<KitRow & { id: string }>`
    select a.id, a.name, a.channel, a.login_type as "loginType", a.granted_scopes as "grantedScopes",
      ${liveAutomationsOf(sql`a.id`)} as automations,
      array(select f.name from forms f where f.account_id = a.id and f.is_active order by f.name) as forms
    from accounts a
    where a.workspace_id = ${workspaceId} and a.status <> 'disconnected' and ${after === null ? sql`true` : sql`a.id > ${after}`}
    order by a.id limit ${accountsPerRead}`.execute(db)
  return rows
}

/** All workspaces, or one, for the command line. */
export async function findWorkspaceIds(db: Db, id: string | null): Promise<string[]> {
  const all = db.selectFrom('workspaces').select('id').orderBy('created_at').orderBy('id')
  const rows = await (id === null ? all : all.where(sql<boolean>`id::text = ${id}`)).execute()
  return rows.map(({ id }) => id)
}
