import { sql } from 'kysely'
import { otherSpellings } from '../engine/normalPhone.ts'
import { lastDm, type LastDm } from '../leads/lastDm.queries.ts'
import type { KnownDm } from '../model/leadDm.ts'
import { readContent, type MessageContent, type StoredContent } from '../model/content.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import { leadDms } from '../platform/tables/leadDms.ts'
import { columnsOf, typesOf, type NewRow } from '../platform/tables/table.ts'
import type { LinkedAccount } from './chatLink.ts'

export type LeadToWrite = { id: string; accountId: string | null; contactId: string | null; phone: string | null }

/** SQL: a lead as it is written to. */
const leadToWrite = (id: string) => sql`select id, account_id as "accountId", contact_id as "contactId", phone from leads where id = ${id}`

export async function findLeadToWrite(trx: Trx, id: string): Promise<LeadToWrite | undefined> {
  return (await sql<LeadToWrite>`${leadToWrite(id)}`.execute(trx)).rows[0]
}

/** Finds and locks a lead, so that of two requests the second sees the DM of the first. Its thread is locked before it (lockThread.ts). */
export async function lockLead(trx: Trx, id: string): Promise<LeadToWrite | undefined> {
  return (await sql<LeadToWrite>`${leadToWrite(id)} for no key update`.execute(trx)).rows[0]
}

/** Whether the caller sees the lead. */
export async function findSeenLead(trx: Trx, id: string): Promise<boolean> {
  const { rows } = await sql`select from leads where id = ${id}`.execute(trx)
  return rows.length > 0
}

/** The workspace of a lead, over all workspaces. */
export async function findWorkspaceOfLead(db: Db, id: string): Promise<string | null> {
  const { rows } = await sql<{ workspaceId: string }>`select workspace_id as "workspaceId" from leads where id = ${id}`.execute(db)
  return rows[0]?.workspaceId ?? null
}

/** An account that can send to the lead, and their thread on it; null: they have none, or only commented. */
export type Way = LinkedAccount & { accountId: string; conversationId: string | null }

/**
 * Finds the account of a channel that sends to a lead: one where they have a thread, their own first, then the one written in last;
 * otherwise the lead's own account or the oldest active one. Null: none of this channel is connected.
 */
export async function findWay(trx: Trx, lead: LeadToWrite, provider: string): Promise<Way | null> {
  const digits = lead.phone?.replaceAll(/\D/g, '')
  const spellings = digits ? [digits, ...otherSpellings(digits)] : []
  const { rows } = await sql<Way>`
    select a.id as "accountId", a.external_id as "externalId", a.username, a.phone, a.simulated, c.id as "conversationId"
    from accounts a
    left join contact_identifiers i on i.account_id = a.id and i.kind = 'phone' and i.value = any(${spellings}::text[])
    left join conversations c on c.account_id = a.id and c.recipient_id is not null
      and (c.contact_id = ${lead.contactId}::uuid or c.contact_id = i.contact_id)
    where a.channel = ${provider}
    order by c.id is null, a.id is distinct from ${lead.accountId}::uuid, a.status <> 'active', c.window_until desc nulls last, a.created_at
    limit 1`.execute(trx)
  return rows[0] ?? null
}

/** The text of DMs to leads that name none; null: none is set. */
export async function findDefaultText(trx: Trx, provider: string): Promise<string | null> {
  const { rows } = await sql<{ text: string | null }>`select dm_texts ->> ${provider} as text from workspaces`.execute(trx)
  return rows[0]?.text ?? null
}

/** A DM that was asked for before, with this id. */
export type FirstDm = { leadId: string; provider: string; text: string; isComingSoon: boolean; isRefused: boolean; isTemplate: boolean }

/** `isTemplate`: a template was sent in place of the text. `isRefused`: it was stored as one that may not be sent then, and still is. */
export async function findFirstDm(trx: Trx, id: string): Promise<FirstDm | null> {
  const { rows } = await sql<FirstDm>`
    select lead_id as "leadId", provider, text, state = 'coming_soon' as "isComingSoon",
      state = 'waiting' and waits_until <= created_at as "isRefused",
      exists (select from messages m where m.id = lead_dms.id and m.content ->> 'type' = 'template') as "isTemplate"
    from lead_dms where id = ${id}`.execute(trx)
  return rows[0] ?? null
}

export type NewLeadDm = Omit<NewRow<typeof leadDms>, 'attempt'>

