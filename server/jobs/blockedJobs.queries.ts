import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import { dueOfTurn, everyTurn, goesBefore } from './claimJobs.queries.ts'

/** Few that wait for their lane cost a claim next to nothing, and setting each aside would cost two writes. */
const leftWhereTheyAre = 50

/**
 * Sets jobs aside that wait for an earlier one of their lane, a thousand of each account and kind, so that claims do not look at them again
 * and again. One is set aside only while the job it waits for is locked and not set aside itself: so in every lane something is left whose
 * end brings the next one back (the triggers of migration 0031, which see what was committed until then).
 * Out: how many.
 */
export async function setBlockedAside(db: Db, now: Date): Promise<number> {
  const { numAffectedRows } = await sql`
    with recursive ${everyTurn},
    blocked as materialized (
      select d.id from turns t cross join lateral (${dueOfTurn(now)}) d where not d.is_first and d.place > ${sql.lit(leftWhereTheyAre)}),
    found as (
      select j.id from jobs j cross join lateral (
        select from jobs e where e.lane = j.lane and e.state in ('waiting', 'running') and e.id <> j.id and not e.behind
          and (e.state = 'running' or ${goesBefore(now)})
        order by e.seq limit 1 for share skip locked) e
      where j.id = any(array(select id from blocked)) and j.state = 'waiting' and not j.behind for update of j skip locked)
    update jobs set behind = true where id = any(array(select id from found))`.execute(db)
  return Number(numAffectedRows)
}
