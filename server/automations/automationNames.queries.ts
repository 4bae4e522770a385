import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'

/** The names of automations that there are. */
export async function findNames(trx: Trx, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from automations where id = any(${[...new Set(ids)]}::uuid[])`.execute(trx)
  return new Map(rows.map(({ id, name }) => [id, name]))
}
