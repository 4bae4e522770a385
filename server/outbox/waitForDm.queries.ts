import { sql, type RawBuilder } from 'kysely'
import type { Db } from '../platform/db.ts'

/**
 * SQL: releases replies that wait for a DM, within the statement that ends the DM, so that both are written or neither. How the DM ended is
 * checked when the reply is about to be posted (whyNotNow.ts). In: the name of a CTE there with the column `id`: messages that leave the
 * outbox.
 */
export const releaseReplies = (ended: string, now: Date): RawBuilder<unknown> => sql`
  update outbox r set not_before = ${now}
  where r.waits_for = any(array(select id from ${sql.table(ended)})) and r.state = 'planned' and r.not_before = 'infinity'`

/**
 * Releases replies whose DM has left the outbox without them: it was ended by a process of an older version that does not know such
 * replies. Out: how many.
 */
export async function releaseForgottenReplies(db: Db, now: Date): Promise<number> {
  const { numAffectedRows } = await sql`
    update outbox r set not_before = ${now}
    where r.waits_for is not null and r.state = 'planned' and r.not_before = 'infinity'
      and not exists (select from outbox dm where dm.message_id = r.waits_for)`.execute(db)
  return Number(numAffectedRows ?? 0n)
}
