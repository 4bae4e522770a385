import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import { refuseWithout } from '../auth/may.ts'
import type { Deps } from '../deps.ts'
import { discardJobs, findJobAttempts, findJobs, retryJobs, type JobFilter, type ShownJob as JobRow } from '../jobs/shownJobs.queries.ts'
import type { TextOf } from '../model/sentence.ts'
import { sentenceOfJob, titleOfJob } from '../model/sentences.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError } from '../platform/errors.ts'
import { pageOf, pageQuery, readCursor, toPage } from '../platform/paging.ts'
import { jobFilter, jobShape, jobWithTries, scopeOnly, whichJobs, type ShownJob } from './jobs.schemas.ts'

const tags = ['jobs']
type Scope = z.infer<typeof scopeOnly>['scope']

/** Jobs, the work beside messages: lists them with their attempts, retries and discards parked ones. */
export function jobRoutes(app: Api, deps: Deps): void {
  /** Runs `work` for the jobs of the workspace or, for an admin of the instance, for the jobs of the instance itself. */
  async function within<T>(who: Principal, scope: Scope, work: (trx: Trx, ofInstance: boolean) => Promise<T>): Promise<T> {
    if (scope === 'workspace') return inWorkspace(deps.databases.web, who, (trx) => work(trx, false))
    refuseWithout(who, 'instance.admin')
    return deps.databases.jobs.transaction().execute((trx) => work(trx, true))
  }

  app.get(
    '/api/jobs',
    {
      config: { may: 'jobs.read' },
      schema: {
        tags,
        summary: 'Jobs: work other than messages, newest first',
        querystring: pageQuery.extend(jobFilter.shape),
        response: { 200: pageOf(jobShape) },
      },
    },
    async (request) => {
      const { limit, cursor, scope, ...filter } = request.query
      const before = readCursor(cursor, 'number')?.[0] ?? null
      const rows = await within(principalOf(request), scope, (trx, ofInstance) => findJobs(trx, { ...filter, ofInstance, before, limit }))
      return toPage(
        rows,
        limit,
        (row) => [row.seq],
        (row) => show(row, deps.textsFor(request)),
      )
    },
  )

  app.get(
    '/api/jobs/:id',
    {
      config: { may: 'jobs.read' },
      schema: {
        tags,
        summary: 'One job with every attempt',
        params: z.object({ id: z.uuid() }),
        querystring: scopeOnly,
        response: { 200: jobWithTries },
      },
    },
    async (request) =>
      within(principalOf(request), request.query.scope, async (trx, ofInstance) => {
        const [job] = await findJobs(trx, { ids: [request.params.id], ofInstance, before: null, limit: 1 })
        if (!job) throw new ApiError('not_found', `There is no job ${request.params.id}.`)
        const textOf = deps.textsFor(request)
        const tries = await findJobAttempts(trx, job.id)
        return {
          ...show(job, textOf),
          tries: tries.map(({ number, startedAt, endedAt, outcome, code }) => ({
            number,
            startedAt: startedAt.toISOString(),
            endedAt: endedAt.toISOString(),
            outcome,
            reason: reasonOf(code, textOf),
          })),
        }
      }),
  )

  type Act = (trx: Trx, filter: Omit<JobFilter, 'state'>, now: Date) => Promise<string[]>
  /** Changes jobs and writes one audit row in one transaction. Out: how many jobs were changed. */
  async function change(who: Principal, { scope, ids, kind }: z.infer<typeof whichJobs>, action: 'retry' | 'discard', act: Act) {
    const changed = await within(who, scope, async (trx, ofInstance) => {
      const done = await act(trx, { ids, kind, ofInstance }, deps.clock.now())
      if (!done.length) return 0
      const subject = { subject: 'job', subjectId: done.length === 1 ? done[0]! : null, fields: [`count:${done.length}`] }
      await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action, ...subject })
      return done.length
    })
    deps.wake.tell('jobs', who.workspaceId)
    return changed
  }

  app.post(
    '/api/jobs/retry',
    {
      config: { may: 'jobs.write', audit: 'job.retry' },
      schema: {
        tags,
        summary: 'Retries parked jobs: by id, by kind, or all',
        body: whichJobs,
        response: { 200: z.object({ retried: z.number() }) },
      },
    },
    async (request) => ({ retried: await change(principalOf(request), request.body, 'retry', retryJobs) }),
  )

  app.post(
    '/api/jobs/discard',
    {
      config: { may: 'jobs.write', audit: 'job.discard' },
      schema: {
        tags,
        summary: 'Discards parked jobs: by id, by kind, or all',
        body: whichJobs,
        response: { 200: z.object({ discarded: z.number() }) },
      },
    },
    async (request) => ({ discarded: await change(principalOf(request), request.body, 'discard', discardJobs) }),
  )
}

const reasonOf = (code: string | null, textOf: TextOf) => (code === null ? null : { code, text: textOf(sentenceOfJob(code)) })

function show({ id, kind, accountId, state, code, attempts, runAt, createdAt, finishedAt }: JobRow, textOf: TextOf): ShownJob {
  const title = titleOfJob(kind)
  return {
    id,
    kind,
    title: title ? textOf(title) : kind,
    accountId,
    state,
    reason: reasonOf(code, textOf),
    attempts,
    runAt: runAt.toISOString(),
    createdAt: createdAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
  }
}
