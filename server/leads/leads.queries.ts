import { sql, type RawBuilder } from 'kysely'
import { contactWords } from '../contacts/contactWords.queries.ts'
import type { MessageState } from '../model/message.ts'
import {
  boundedPage,
  containing,
  findHits,
  hasTrigram,
  isOfSeenAccounts,
  newestOf,
  rowsPerWalk,
  type BoundedPage,
} from '../platform/boundedPage.ts'
import { inWorkspace, type Databases, type Scope, type Trx } from '../platform/db.ts'

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

export type LeadFilter = { automationId?: string | undefined; q?: string | undefined; before: number | null; limit: number }

/** SQL: the searched text of a lead, as in the index `leads_by_words` (migrations/0019_search.sql). */
const leadWords = sql`(coalesce(l.email, '') || ' ' || coalesce(l.phone, '') || ' ' || coalesce(l.name,
  '') || ' ' || l.custom_fields::text)`

/** SQL: leads, each with the last DM of the run that captured it: usually the reward. */
const leadRows = (where: RawBuilder<unknown>, limit: number, from: RawBuilder<unknown> = sql`leads`) => sql<LeadRow>`
  select l.id, l.seq, l.source, l.account_id as "accountId", l.contact_id as "contactId", p.username, p.name as "contactName", a.channel,
    l.automation_id as "automationId", n.name as "automationName", l.event_id as "eventId", l.email, l.phone, l.name,
      l.custom_fields as "customFields",
    l.metadata, case when l.archived_at is null then l.status else 'ARCHIVED' end as status, l.notified, l.exported, l.captured_at as "capturedAt", m.state as "dmState",
    case when m.state in ('sent', 'delivered', 'read')
      then m.final_at end as "dmSentAt", m.error_words as "dmError", m.channel_message_id as "dmMessageId"
  from ${from} l
  left join contacts p on p.id = l.contact_id
  left join accounts a on a.id = l.account_id
  left join automations n on n.id = l.automation_id
  left join lateral (
    select state, final_at, error_words, channel_message_id from ledger where run_id = l.run_id and lane = 'direct' order by seq desc
      limit 1) m on true
  where ${where} order by l.seq desc limit ${limit}`

export async function findLead(trx: Trx, id: string): Promise<LeadRow | undefined> {
  return (await leadRows(sql`l.id = ${id}`, 1).execute(trx)).rows[0]
}

export async function findLeadsById(trx: Trx, ids: string[]): Promise<LeadRow[]> {
  return (await leadRows(sql`l.id = any(${ids}::uuid[])`, ids.length).execute(trx)).rows
}

/**
 * Lists leads, newest first. A page may hold fewer rows than asked for although more follow (boundedPage.ts). Row-level security limits it
 * to the workspace.
 */
export async function findLeads(
  { web, system }: Pick<Databases, 'web' | 'system'>,
  who: Scope,
  { automationId, q, before, limit }: LeadFilter,
): Promise<BoundedPage<LeadRow, number>> {
  const like = q ? containing(q) : null
  const scope = (from: number | null) =>
    sql`${from === null ? sql`true` : sql`l.seq < ${from}`} and ${isOfSeenAccounts(who, 'l.account_id')}
      and ${automationId ? sql`l.automation_id = ${automationId}` : sql`true`}`
  const ofAutomation = automationId ? sql`r.automation_id = ${automationId}` : sql`true`
  const fits = before === null ? ofAutomation : sql`${ofAutomation} and r.seq < ${before}`
  const window = newestOf('leads', who.accountIds, fits, rowsPerWalk)
  return inWorkspace(web, who, (trx) =>
    boundedPage(limit, (row: LeadRow) => row.seq, {
      async walk(most) {
        if (!like)
          return { rows: (await leadRows(sql`true`, most, newestOf('leads', who.accountIds, fits, most)).execute(trx)).rows, end: null }
        const { rows } = await leadRows(sql`(${leadWords} ilike ${like} or ${contactWords('p')} ilike ${like})`, most, window).execute(trx)
        if (rows.length >= most) return { rows, end: null }
        const { rows: ends } = await sql<{
          n: number
          last: number | null
        }>`select count(*)::integer as n, min(seq) as last from ${window} w`.execute(trx)
        return { rows, end: ends[0]!.n < rowsPerWalk ? null : ends[0]!.last }
      },
      hits:
        q && like && hasTrigram(q)
          ? (from) =>
              findHits<number>(
                system,
                sql`
                  select l.seq as place from leads l where l.workspace_id = ${who.workspaceId} and ${leadWords} ilike ${like}
                    and ${scope(from)}
                  union all
                  select l.seq from contacts p join leads l on l.contact_id = p.id
                  where p.workspace_id = ${who.workspaceId} and ${contactWords('p')} ilike ${like} and ${scope(from)}`,
              )
          : null,
      async read(places, most) {
        const newest = [...new Set(places)].toSorted((a, b) => b - a).slice(0, most)
        return (await leadRows(sql`l.seq = any(${newest}::bigint[])`, most).execute(trx)).rows
      },
    }),
  )
}

/** The names of all custom fields, for the columns of an export. */
export async function findCustomFields(trx: Trx): Promise<string[]> {
  const { rows } = await sql<{
    field: string
  }>`select distinct jsonb_object_keys(custom_fields) as field from leads order by field`.execute(trx)
  return rows.map((row) => row.field)
}
