import { sql } from 'kysely'
import type { AttemptOutcome, JobData, JobKind, JobState } from '../model/job.ts'
import type { Db, Trx } from '../platform/db.ts'

export type ShownJob = {
  id: string
  seq: number
  kind: JobKind
  accountId: string | null
  state: JobState
  code: string | null
  attempts: number
  runAt: Date
  createdAt: Date
  finishedAt: Date | null
}
export type ShownAttempt = {
  number: number
  startedAt: Date
  endedAt: Date
  outcome: AttemptOutcome
  code: string | null
  detail: JobData | null
}

/** Selects jobs. `ofInstance`: those of the instance itself, which no workspace sees; without it those that the transaction may see. */
export type JobFilter = { ids?: string[] | undefined; state?: JobState | undefined; kind?: string | undefined; ofInstance: boolean }

const chosen = ({ ids, state, kind, ofInstance }: JobFilter) => sql`
  ${ofInstance ? sql`j.workspace_id is null` : sql`j.workspace_id is not null`} and ${ids ? sql`j.id = any(${ids}::uuid[])` : sql`true`}
  and ${state ? sql`j.state = ${state}` : sql`true`} and ${kind ? sql`j.kind = ${kind}` : sql`true`}`

/** Newest first. One row more than asked for tells whether there are more. */
export async function findJobs(trx: Trx, filter: JobFilter & { before: number | null; limit: number }): Promise<ShownJob[]> {
  const { rows } = await sql<ShownJob>`
    select j.id, j.seq, j.kind, j.account_id as "accountId", j.state, j.code, j.attempts, j.run_at as "runAt", j.created_at as "createdAt",
      j.finished_at as "finishedAt"
    from jobs j where ${chosen(filter)} and ${filter.before === null ? sql`true` : sql`j.seq < ${filter.before}`}
    order by j.seq desc limit ${filter.limit + 1}`.execute(trx)
  return rows
}

/** The attempts of a job, oldest first. */
export async function findJobAttempts(trx: Trx, jobId: string): Promise<ShownAttempt[]> {
  const { rows } = await sql<ShownAttempt>`
    select number, started_at as "startedAt", ended_at as "endedAt", outcome, code, detail from job_attempts where job_id = ${jobId}
      order by number`.execute(trx)
  return rows
}

/** How many attempts of a job may have had their effect although their outcome is unknown. */
export async function countDoubts(db: Db, jobId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from job_attempts where job_id = ${jobId} and outcome in ('in_doubt', 'lost')`.execute(db)
  return rows[0]!.count
}

/** Retries parked jobs, as if they were new. Out: those that were still parked. */
export async function retryJobs(trx: Trx, filter: Omit<JobFilter, 'state'>, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update jobs j set state = 'waiting', epoch = j.epoch + 1, behind = false, run_at = ${now}, gives_up_at = null, failures = 0,
      lease_losses = 0, code = null, detail = null, finished_at = null
    where ${chosen({ ...filter, state: 'parked' })} returning j.id`.execute(trx)
  return rows.map((row) => row.id)
}

/** Ends parked jobs. Returns their ids. Those that still wait are left: whoever waits for their result would never get one. */
export async function discardJobs(trx: Trx, filter: Omit<JobFilter, 'state'>, now: Date): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update jobs j set state = 'done', epoch = j.epoch + 1, code = 'discarded', finished_at = ${now}
    where ${chosen({ ...filter, state: 'parked' })} returning j.id`.execute(trx)
  return rows.map((row) => row.id)
}

/** For /metrics: how many jobs of each kind and state, and since when the first due one has been due. */
export async function countJobs(db: Db, now: Date): Promise<{ kind: string; state: JobState; count: number; oldestDue: Date | null }[]> {
  const { rows } = await sql<{ kind: string; state: JobState; count: number; oldestDue: Date | null }>`
    select kind, state, count(*)::integer as count, min(run_at) filter (where state = 'waiting' and run_at <= ${now}) as "oldestDue"
    from jobs group by kind, state order by kind, state`.execute(db)
  return rows
}
