import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'
import type { automations } from '../platform/tables/automations.ts'
import type { Selected } from '../platform/tables/table.ts'

export type Startable = Selected<typeof automations, 'account_id' | 'status'> & { live: boolean }

export async function findStartable(trx: Trx, id: string): Promise<Startable | undefined> {
  const { rows } = await sql<Startable>`
    select account_id as "accountId", status, status = 'live' as live from automations where id = ${id} and status <> 'deleted'`.execute(
    trx,
  )
  return rows[0]
}

/**
 * The person of a conversation of the account; null: there is none. Locked until the transaction ends: meanwhile neither is the account
 * deleted, nor are two contacts merged.
 */
export async function findPerson(
  trx: Trx,
  accountId: string,
  by: { contactId?: string | undefined; conversationId?: string | undefined },
): Promise<string | null> {
  const { rows } = await sql<{ contactId: string }>`
    select c.contact_id as "contactId" from conversations c join accounts a on a.id = c.account_id
    where c.account_id = ${accountId}
      and ${by.contactId === undefined ? sql`c.id = ${by.conversationId}` : sql`c.contact_id = ${by.contactId}`}
    for key share of a, c`.execute(trx)
  return rows[0]?.contactId ?? null
}

/** The event with this key, decided or not: its id and its contact. */
export async function findOccurred(
  trx: Trx,
  accountId: string,
  key: string,
): Promise<{ id: string; contactId: string | null } | undefined> {
  const { rows } = await sql<{ id: string; contactId: string | null }>`
    select id, contact_id as "contactId" from events where account_id = ${accountId} and key = ${key}
    union all
    select id, contact_id from occurrences where account_id = ${accountId} and key = ${key}
    limit 1`.execute(trx)
  return rows[0]
}
