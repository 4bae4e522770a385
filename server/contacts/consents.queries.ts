import { sql, type RawBuilder } from 'kysely'
import type { ConsentAbout, ConsentSource } from '../model/consent.ts'
import type { NewId } from '../platform/ids.ts'
import { rowsOf, type Trx } from '../platform/db.ts'
import { consents } from '../platform/tables/people.ts'
import { columnsOf, typesOf, type NewRow } from '../platform/tables/table.ts'

export type NewConsent = NewRow<typeof consents>

/** Adds what people agreed to, or took back. Their contacts are stored already. */
export async function addConsents(trx: Trx, given: NewConsent[]): Promise<void> {
  if (!given.length) return
  await sql`insert into consents (${columnsOf(consents)}) select ${columnsOf(consents)} from ${rowsOf(given, typesOf(consents))}`.execute(
    trx,
  )
}

/** Stores that the people of threads stopped marketing, as a refused message told. Where that is known already nothing changes. */
export async function stopMarketing(trx: Trx, { newId, now }: { newId: NewId; now: Date }, conversationIds: string[]): Promise<void> {
  if (!conversationIds.length) return
  const { rows } = await sql<{ workspaceId: string; accountId: string; contactId: string }>`
    update conversations set marketing_stopped_at = ${now}
    where id = any(${conversationIds}::uuid[]) and marketing_stopped_at is null
    returning workspace_id as "workspaceId", account_id as "accountId", contact_id as "contactId"`.execute(trx)
  await addConsents(
    trx,
    rows.map((row) => ({
      id: newId(),
      workspace_id: row.workspaceId,
      account_id: row.accountId,
      channel: null,
      contact_id: row.contactId,
      event_id: null,
      about: 'marketing',
      is_given: false,
      source: 'refused',
      words: null,
      source_id: null,
      at: now,
    })),
  )
}

export type ConsentRow = {
  id: string
  accountId: string | null
  channel: string | null
  about: ConsentAbout
  isGiven: boolean
  source: ConsentSource
  words: string | null
  sourceId: string | null
  eventId: string | null
  at: Date
}

/**
 * SQL: what a person agreed to or took back, newest first, with the boxes they checked on forms: those are stored with their leads
 * (forms/submitForm.ts). In: their id in the statement.
 */
export const consentsOf = (contactId: RawBuilder<unknown>, limit: number): RawBuilder<unknown> => sql`
  select n.id, n.account_id as "accountId", coalesce(n.channel, a.channel) as channel, n.about, n.is_given as "isGiven", n.source, n.words,
    n.source_id as "sourceId", n.event_id as "eventId", n.at
  from consents n left join accounts a on a.id = n.account_id where n.contact_id = ${contactId}
  union all
  select l.id, l.account_id, a.channel, 'messages', true, 'form', l.metadata ->> 'consent', l.form_id, null, l.captured_at
  from leads l left join accounts a on a.id = l.account_id
  where l.contact_id = ${contactId} and l.source = 'form' and l.metadata ? 'consent'
  order by at desc, id desc limit ${limit}`

/** What a person agreed to or took back, newest first. Row-level security limits it to the workspace. */
export async function findConsents(trx: Trx, contactId: string, limit: number): Promise<ConsentRow[]> {
  return (await sql<ConsentRow>`${consentsOf(sql`${contactId}::uuid`, limit)}`.execute(trx)).rows
}
