import { z } from 'zod'
import { findAccount } from '../accounts/accounts.queries.ts'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf } from '../auth/access.ts'
import { findWorkspace } from '../auth/principals.queries.ts'
import type { Deps } from '../deps.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import type { LeadAds } from '../model/capabilities.ts'
import { inWorkspace, type Scope, type Trx } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { pageQuery, readCursor, toPage } from '../platform/paging.ts'
import { findAlerts } from './leadAlerts.queries.ts'
import { changeMapping, findForm, findForms, findNewestAnswers } from './leadForms.queries.ts'
import { backfillInput, leadAlertList, leadForm, leadFormList, mappingInput, preview } from './leadForms.schemas.ts'
import { leadFormsJob } from './leadFormsJob.ts'
import { mapLead } from './mapLead.ts'
import { sampleAnswers } from './sampleAnswers.ts'
import { showForm } from './showForm.ts'

const ofAccount = z.object({ id: z.uuid() })
const ofForm = ofAccount.extend({ formId: z.string().regex(/^\d{1,32}$/, 'Use the platform’s numeric id: digits only.') })
const tags = ['lead ads']

export function leadFormRoutes(app: Api, deps: Deps): void {
  app.get(
    '/api/accounts/:id/lead-forms',
    {
      config: { may: 'leads.read' },
      schema: {
        tags,
        summary: 'Forms of the account’s lead ads, with how many of their leads are here',
        params: ofAccount,
        querystring: pageQuery,
        response: { 200: leadFormList },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const before = readCursor(cursor, 'text')?.[0] ?? null
      const rows = await inWorkspace(deps.databases.web, principalOf(request), async (trx) => {
        const part = await leadsOf(trx, request.params.id)
        return findForms(trx, request.params.id, { before, limit }, readableSince(part))
      })
      return toPage(rows, limit, (row) => [row.form_id], showForm)
    },
  )

  app.put(
    '/api/accounts/:id/lead-forms/:formId/mapping',
    {
      config: { may: 'leads.write', audit: 'lead_form.change' },
      schema: {
        tags,
        summary: 'Sets where the answers of a form go in new leads',
        params: ofForm,
        body: mappingInput,
        response: { 200: leadForm },
      },
    },
    async (request) => {
      const { id, formId } = request.params
      const who = principalOf(request)
      const row = await inWorkspace(deps.databases.web, who, async (trx) => {
        const part = await leadsOf(trx, id)
        checkQuestions(request.body.mapping, (await findForm(trx, id, formId)) ?? notFound('form', formId))
        await audit(trx, who, 'change', 'lead_form', id, ['mapping'])
        return changeMapping(trx, id, formId, request.body.mapping, readableSince(part))
      })
      deps.wake.tell('accounts', who.workspaceId, [id])
      return showForm(row ?? notFound('form', formId))
    },
  )

  app.post(
    '/api/accounts/:id/lead-forms/:formId/preview',
    {
      config: { may: 'leads.read', audit: null },
      schema: {
        tags,
        summary: 'What a mapping makes of the newest lead of a form, or of made-up answers',
        params: ofForm,
        body: mappingInput,
        response: { 200: preview },
      },
    },
    async (request) => {
      const { id, formId } = request.params
      const who = principalOf(request)
      return inWorkspace(deps.databases.web, who, async (trx) => {
        await leadsOf(trx, id)
        const account = (await findAccount(trx, id))!
        const country = account.default_country ?? (await findWorkspace(trx, who.workspaceId))!.default_country
        const form = (await findForm(trx, id, formId)) ?? notFound('form', formId)
        const answers = await findNewestAnswers(trx, id, formId)
        const mapped = mapLead(answers ?? sampleAnswers(form.questions), request.body.mapping, country)
        return { from: answers ? ('lead' as const) : ('sample' as const), ...mapped }
      })
    },
  )

  app.post(
    '/api/accounts/:id/lead-forms/backfill',
    {
      config: { may: 'leads.write', audit: 'account.backfill' },
      schema: {
        tags,
        summary: 'Reads leads back from the platform: those that are missing here are stored',
        params: ofAccount,
        body: backfillInput.nullish(),
        response: { 202: z.object({ queued: z.literal(true) }) },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const who = principalOf(request)
      const now = deps.clock.now()
      await inWorkspace(deps.databases.web, who, async (trx) => {
        await leadsOf(trx, id)
        await audit(trx, who, 'backfill', 'account', id, ['leads'])
        const look = { slot: now.toISOString(), since: request.body?.since ?? null }
        await addJobs(trx, { newId: deps.newId, now }, [leadFormsJob({ id, workspaceId: who.workspaceId }, look, now)])
      })
      deps.wake.tell('jobs', null)
      return reply.code(202).send({ queued: true as const })
    },
  )

  app.get(
    '/api/lead-alerts',
    {
      config: { may: 'accounts.read' },
      schema: {
        tags,
        summary: 'What keeps leads of lead ads from arriving, in the platform’s words; one that is over is gone',
        querystring: z.object({ accountId: z.uuid().optional() }),
        response: { 200: leadAlertList },
      },
    },
    async (request) => {
      const textOf = deps.textsFor(request)
      const rows = await inWorkspace(deps.databases.web, principalOf(request), (trx) => findAlerts(trx, request.query.accountId ?? null))
      return {
        data: rows.map(({ formId, formName, words, since, ...row }) => ({
          accountId: row.accountId,
          code: row.code,
          form: formId ? { id: formId, name: formName ?? formId } : null,
          text: textOf(words),
          since: since.toISOString(),
        })),
      }
    },
  )

  /** The capability of the account's channel. Errors: ApiError not_found, no_lead_ads. */
  async function leadsOf(trx: Trx, id: string): Promise<LeadAds> {
    const account = (await findAccount(trx, id)) ?? notFound('account', id)
    const { leads } = deps.channelOf(account.channel)
    if (!leads) throw new ApiError('no_lead_ads', 'This account’s channel has no lead ads.')
    return leads
  }
  const readableSince = ({ readableMs }: LeadAds): Date => new Date(deps.clock.now().getTime() - readableMs)
  const audit = (trx: Trx, who: Scope & { actor: string }, action: string, subject: string, subjectId: string, fields: string[]) =>
    writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action, subject, subjectId, fields })
}

/** Errors: ApiError invalid_input for a question that the form does not have. */
function checkQuestions(mapping: Record<string, string>, form: { questions: { key: string }[] }): void {
  const keys = new Set(form.questions.map(({ key }) => key))
  const unknown = Object.keys(mapping).filter((key) => !keys.has(key))
  if (!unknown.length) return
  throw new ApiError(
    'invalid_input',
    `The form has no question ${unknown.join(', ')}; it has ${[...keys].join(', ')}.`,
    unknown.map((key) => ({ path: `body.mapping.${key}`, message: 'The form has no such question.' })),
  )
}
