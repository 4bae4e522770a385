import { sql } from 'kysely'
import type { Trx } from '../platform/db.ts'

export type LeadOrigin = { id: string; name: string | null }
const mostOrigins = 200

/**
 * The forms or campaigns that leads came from, each with the name that its newest lead has, at most two hundred. Jumps from one to the
 * next in their index, however many leads there are.
 */
export async function findOrigins(trx: Trx, of: 'form' | 'campaign'): Promise<LeadOrigin[]> {
  const id = sql.ref(`${of}_id`)
  const newest = (after: ReturnType<typeof sql>) => sql`
    (select ${id} as id, metadata ->> ${sql.lit(`${of}Name`)} as name from leads where ${id} is not null and ${after}
      order by ${id}, seq desc limit 1)`
  const { rows } = await sql<LeadOrigin>`
    with recursive found as (
      ${newest(sql`true`)}
      union all
      select n.* from found f cross join lateral ${newest(sql`${id} > f.id`)} n)
    select id, name from found limit ${mostOrigins}`.execute(trx)
  return rows
}
