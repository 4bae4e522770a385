import { sql, type RawBuilder } from 'kysely'
import type { Trx } from '../platform/db.ts'
import { lastDm, type LastDm } from './lastDm.queries.ts'
import { isKept } from './leadFilter.queries.ts'

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
  isPhoneValid: boolean
  name: string | null
  customFields: Record<string, string>
  metadata: Record<string, unknown>
  formId: string | null
  campaignId: string | null
  status: string
  isKept: boolean
  hasDuplicates: boolean
  notified: boolean
  exported: boolean
  capturedAt: Date
  processedAt: Date | null
  archivedAt: Date | null
} & LastDm

/** SQL: the lead `d` has the email or phone number of `l`. */
const isDuplicate = (of: 'email_key' | 'phone_key') =>
  sql`select from leads d where d.workspace_id = l.workspace_id and d.${sql.raw(of)} = l.${sql.raw(of)} and d.id <> l.id`

/**
 * SQL: leads as they are shown, each with its last DM.
 * In: `order`: newest first unless said; `from`: rows of leads to choose from.
 */
export const leadRows = (
  where: RawBuilder<unknown>,
  limit: number,
  from: RawBuilder<unknown> = sql`leads`,
  order: 'desc' | 'asc' = 'desc',
) => sql<LeadRow>`
  select l.id, l.seq, l.source, l.account_id as "accountId", l.contact_id as "contactId", p.username, p.name as "contactName", a.channel,
    l.automation_id as "automationId", n.name as "automationName", l.event_id as "eventId", l.email, l.phone,
    l.phone_key is not null as "isPhoneValid", l.name, l.custom_fields as "customFields", l.metadata, l.form_id as "formId",
    l.campaign_id as "campaignId", case when l.archived_at is null then l.status else 'ARCHIVED' end as status,
    ${isKept('l')} as "isKept", exists (${isDuplicate('email_key')}) or exists (${isDuplicate('phone_key')}) as "hasDuplicates",
    l.notified, l.exported, l.captured_at as "capturedAt", l.processed_at as "processedAt", l.archived_at as "archivedAt",
    dm.*
  from ${from} l
  left join contacts p on p.id = l.contact_id
  left join accounts a on a.id = l.account_id
  left join automations n on n.id = l.automation_id
  left join lateral ${lastDm} dm on true
  where ${where} order by l.seq ${sql.raw(order)} limit ${limit}`

export async function findLead(trx: Trx, id: string): Promise<LeadRow | undefined> {
  return (await leadRows(sql`l.id = ${id}`, 1).execute(trx)).rows[0]
}

export async function findLeadsById(trx: Trx, ids: readonly string[]): Promise<LeadRow[]> {
  return (await leadRows(sql`l.id = any(${ids}::uuid[])`, ids.length).execute(trx)).rows
}

export type Duplicate = Pick<LeadRow, 'id' | 'name' | 'email' | 'phone' | 'source' | 'status' | 'isKept' | 'capturedAt'> & {
  sameEmail: boolean
  samePhone: boolean
}
const mostDuplicates = 20

/** Other leads with the same email or phone number, the newest first, at most twenty. */
export async function findDuplicates(trx: Trx, id: string): Promise<Duplicate[]> {
  const { rows } = await sql<Duplicate>`
    select o.id, o.name, o.email, o.phone, o.source, case when o.archived_at is null then o.status else 'ARCHIVED' end as status,
      ${isKept('o')} as "isKept", o.captured_at as "capturedAt",
      o.email_key is not distinct from l.email_key and l.email_key is not null as "sameEmail",
      o.phone_key is not distinct from l.phone_key and l.phone_key is not null as "samePhone"
    from leads l join lateral (
      select d.* from leads d where d.id in ((select d.id ${sql.raw(fromSame('email_key'))}) union (select d.id ${sql.raw(fromSame('phone_key'))}))) o
      on true
    where l.id = ${id} order by o.seq desc limit ${mostDuplicates}`.execute(trx)
  return rows
}
const fromSame = (key: string) =>
  `from leads d where d.workspace_id = l.workspace_id and d.${key} = l.${key} and d.id <> l.id order by d.seq desc limit ${mostDuplicates}`