/** Adds DMs, each as the next one of its lead. */
export async function addLeadDms(trx: Trx, rows: NewLeadDm[]): Promise<void> {
  if (!rows.length) return
  const attempt = sql`(select 1 + count(*)::integer from lead_dms earlier where earlier.lead_id = given.lead_id)`
  await sql`insert into lead_dms (${columnsOf(leadDms)})
    select ${columnsOf(leadDms, { attempt })} from ${rowsOf(rows, typesOf(leadDms))}`.execute(trx)
}

export type DmToRetry = LastDm & {
  accountId: string | null
  conversationId: string | null
  content: MessageContent | null
  text: string | null
  epoch: number | null
  token: string | null
  /** Of the account. */
  externalId: string | null
  username: string | null
  phone: string | null
  simulated: boolean | null
}

/** The last DM to a lead, with what a retry needs of it. */
export async function findDmToRetry(trx: Trx, leadId: string): Promise<DmToRetry | null> {
  const { rows } = await sql<Omit<DmToRetry, 'content'> & { content: StoredContent | null }>`
    select dm.*, coalesce(d.account_id, m.account_id) as "accountId", m.conversation_id as "conversationId", m.content, d.text, m.epoch,
      d.token, a.external_id as "externalId", a.username, a.phone, a.simulated
    from leads l cross join lateral ${lastDm} dm left join lead_dms d on d.id = dm."dmId" left join ledger m on m.id = dm."dmId"
    left join accounts a on a.id = coalesce(d.account_id, m.account_id)
    where l.id = ${leadId}`.execute(trx)
  const row = rows[0]
  return row ? { ...row, content: row.content && readContent(row.content) } : null
}

/**
 * Ends a DM that is retried: it keeps why it failed, although its message is closed, and gives up its link, which leads to the new one. An
 * automation's DM gets a row of its own, so that it stays in the log.
 */
export async function endLeadDm(trx: Trx, dm: NewLeadDm & { error_code: string; error_words: string }): Promise<void> {
  const { rows } = await sql`
    update lead_dms set state = 'failed', token = null, waits_until = null, error_code = ${dm.error_code}, error_words = ${dm.error_words}
    where id = ${dm.id} returning id`.execute(trx)
  if (!rows.length) await addLeadDms(trx, [{ ...dm, state: 'failed' }])
}

/** The account that the people of a form write to: the form's own, or the oldest active one of the channel. */
export async function findLinkAccount(
  trx: Trx,
  of: { workspaceId: string; accountId: string | null; provider: string },
): Promise<(LinkedAccount & { id: string }) | null> {
  const { rows } = await sql<LinkedAccount & { id: string }>`
    select id, external_id as "externalId", username, phone, simulated from accounts
    where workspace_id = ${of.workspaceId} and channel = ${of.provider}
      and ${of.accountId ? sql`id = ${of.accountId}` : sql`true`}
    order by status <> 'active', created_at limit 1`.execute(trx)
  return rows[0] ?? null
}

const ofForm = ({ token, formId }: { token: string; formId: string }) =>
  sql`d.token = ${token} and exists (select from leads l where l.id = d.lead_id and l.form_id = ${formId})`

export type PublicDm = KnownDm & LinkedAccount & { token: string | null }

/** Finds a DM of a form's lead by the word of its link, or the newest one of a lead, over all workspaces. */
export async function findPublicDm(db: Db | Trx, by: { token: string; formId: string } | { leadId: string }): Promise<PublicDm | null> {
  const { rows } = await sql<PublicDm>`
    select d.state as "dmState", m.state as "messageState", d.provider, d.waits_until as "waitsUntil",
      coalesce(d.error_code, m.error_code) as "errorCode", d.token, a.external_id as "externalId", a.username, a.phone, a.simulated
    from lead_dms d left join ledger m on m.id = d.id left join accounts a on a.id = d.account_id
    where ${'token' in by ? ofForm(by) : sql`d.lead_id = ${by.leadId}`} order by d.seq desc limit 1`.execute(db)
  return rows[0] ?? null
}

/** The default text of a workspace for a channel, over all workspaces. */
export async function findTextOf(db: Db | Trx, workspaceId: string, provider: string): Promise<string | null> {
  const { rows } = await sql<{ text: string | null }>`select dm_texts ->> ${provider} as text from workspaces
    where id = ${workspaceId}`.execute(db)
  return rows[0]?.text ?? null
}
