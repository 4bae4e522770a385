import { sql } from 'kysely'
import type { NewJob } from '../model/job.ts'
import { advisoryLockClasses } from '../platform/advisoryLocks.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import type { NewId } from '../platform/ids.ts'
import { jobs } from '../platform/tables/jobs.ts'
import { columnsOf, typesOf } from '../platform/tables/table.ts'

/** The turn of jobs of the instance itself. */
const instanceTurn = '00000000-0000-0000-0000-000000000000'

/**
 * Adds jobs in the transaction of their cause; without jobs it runs no statement. A job whose key exists already is left out. Rows are
 * numbered in another order than they commit, so the numbers of a lane are given under its lock, which ends with the transaction.
 */
export async function addJobs(trx: Trx, { newId, now }: { newId: NewId; now: Date }, added: NewJob[]): Promise<void> {
  if (!added.length) return
  const rows = added.map((job) => ({
    id: job.id ?? newId(),
    workspace_id: job.workspaceId,
    account_id: job.accountId,
    turn: job.turn ?? job.accountId ?? job.workspaceId ?? instanceTurn,
    kind: job.kind,
    lane: job.lane,
    priority: job.priority ?? 0,
    run_at: job.runAt,
    gives_up_at: job.givesUpAt,
    unique_key: job.uniqueKey,
    data: job.data,
    created_at: now,
  }))
  const lanes = [...new Set(added.flatMap((job) => job.lane ?? []))]
  // The count is there before the first row, so every lock is held before a number is taken.
  await sql`
    with locks as materialized (
      select pg_advisory_xact_lock(${sql.lit(advisoryLockClasses.jobLanes)}, lock) from (
        select distinct hashtext(lane) as lock from unnest(${lanes}::text[]) lane order by 1) locks),
    locked as materialized (select count(*) from locks)
    insert into jobs (${columnsOf(jobs)})
    select ${columnsOf(jobs)} from locked cross join lateral (select * from ${rowsOf(rows, typesOf(jobs))}) given
    on conflict (unique_key) where unique_key is not null do nothing`.execute(trx)
}

/** Deletes jobs that are no longer needed, by key. A running one finds its row gone, and its result is not stored. */
export async function removeJobs(trx: Trx, uniqueKeys: string[]): Promise<void> {
  if (uniqueKeys.length) await sql`delete from jobs where unique_key = any(${uniqueKeys}::text[]) and state <> 'done'`.execute(trx)
}

/** Deletes jobs with their attempts, by key, also those that are done: what they asked about must leave no trace. */
export async function eraseJobs(trx: Trx, uniqueKeys: string[]): Promise<void> {
  if (uniqueKeys.length) await sql`delete from jobs where unique_key = any(${uniqueKeys}::text[])`.execute(trx)
}

/** Brings waiting jobs forward, by id; one that is due earlier stays as it is. */
export async function hastenJobs(trx: Trx, jobs: { id: string; run_at: Date }[]): Promise<void> {
  if (jobs.length)
    await sql`update jobs j set run_at = given.run_at from ${rowsOf(jobs, 'id uuid, run_at timestamptz')}
      where j.id = given.id and j.state = 'waiting' and j.attempts = 0 and j.run_at > given.run_at`.execute(trx)
}

/** Brings the waiting jobs of a turn forward that were never attempted: what they waited for is there. */
export async function hastenTurn(db: Db, turn: string, now: Date): Promise<void> {
  await sql`update jobs set run_at = ${now} where turn = ${turn} and state = 'waiting' and attempts = 0 and run_at > ${now}`.execute(db)
}

/** Locks jobs until the transaction ends; those that run or are settled at this moment are waited for. */
export async function lockJobs(trx: Trx, ids: string[]): Promise<void> {
  if (ids.length) await sql`select from jobs where id = any(${ids}::uuid[]) order by id for update`.execute(trx)
}

/** Runs jobs again, as if they were new, whatever became of them; one that runs at this moment is left to its end. Out: those there are. */
export async function restartJobs(trx: Trx, ids: string[], now: Date): Promise<Set<string>> {
  if (!ids.length) return new Set()
  const { rows } = await sql<{ id: string }>`
    with found as (select id, state from jobs where id = any(${ids}::uuid[]) order by id for update),
    again as (
      update jobs j set state = 'waiting', epoch = j.epoch + 1, behind = false, run_at = ${now}, gives_up_at = null, failures = 0,
        lease_losses = 0, code = null, detail = null, finished_at = null
      from found where j.id = found.id and found.state <> 'running')
    select id from found`.execute(trx)
  return new Set(rows.map(({ id }) => id))
}
