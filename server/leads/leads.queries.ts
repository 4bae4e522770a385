import { sql } from 'kysely'
import type { MessageState } from '../model/message.ts'
import type { Trx } from '../platform/db.ts'

export type LeadRow = {
  id: string
  seq: number
  source: string
  accountId: string | null
  contactId: string | null
  username: string | null
  contactName: string | null
  channel: string | null
  automationId: string | null
  automationName: string | null
  eventId: string | null
  email: string | null
  phone: string | null
  name: string | null
  customFields: Record<string, string>
  metadata: Record<string, unknown>
  status: string
  notified: boolean
  exported: boolean
  capturedAt: Date
  dmState: MessageState | null
  dmSentAt: Date | null
  dmError: string | null
  dmMessageId: string | null
}

export type LeadFilter = { id?: string; automationId?: string | undefined; q?: string | undefined; before: number | null; limit: number }

/** Leads, newest first, each with the last DM of the run that captured it: usually the reward. */
export async function findLeads(trx: Trx, filter: LeadFilter): Promise<LeadRow[]> {
  const like = filter.q && `%${filter.q.replace(/[\\%_]/g, '\\$&')}%`
  const conditions = [
    filter.id ? sql`l.id = ${filter.id}` : null,
    filter.automationId ? sql`l.automation_id = ${filter.automationId}` : null,
    filter.before === null ? null : sql`l.seq < ${filter.before}`,
    like
      ? sql`(l.email ilike ${like} or l.phone ilike ${like} or l.name ilike ${like} or p.username ilike ${like} or l.custom_fields::text ilike ${like})`
      : null,
  ].filter((one) => one !== null)
  const { rows } = await sql<LeadRow>`
    select l.id, l.seq, l.source, l.account_id as "accountId", l.contact_id as "contactId", p.username, p.name as "contactName", a.channel,
      l.automation_id as "automationId", n.name as "automationName", l.event_id as "eventId", l.email, l.phone, l.name, l.custom_fields as "customFields",
      l.metadata, l.status, l.notified, l.exported, l.captured_at as "capturedAt", m.state as "dmState",
      case when m.state in ('sent', 'delivered', 'read') then m.final_at end as "dmSentAt", m.error_words as "dmError", m.channel_message_id as "dmMessageId"
    from leads l
    left join contacts p on p.id = l.contact_id
    left join accounts a on a.id = l.account_id
    left join automations n on n.id = l.automation_id
    left join lateral (
      select state, final_at, error_words, channel_message_id from ledger where run_id = l.run_id and lane = 'direct' order by seq desc limit 1) m on true
    where ${conditions.length ? sql.join(conditions, sql` and `) : sql`true`}
    order by l.seq desc limit ${filter.limit + 1}`.execute(trx)
  return rows
}

/** The names of all custom fields, for the columns of an export. */
export async function findCustomFields(trx: Trx): Promise<string[]> {
  const { rows } = await sql<{
    field: string
  }>`select distinct jsonb_object_keys(custom_fields) as field from leads order by field`.execute(trx)
  return rows.map((row) => row.field)
}
