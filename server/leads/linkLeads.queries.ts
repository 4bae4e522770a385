import { sql } from 'kysely'
import { rowsOf, type Trx } from '../platform/db.ts'

/** Links leads with the people they turned out to be, and with the account they wrote to. A lead that has a person keeps it. */
export async function linkLeads(trx: Trx, rows: { id: string; contact_id: string; account_id: string }[]): Promise<void> {
  if (!rows.length) return
  await sql`
    update leads l set contact_id = coalesce(l.contact_id, given.contact_id), account_id = coalesce(l.account_id, given.account_id)
    from ${rowsOf(rows, 'id uuid, contact_id uuid, account_id uuid')} where l.id = given.id`.execute(trx)
}
