import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import { isUuid } from '../platform/ids.ts'

/**
 * The names that things of a workspace have now, for its audit: rows themselves hold ids alone. People and leads outside the workspace are
 * left out.
 * In:     the ids, as `subject:id`. Out: the names by the same.
 */
export async function findAuditNames(db: Db, workspaceId: string, things: string[]): Promise<Map<string, string>> {
  const ids = [...new Set(things.map((thing) => thing.slice(thing.indexOf(':') + 1)).filter(isUuid))]
  if (!ids.length) return new Map()
  const named = (subject: string, table: string, name = sql`name`) => sql`
    select ${subject} || ':' || id as thing, ${name} from ${sql.table(table)}
    where id = any (${ids}::uuid[]) and workspace_id = ${workspaceId}`
  const leadName = sql`coalesce(name, email, phone)`
  const { rows } = await sql<{ thing: string; name: string | null }>`
    select 'user:' || id as thing, name from identity."user" where id = any (${ids}::uuid[])
    union all select 'member:' || m.id, u.name from identity.member m join identity."user" u on u.id = m."userId"
      where m.id = any (${ids}::uuid[]) and m."organizationId" = ${workspaceId}
    union all ${named('key', 'identity.api_keys')}
    union all ${named('account', 'accounts')}
    union all ${named('automation', 'automations')}
    union all ${named('endpoint', 'endpoints')}
    union all ${named('form', 'forms')}
    union all ${named('tag', 'tags')}
    union all ${named('contact_field', 'contact_fields')}
    union all ${named('segment', 'segments')}
    union all ${named('template', 'templates')}
    union all ${named('connection', 'connections')}
    union all ${named('invitation', 'identity.invitations', sql`email`)}
    union all ${named('contact', 'contacts', sql`coalesce(name, username)`)}
    union all ${named('lead', 'leads', leadName)}
    union all ${named('dm', 'leads', leadName)}
    union all ${named('lead_form', 'accounts')}
    union all ${named('doctor', 'accounts')}`.execute(db)
  return new Map(rows.flatMap(({ thing, name }) => (name === null ? [] : [[thing, name] as const])))
}
