import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'

/** A text that changes whenever a payload came or a message changed. */
export async function readActivity(db: Db): Promise<string> {
  const { rows } = await sql<{ seen: string }>`
    select (select count(*) from bodies) || '/' || count(*) || '/' || coalesce(sum(epoch), 0) as seen from ledger`.execute(db)
  return rows[0]!.seen
}
