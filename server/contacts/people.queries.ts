import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'

export type ContactRow = {
  id: string
  name: string | null
  username: string | null
  email: string | null
  phone: string | null
  customFields: Record<string, string>
  identifiers: { accountId: string; kind: string; value: string }[]
  createdAt: Date
  lastSeenAt: Date
}

/** Newest first. In: one id, or the id before which the page begins. */
export async function findContacts(
  trx: Trx,
  by: { id?: string; q?: string | undefined; before: string | null; limit: number },
): Promise<ContactRow[]> {
  const like = by.q && `%${by.q.replace(/[\\%_]/g, '\\$&')}%`
  const { rows } = await sql<ContactRow>`
    select p.id, p.name, p.username, p.email, p.phone, p.custom_fields as "customFields", p.created_at as "createdAt", p.last_seen_at as "lastSeenAt",
      coalesce((select jsonb_agg(jsonb_build_object('accountId', i.account_id, 'kind', i.kind, 'value', i.value)) from contact_identifiers i where i.contact_id = p.id), '[]') as identifiers
    from contacts p
    where ${by.id ? sql`p.id = ${by.id}` : sql`true`} and ${by.before ? sql`p.id < ${by.before}` : sql`true`}
      and ${like ? sql`(p.name ilike ${like} or p.username ilike ${like} or p.email ilike ${like} or p.phone ilike ${like})` : sql`true`}
    order by p.id desc limit ${by.limit + 1}`.execute(trx)
  return rows
}

export type ConversationRow = {
  id: string
  accountId: string
  contactId: string
  username: string | null
  name: string | null
  windowUntil: Date | null
  optedOutAt: Date | null
  botPausedUntil: Date | null
  lastEventAt: Date
  createdAt: Date
}

export async function findConversations(
  trx: Trx,
  by: { id?: string; accountId?: string | undefined; before: { at: string; id: string } | null; limit: number },
): Promise<ConversationRow[]> {
  const { rows } = await sql<ConversationRow>`
    select c.id, c.account_id as "accountId", c.contact_id as "contactId", p.username, p.name, c.window_until as "windowUntil", c.opted_out_at as "optedOutAt",
      c.bot_paused_until as "botPausedUntil", c.last_event_at as "lastEventAt", c.created_at as "createdAt"
    from conversations c join contacts p on p.id = c.contact_id
    where ${by.id ? sql`c.id = ${by.id}` : sql`true`} and ${by.accountId ? sql`c.account_id = ${by.accountId}` : sql`true`}
      and ${by.before ? sql`(c.last_event_at, c.id) < (${by.before.at}::timestamptz, ${by.before.id}::uuid)` : sql`true`}
    order by c.last_event_at desc, c.id desc limit ${by.limit + 1}`.execute(trx)
  return rows
}
