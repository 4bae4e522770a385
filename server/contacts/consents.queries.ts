import { sql } from 'kysely'
import type { ConsentAbout, ConsentSource } from '../model/consent.ts'
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

export type ConsentRow = {
  id: string
  accountId: string
  about: ConsentAbout
  isGiven: boolean
  source: ConsentSource
  words: string | null
  sourceId: string | null
  eventId: string | null
  at: Date
}

/** What a person agreed to or took back, newest first. Row-level security limits it to the workspace. */
export async function findConsents(trx: Trx, contactId: string, limit: number): Promise<ConsentRow[]> {
  const { rows } = await sql<ConsentRow>`
    select id, account_id as "accountId", about, is_given as "isGiven", source, words, source_id as "sourceId", event_id as "eventId", at
    from consents where contact_id = ${contactId} order by at desc, id desc limit ${limit}`.execute(trx)
  return rows
}
