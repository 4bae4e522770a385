import type { Dice } from '../../server/engine/dice.ts'
import type { JobHandler, JobHandlers } from '../../server/jobs/handler.ts'
import type { Job, JobOutcome } from '../../server/model/job.ts'
import type { Ground } from './database.ts'
import { done, type CallFault } from './process.ts'
import type { Shop } from './shop.ts'
import type { Steps } from './steps.ts'

/** The external effects of jobs: which job had one, in order. A recurring one is named by the time it is for. */
export type Work = { did: string[] }

const lane = 'work of the shop'
const tickMs = 60_000
/** More backoffs than a world lasts: a job here ends because of faults, not because its attempts are used up. */
const backoffMs = Array.from({ length: 500 }, () => 2_000)

/** Jobs of one world: some that may be repeated, in one lane; some that may not; added before anything happens. */
export async function addWork(ground: Ground, newId: () => string, shop: Shop, dice: Dice, at: Date): Promise<void> {
  const rows = [
    ...Array.from({ length: Math.floor(dice() * 4) }, () => ({ kind: 'again', lane })),
    ...Array.from({ length: Math.floor(dice() * 3) }, () => ({ kind: 'once', lane: null })),
  ]
  for (const row of rows)
    await ground.admin(
      `insert into jobs (id, workspace_id, account_id, kind, lane, run_at, created_at) values ($1, $2, $3, $4, $5, $6, $6)`,
      [newId(), shop.workspaceId, shop.accountId, row.kind, row.lane, at],
    )
}

/** The handlers of one process, beside its `own`: each makes a call that may fail in all the ways that calls fail. */
export function handlersOf(
  by: string,
  work: Work,
  steps: Steps,
  callFault: (what: string) => CallFault,
  own: Partial<JobHandlers>,
): JobHandlers {
  const call = (name: string, what: string) =>
    steps.ask<JobOutcome>(by, what, () => {
      const fault = callFault(what)
      const isDone = ['none', 'reset after', 'time-out, done', 'time-out, done late', 'trouble, done'].includes(fault)
      if (isDone) work.did.push(name)
      return done(outcomeOf(fault, name))
    })
  const kind = (more: Partial<JobHandler>, nameOf = (job: Job) => job.id): JobHandler => ({
    backoffMs,
    timeLimitMs: 60_000,
    repeatable: true,
    waitsForAccount: false,
    run: (job) => call(nameOf(job), `job ${job.kind}`),
    ...more,
  })
  return {
    ...own,
    again: kind({}),
    once: kind({ repeatable: false }),
    tick: kind({ recurring: { everyMs: tickMs, missed: 'each' } }, (job) => `tick ${String(job.data['at'])}`),
  } as Partial<Record<string, JobHandler>> as JobHandlers
}

function outcomeOf(fault: CallFault, name: string): JobOutcome {
  if (fault === 'none') return { kind: 'done', result: name }
  if (fault === 'throttled' || fault === 'logged out') return { kind: 'later', code: fault, counts: false, afterMs: 5_000 }
  if (fault === 'refused connection' || fault === 'trouble') return { kind: 'later', code: fault, counts: true }
  return { kind: 'in_doubt', code: fault }
}

type Row = {
  id: string
  seq: number
  kind: string
  state: string
  code: string | null
  attempts: number
  rows: number
  unlearned: number
  results: number
}

/** Every job has one end, none is lost, and nothing was repeated unless its outcome was never learned. */
export async function judgeWork(ground: Ground, work: Work, clockJumps: boolean): Promise<string[]> {
  const wrong: string[] = []
  const { rows } = await ground.admin(`
    select j.id, j.seq, j.kind, j.state, j.code, j.attempts, (select count(*) from job_attempts t where t.job_id = j.id)::integer as rows,
      (select count(*) from job_attempts t where t.job_id = j.id and t.outcome in ('lost', 'in_doubt'))::integer as unlearned,
      (select count(*) from events e where e.key = 'result:job/' || j.id)::integer as results
    from jobs j order by j.seq`)
  const jobs = rows as Row[]
  const times = (name: string) => work.did.filter((one) => one === name).length
  for (const job of jobs) {
    const called = `the job ${job.kind} ${job.id.slice(-6)}`
    if (job.state === 'waiting' || job.state === 'running') wrong.push(`${called} is left ${job.state}`)
    if (job.state === 'parked' && !job.code) wrong.push(`${called} is parked without a reason`)
    if (job.attempts !== job.rows) wrong.push(`${called} was tried ${job.attempts} times and has ${job.rows} tries`)
    if (!['again', 'once'].includes(job.kind)) continue
    if (job.state === 'done' && !times(job.id)) wrong.push(`${called} is done and did nothing`)
    if (times(job.id) > (job.kind === 'once' ? 1 : 1 + job.unlearned)) wrong.push(`${called} did it ${times(job.id)} times`)
    if (job.results !== (job.state === 'done' ? 1 : 0)) wrong.push(`${called} is ${job.state} and has ${job.results} results`)
  }
  const inLane = jobs.filter((job) => job.kind === 'again' && times(job.id)).map((job) => job.id)
  const firsts = [...new Set(work.did.filter((name) => inLane.includes(name)))]
  if (firsts.join() !== inLane.join()) wrong.push('jobs of one lane were done out of their order')
  wrong.push(...ticksOutOfTime(work, jobs, clockJumps))
  const { rows: left } = await ground.admin('select kind, key from occurrences')
  for (const one of left) wrong.push(`the occurrence ${String(one['key'])} was never read`)
  return wrong
}

/** For work that is due every minute: no minute is left out. */
function ticksOutOfTime(work: Work, jobs: Row[], clockJumps: boolean): string[] {
  const minutes = [...new Set(work.did.filter((name) => name.startsWith('tick ')))].map((name) => Date.parse(name.slice(5)) / tickMs)
  if (minutes.some((minute) => !Number.isInteger(minute))) return ['recurring work stands for a time that is none of its own']
  if (clockJumps || jobs.some((job) => job.kind === 'tick' && job.state === 'parked')) return []
  const span = minutes.length && Math.max(...minutes) - Math.min(...minutes) + 1
  return span === minutes.length ? [] : [`of ${span} minutes ${minutes.length} had their recurring work`]
}
