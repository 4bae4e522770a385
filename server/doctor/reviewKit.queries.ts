import { sql } from 'kysely'
import type { LoginType } from '../model/channel.ts'
import type { ChannelName } from '../model/event.ts'
import type { Db, Trx } from '../platform/db.ts'
import type { LiveAutomation } from './whatUses.ts'

export type KitRow = {
  name: string
  channel: ChannelName
  loginType: LoginType
  grantedScopes: string[] | null
  automations: LiveAutomation[]
  forms: string[]
}

/** The connected accounts with their live automations and active forms. In: as the database's own role, one workspace. */
export async function findKitRows(db: Trx | Db, workspaceId: string): Promise<KitRow[]> {
  const { rows } = await sql<KitRow>`
    select a.name, a.channel, a.login_type as "loginType", a.granted_scopes as "grantedScopes",
      (select coalesce(jsonb_agg(jsonb_build_object('name', n.name, 'triggers',
          (select coalesce(jsonb_agg(distinct t ->> 'on'), '[]') from jsonb_array_elements(v.definition -> 'triggers') t), 'steps',
          (select coalesce(jsonb_agg(distinct t ->> 'type'), '[]') from jsonb_array_elements(v.definition -> 'steps') t)) order by n.name), '[]')
        from automation_sets s join automations n on n.id = s.automation_id join automation_versions v on v.id = s.version_id
        where s.account_id = a.id and s.until_set is null and s.live) as automations,
      array(select f.name from forms f where f.account_id = a.id and f.is_active order by f.name) as forms
    from accounts a where a.workspace_id = ${workspaceId} and a.status <> 'disconnected' order by a.name, a.id limit 200`.execute(db)
  return rows
}

/** All workspaces, or one, for the command line. */
export async function findWorkspaceIds(db: Db, id: string | null): Promise<string[]> {
  const all = db.selectFrom('workspaces').select('id').orderBy('created_at').orderBy('id')
  const rows = await (id === null ? all : all.where(sql<boolean>`id::text = ${id}`)).execute()
  return rows.map(({ id }) => id)
}
