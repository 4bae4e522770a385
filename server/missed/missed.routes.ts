import { z } from 'zod'
import { findAccount } from '../accounts/accounts.queries.ts'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import type { History } from '../model/capabilities.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { checkJob, laneOfChecks } from './checkJobs.ts'
import { findChecks, hasWaitingCheck, type CheckRow } from './checks.queries.ts'
import { checkInput, missedEvents } from './missed.schemas.ts'

const params = z.object({ id: z.uuid() })
const tags = ['accounts']
const path = '/api/accounts/:id/missed-events'

export function missedRoutes(app: Api, deps: Deps): void {
  async function historyOf(trx: Trx, id: string): Promise<History> {
    const account = (await findAccount(trx, id)) ?? notFound('account', id)
    const { title, history } = deps.channelOf(account.channel)
    if (!history) throw new ApiError('no_history', `${title} does not list comments and messages, so missed ones cannot be found.`)
    return history
  }

  app.get(
    path,
    {
      config: { may: 'accounts.read' },
      schema: { tags, summary: 'Checks of the account for events that no webhook told of', params, response: { 200: missedEvents } },
    },
    async (request) => {
      const found = await inWorkspace(deps.databases.web, principalOf(request), async (trx) => {
        await historyOf(trx, request.params.id)
        return findChecks(trx, request.params.id)
      })
      return { ...found, checkedUntil: found.checkedUntil?.toISOString() ?? null, checks: found.checks.map(showCheck) }
    },
  )

  app.post(
    path,
    {
      config: { may: 'accounts.write', audit: 'account.check_events' },
      schema: {
        tags,
        summary: 'Checks the account now for events that no webhook told of; they are answered as if their webhooks had come',
        params,
        body: checkInput.nullish(),
        response: { 202: z.object({ queued: z.literal(true) }) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const who = principalOf(request)
      const now = deps.clock.now()
      await inWorkspace(deps.databases.web, who, async (trx) => {
        await historyOf(trx, id)
        const { workspaceId, actor } = who
        await writeAudit(trx, deps, { workspaceId, actor, action: 'check_events', subject: 'account', subjectId: id })
        const check = { slot: now.toISOString(), ...(request.body?.since ? { since: request.body.since } : {}) }
        // One that waits does the same, unless this one begins earlier.
        if (request.body?.since || !(await hasWaitingCheck(trx, laneOfChecks(id))))
          await addJobs(trx, { newId: deps.newId, now }, [checkJob({ id, workspaceId: who.workspaceId }, check, now)])
      })
      deps.wake.tell('jobs', null)
      return reply.code(202).send({ queued: true as const })
    },
  )
}

const showCheck = ({ since, until, is_cut, started_at, ended_at, resubscribed, missed, failed, failed_code }: CheckRow) => ({
  since: since.toISOString(),
  until: until.toISOString(),
  isCut: is_cut,
  startedAt: started_at.toISOString(),
  endedAt: ended_at?.toISOString() ?? null,
  resubscribed,
  missed,
  failed,
  failedCode: failed_code,
})
