import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'

/** Marks leads of which somebody was told by email (requirement A11). */
export async function markNotified(trx: Trx, leadIds: string[]): Promise<void> {
  await sql`update leads set notified = true where id = any(${leadIds}::uuid[]) and not notified`.execute(trx)
}
