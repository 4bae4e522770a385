import pg from 'pg'
import { addJobs } from '../../server/jobs/addJobs.queries.ts'
import type { JobHandler, JobHandlers } from '../../server/jobs/handler.ts'
import { makeRunner, type Runner } from '../../server/jobs/runner.ts'
import type { JobsDeps, JobResult } from '../../server/jobs/settleBatch.ts'
import type { Job, JobOutcome, NewJob } from '../../server/model/job.ts'
import type { Clock } from '../../server/platform/clock.ts'
import { openDatabases } from '../../server/platform/db.ts'
import { idMaker } from '../../server/platform/ids.ts'
import { makeLog } from '../../server/platform/log.ts'
import { unlimitedScans } from '../../server/platform/scanBudget.ts'
import { advisoryLockClasses } from '../../server/platform/advisoryLocks.ts'
import { nextWorkerNumber } from '../../server/queue/workers.queries.ts'
import { makeTestDatabase } from '../support/testDatabase.ts'

const begun = Date.UTC(2026, 10, 20, 12)

/** Time that stands still until a test moves it: the world's and the machine's. Waits end when their time has come. */
export function makeStillClock(): Clock & { move(ms: number): void; turn(ms: number): void; midday(): void } {
  let machine = begun
  let offset = 0
  let waiting: { at: number; go: () => void }[] = []
  return {
    now: () => new Date(machine + offset),
    machineMs: () => machine,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve()
        waiting.push({ at: machine + ms, go: resolve })
        signal?.addEventListener('abort', () => resolve(), { once: true })
      }),
    every: () => ({ stop() {} }),
    /** Both times go on. */
    move(ms) {
      machine += ms
      for (const one of waiting.filter(({ at }) => at <= machine)) one.go()
      waiting = waiting.filter(({ at }) => at > machine)
    },
    /** Noon of the first day again. */
    midday() {
      machine = begun
      offset = 0
    },
    /** The world's clock alone is set. */
    turn: (ms) => void (offset += ms),
  }
}

export type Worker = { runner: Runner; deps: JobsDeps; number: number; die(): Promise<void> }
export type Stage = Awaited<ReturnType<typeof openStage>>

/** Jobs on a database of their own, with kinds that a test makes up. */
export async function openStage(version?: number) {
  const database = await makeTestDatabase(version)
  const databases = openDatabases(database.url, makeLog('silent'))
  const clock = makeStillClock()
  const newId = idMaker(() => clock.machineMs())
  const admin = new pg.Client({ connectionString: database.url })
  await admin.connect()
  const lives: pg.Client[] = []
  const results: { id: string; result: unknown }[] = []
  const query = async <T = Record<string, unknown>>(text: string, values: unknown[] = []) => (await admin.query(text, values)).rows as T[]
  const workspaceId = newId()
  await query(`insert into workspaces (id, name, created_at) values ($1, 'A shop', $2)`, [workspaceId, clock.now()])

  return {
    database,
    databases,
    clock,
    newId,
    query,
    results,
    workspaceId,
    async account(status = 'active'): Promise<string> {
      const id = newId()
      await query(
        `insert into accounts (id, workspace_id, channel, external_id, name, status, graph_url, access_token, created_at, updated_at)
         values ($1::uuid, $2, 'instagram', $1::uuid::text, 'A shop', $3, 'http://platform', '', $4, $4)`,
        [id, workspaceId, status, clock.now()],
      )
      return id
    },
    add: (...jobs: (Partial<Omit<NewJob, 'kind'>> & { kind: string })[]) =>
      databases.jobs.transaction().execute((trx) =>
        addJobs(
          trx,
          { newId, now: clock.now() },
          jobs.map((job) => ({ workspaceId, accountId: null, runAt: clock.now(), data: {}, ...job }) as NewJob),
        ),
      ),
    /** A worker with a lock of its own, which dies with it: what it does then reaches the database no more. */
    async worker(handlers: Record<string, JobHandler>, more: Partial<JobsDeps> = {}, atOnce?: number): Promise<Worker> {
      const number = await nextWorkerNumber(databases.system)
      const life = new pg.Client({ connectionString: database.url })
      life.on('error', () => {})
      await life.connect()
      lives.push(life)
      await life.query('select pg_advisory_lock($1, $2)', [advisoryLockClasses.workers, number])
      const deps: JobsDeps = {
        jobs: databases.jobQueue,
        clock,
        log: makeLog('silent'),
        wake: { tell() {}, on: () => () => {} },
        dice: () => 0,
        handlers: handlers as unknown as JobHandlers,
        keepResults: async (_, given: JobResult[]) => void results.push(...given.map(({ job, result }) => ({ id: job.id, result }))),
        ...more,
      }
      const runner = makeRunner(deps, number, { scans: unlimitedScans, ...(atOnce ? { atOnce } : {}) })
      return { runner, deps, number, die: () => life.end() }
    },
    jobs: () =>
      query<{
        id: string
        kind: string
        state: string
        code: string | null
        attempts: number
        data: { n: number }
        runAt: Date
        key: string | null
      }>(`select id, kind, state, code, attempts, data, run_at as "runAt", unique_key as key from jobs order by seq`),
    tries: () =>
      query<{ n: number; number: number; outcome: string; code: string | null }>(
        `select (j.data ->> 'n')::integer as n, t.number, t.outcome, t.code from job_attempts t join jobs j on j.id = t.job_id order by j.seq, t.number`,
      ),
    /** Nothing is left of the test before. */
    async clear() {
      results.length = 0
      await query('delete from jobs')
    },
    async close() {
      await Promise.all(lives.map((life) => life.end().catch(() => {})))
      await admin.end()
      await databases.close()
      await database.drop()
    },
  }
}

/** A handler that tries may be repeated, without pauses unless a test names some. */
export const handler = (run: (job: Job, signal: AbortSignal) => Promise<JobOutcome>, more: Partial<JobHandler> = {}): JobHandler => ({
  backoffMs: [],
  timeLimitMs: 60_000,
  repeatable: true,
  waitsForAccount: false,
  run,
  ...more,
})

/** Lets workers work until nothing is due at this moment. */
export async function drain(...workers: Worker[]): Promise<void> {
  for (let more = true; more;) {
    const rounds = await Promise.all(workers.map(({ runner }) => runner.round()))
    await Promise.all(workers.map(({ runner }) => runner.settled()))
    more = rounds.some(Boolean)
  }
}
