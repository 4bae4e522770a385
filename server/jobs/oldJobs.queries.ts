import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'

const removedAtOnce = 1_000

/**
 * Deletes jobs that were done before a time, with their attempts. Recurring ones are left: the next of their kind deletes them
 * (recurring.ts); those of deliveries go with their delivery. Out: whether there may be more.
 */
export async function removeOldJobs(db: Db, before: Date): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from jobs where id = any(array(
      select id from jobs where state = 'done' and kind <> 'deliver' and finished_at < ${before} and (unique_key is null or unique_key not like 'recurring/%')
      order by finished_at limit ${sql.lit(removedAtOnce)} for update skip locked))`.execute(db)
  return Number(numAffectedRows) === removedAtOnce
}
