import { sql } from 'kysely'
import type { JobKind } from '../model/job.ts'
import type { Db } from '../platform/db.ts'
import { everyTurn } from './claimJobs.queries.ts'

/** The due jobs of one turn (an account, an endpoint, a workspace) and kind that no worker has claimed yet, over all workspaces. */
export type DueTurn = {
  kind: JobKind
  turn: string
  workspaceId: string | null
  accountId: string | null
  /** At most `atMost`. */
  waiting: number
  dueSince: Date
  /** Why the last attempt of the job that holds the lane ended; null: there was none. */
  code: string | null
  /** When the job that holds the lane is attempted again; null: nothing holds it. */
  heldUntil: Date | null
  /** A job of the lane runs now. */
  isRunning: boolean
}

/**
 * Finds the turns whose first job has been due the longest, and what holds it: an earlier job of its lane. Turns are found as claims find
 * them, so the cost depends on how many of them have something to do, not on how much.
 */
export async function findDueTurns(db: Db, now: Date, { limit, atMost }: { limit: number; atMost: number }): Promise<DueTurn[]> {
  const due = sql`j.state = 'waiting' and not j.behind and j.priority = t.priority and j.kind = t.kind and j.turn = t.turn
    and j.run_at <= ${now}`
  const { rows } = await sql<DueTurn>`
    with recursive ${everyTurn},
    longest as (
      select t.*, f.* from turns t cross join lateral (
        select j.id, j.lane, j.seq, j.run_at, j.code, j.workspace_id, j.account_id from jobs j
        where ${due} order by j.run_at, j.seq limit 1) f
      order by f.run_at, f.seq limit ${limit})
    select t.kind, t.turn, t.workspace_id as "workspaceId", t.account_id as "accountId", t.run_at as "dueSince",
      (select count(*)::integer from (
        select from jobs j where ${due}
        union all
        select from jobs j where j.state = 'waiting' and j.behind and j.lane = t.lane limit ${atMost}) c) as waiting,
      coalesce(e.code, t.code) as code, case when e.state = 'waiting' then e.run_at end as "heldUntil",
      coalesce(e.state = 'running', false) as "isRunning"
    from longest t left join lateral (
      select e.code, e.run_at, e.state from jobs e where e.lane = t.lane and e.state in ('waiting', 'running') and e.id <> t.id
        and (e.state = 'running' or e.seq < t.seq and e.epoch > 0)
      order by e.seq limit 1) e on true
    order by t.run_at, t.seq`.execute(db)
  return rows
}
