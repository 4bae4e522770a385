import { sql } from 'kysely'
import type { Db, Trx } from '../platform/db.ts'

/** Archives leads, or brings them back (`at` null). Out: the ids of those that changed. */
export async function setArchived(trx: Trx, ids: readonly string[], at: Date | null): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update leads set archived_at = ${at}::timestamptz where id = any(${ids}::uuid[])
      and archived_at is ${sql.raw(at ? 'null' : 'not null')} returning id`.execute(trx)
  return rows.map((row) => row.id)
}

/** Deletes leads, with their deliveries. Out: the ids of those that were there. */
export async function removeLeads(trx: Trx, ids: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`delete from leads where id = any(${ids}::uuid[]) returning id`.execute(trx)
  return rows.map((row) => row.id)
}

/** The country of phone numbers without a country code, where the account has its own. */
export async function findCountryOf(db: Db, accountId: string): Promise<string | null> {
  const row = await db.selectFrom('accounts').select('default_country').where('id', '=', accountId).executeTakeFirst()
  return row?.default_country ?? null
}

/** Whether the caller may see the account. */
export async function hasAccount(trx: Trx, id: string): Promise<boolean> {
  return (await sql`select from accounts where id = ${id}`.execute(trx)).rows.length > 0
}

/** Those of these leads that the caller may see. */
export async function findLeadIds(trx: Trx, ids: readonly string[]): Promise<string[]> {
  return (await sql<{ id: string }>`select id from leads where id = any(${ids}::uuid[])`.execute(trx)).rows.map(({ id }) => id)
}
