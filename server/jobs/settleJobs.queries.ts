import { sql } from 'kysely'
import type { AttemptOutcome, Job, JobData, JobState } from '../model/job.ts'
import { rowsOf, type Db, type Trx } from '../platform/db.ts'
import { jobAttempts } from '../platform/tables/jobs.ts'
import { columnsOf } from '../platform/tables/table.ts'
import { aliveWorkers } from '../queue/workers.queries.ts'

/** The next state of a row. `outcome` null: there was no attempt, and none is counted. */
export type JobSettlement = {
  id: string
  epoch: number
  state: Exclude<JobState, 'running'>
  run_at: Date | null
  failures: number
  lease_losses: number
  code: string | null
  detail: JobData | null
  finished_at: Date | null
  outcome: AttemptOutcome | null
  attempt_code: string | null
  ended_at: Date
}

const columns = `id uuid, epoch integer, state text, run_at timestamptz, failures smallint, lease_losses smallint, code text, detail jsonb,
  finished_at timestamptz, outcome text, attempt_code text, ended_at timestamptz`

/**
 * Writes the ends of attempts, each with its row, by compare-and-set: a worker that lost a job changes nothing. Out: those that were
 * written. Of two for one job (a worker that stood still lost it and claimed it again) at most one is.
 */
export async function settleJobs(trx: Trx, settlements: readonly JobSettlement[]): Promise<Set<JobSettlement>> {
  if (!settlements.length) return new Set()
  const { rows } = await sql<{ id: string; epoch: number }>`
    with given as materialized (select * from ${rowsOf(settlements, columns)}),
    ended as (
      update jobs j set state = given.state, epoch = j.epoch + 1, run_at = coalesce(given.run_at, j.run_at), failures = given.failures,
        lease_losses = given.lease_losses, code = given.code, detail = given.detail, finished_at = given.finished_at,
        attempts = j.attempts - case when given.outcome is null and j.state = 'running' then 1
          else 0 end, lease_holder = null, lease_until = null
      from given where j.id = given.id and j.epoch = given.epoch
      returning j.id, j.workspace_id, j.attempts, j.started_at, (select o.lease_holder from jobs o
        where o.id = j.id) as worker, given.epoch, given.outcome, given.attempt_code, given.detail, given.ended_at),
    tried as (
      insert into job_attempts (${columnsOf(jobAttempts)})
      select id, attempts, workspace_id, started_at, ended_at, outcome, attempt_code, detail, worker from ended where outcome is not null)
    select id, epoch from ended`.execute(trx)
  const written = new Map(rows.map(({ id, epoch }) => [id, epoch]))
  return new Set(settlements.filter(({ id, epoch }) => written.get(id) === epoch))
}

/** Renews the leases of the jobs a live worker holds. */
export async function renewJobs(db: Db, worker: number, ids: string[], leaseUntil: Date): Promise<void> {
  if (ids.length)
    await sql`update jobs set lease_until = ${leaseUntil} where id = any(${ids}::uuid[]) and lease_holder = ${worker}
      and state = 'running'`.execute(db)
}

const shown = sql`j.id, j.epoch, j.kind, j.workspace_id as "workspaceId", j.account_id as "accountId", j.run_at as "runAt",
  j.gives_up_at as "givesUpAt", j.data,
  j.attempts as attempt, j.failures, j.lease_losses as "leaseLosses"`
const atOnce = sql.lit(200)

/** Locks jobs whose worker died (PostgreSQL dropped its lock with its connection) or whose lease expired. */
export async function lockLostJobs(trx: Trx, machineNow: Date, kinds: string[]): Promise<Job[]> {
  const { rows } = await sql<Job>`
    with alive as (${aliveWorkers})
    select ${shown} from jobs j
    where j.state = 'running' and j.lease_holder is not null and j.kind = any(${kinds}::text[])
      and (j.lease_until < ${machineNow} or not exists (select from alive where alive.worker = j.lease_holder))
    limit ${atOnce} for update of j skip locked`.execute(trx)
  return rows
}

/** Locks waiting jobs that are too late. */
export async function lockOverdueJobs(trx: Trx, now: Date, kinds: string[]): Promise<Job[]> {
  const { rows } = await sql<Job>`
    select ${shown} from jobs j where j.state = 'waiting' and j.gives_up_at <= ${now} and j.kind = any(${kinds}::text[])
    order by j.gives_up_at limit ${atOnce} for update of j skip locked`.execute(trx)
  return rows
}
