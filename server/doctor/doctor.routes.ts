import { z } from 'zod'
import { findAccount } from '../accounts/accounts.queries.ts'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { instanceSecret } from '../platform/instanceSecret.queries.ts'
import { ownPort } from '../platform/ownBase.ts'
import { checkAccount, problemsIn } from './checkUp.ts'
import { accountDoctor, doctorRuns, runInput } from './doctor.schemas.ts'
import { doctorJob } from './doctorJobs.ts'
import { nonceForm, proof, proofOf } from './reachOwnAddress.ts'
import { findAccountRuns, findAccountsToRun, findRun, instanceRunId, isInstanceRunning, storeRun } from './runs.queries.ts'
import { showCheck, showRun } from './showRun.ts'

const params = z.object({ id: z.uuid() })
const tags = ['doctor']
/** A run this young is shown instead of another one. */
const youngMs = 30_000

export function doctorRoutes(app: Api, deps: Deps): void {
  const { web, system } = deps.databases

  app.get(
    '/api/doctor',
    {
      config: { may: 'accounts.read' },
      schema: {
        tags,
        summary: 'What the doctor found when it last checked the set-up of the accounts and of the instance',
        response: { 200: doctorRuns },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const textOf = deps.textsFor(request)
      const { rows, each } = await inWorkspace(web, who, async (trx) => ({
        rows: await findAccountRuns(trx),
        each: await findAccountsToRun(trx, null),
      }))
      const accounts = rows.map(({ id, name, channel, username, run, isRunning }) => ({
        accountId: id,
        name,
        channel,
        username,
        ...showRun(textOf, run, isRunning),
      }))
      const seesInstance = who.permissions.has('instance.admin')
      const instance = seesInstance ? showRun(textOf, await findRun(system, instanceRunId), await isInstanceRunning(system)) : null
      const all = [...each, ...(instance ? [instance] : [])]
      const running = all.filter(({ isRunning }) => isRunning).length
      const port = seesInstance ? ownPort(app, deps) : null
      return { isRunning: running > 0, progress: { done: all.length - running, total: all.length }, instance, port, accounts }
    },
  )

  app.post(
    '/api/doctor/run',
    {
      config: { may: 'accounts.write', audit: 'doctor.run' },
      schema: {
        tags,
        summary: 'Checks the set-up again: of one account, or of all and the instance; GET /api/doctor shows the progress',
        body: runInput.nullish(),
        response: { 202: z.object({ queued: z.number() }) },
      },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const { workspaceId, actor } = who
      const only = request.body?.accountId
      const now = deps.clock.now()
      const withInstance = only === undefined && who.permissions.has('instance.admin')
      const queued = await inWorkspace(web, who, async (trx) => {
        const named = only === undefined ? null : ((await findAccount(trx, only)) ?? notFound('account', only))
        if (named?.status === 'disconnected')
          throw new ApiError('conflict', 'This account is disconnected. Connect it again, then check it.')
        const accounts = (await findAccountsToRun(trx, named?.id ?? null)).filter(({ isRunning }) => !isRunning)
        await writeAudit(trx, deps, { workspaceId, actor, action: 'run', subject: 'doctor', subjectId: only ?? null })
        const jobs = accounts.map(({ id }) => doctorJob({ id, workspaceId }, now.toISOString(), true, now))
        await addJobs(trx, { newId: deps.newId, now }, jobs)
        return jobs.length
      })
      const own = withInstance && !(await isInstanceRunning(system))
      if (own)
        await system
          .transaction()
          .execute((trx) => addJobs(trx, { newId: deps.newId, now }, [doctorJob(null, now.toISOString(), true, now)]))
      deps.wake.tell('jobs', null)
      return reply.code(202).send({ queued: queued + (own ? 1 : 0) })
    },
  )

  app.get(
    '/api/accounts/:id/doctor',
    {
      config: { may: 'accounts.read' },
      schema: {
        tags,
        summary: 'Checks the set-up of an account; a run of the last half minute is shown instead of another one',
        params,
        response: { 200: accountDoctor },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const { id } = request.params
      const { account, last } = await inWorkspace(web, who, async (trx) => ({
        account: (await findAccount(trx, id)) ?? notFound('account', id),
        last: await findRun(trx, id),
      }))
      const now = deps.clock.now()
      const show = showCheck(deps.textsFor(request))
      if (last && now.getTime() - last.ended_at.getTime() < youngMs)
        return { checkedAt: last.ended_at.toISOString(), checks: last.findings.map(show) }
      const findings = await checkAccount({ ...deps, system }, account)
      const found = { findings, problems: problemsIn(findings).length, ended_at: now }
      await inWorkspace(web, who, (trx) => storeRun(trx, { id, workspace_id: who.workspaceId, account_id: id, ...found }))
      return { checkedAt: now.toISOString(), checks: findings.map(show) }
    },
  )

  let secret: Promise<string> | null = null
  app.get(
    '/health/proof',
    {
      config: {
        open: 'the doctor asks its own public address, through whatever stands before it; the answer says only that it is this hub',
      },
      schema: {
        tags: ['health'],
        summary: 'Proves to the doctor of this hub that an address leads to it',
        querystring: z.object({ nonce: z.string().regex(nonceForm) }),
        response: { 200: proof },
      },
    },
    async (request) => {
      secret ??= instanceSecret(deps.vault, system, 'doctor').catch((error: unknown) => {
        // The next request asks again.
        secret = null
        throw error
      })
      const forwarded = request.headers['x-forwarded-for'] !== undefined || request.headers.forwarded !== undefined
      return { proof: proofOf(await secret, request.query.nonce), forwarded }
    },
  )
}
