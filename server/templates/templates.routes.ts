import { z } from 'zod'
import { findAccount } from '../accounts/accounts.queries.ts'
import { templatesJob } from '../accounts/templatesJob.ts'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { readCursor, toPage } from '../platform/paging.ts'
import { createTemplate, deleteTemplate, editTemplate } from './changeTemplates.ts'
import { showTemplate } from './showTemplate.ts'
import { findTemplate, findTemplates, findTemplateThere, noteEdit, removeTemplate, storeTemplates } from './templates.queries.ts'
import { newTemplate, type NewTemplateInput, queued, template, templateList, templateParts, templateQuery } from './templates.schemas.ts'

const ofAccount = z.object({ id: z.uuid() })
const ofTemplate = ofAccount.extend({ templateId: z.uuid() })
const tags = ['templates']

/** Templates of an account: as the platform has them, and changes that are made there. */
export function templateRoutes(app: Api, deps: Deps): void {
  app.get(
    '/api/accounts/:id/templates',
    {
      config: { may: 'messages.read' },
      schema: {
        tags,
        summary: 'Templates of an account by their names, as the platform last told of them',
        params: ofAccount,
        querystring: templateQuery,
        response: { 200: templateList },
      },
    },
    async (request) => {
      const { limit, cursor, ...filter } = request.query
      const place = readCursor(cursor, 'text', 'text', 'id')
      const after = place && { name: place[0], language: place[1], id: place[2] }
      const rows = await inWorkspace(deps.databases.web, principalOf(request), async (trx) => {
        await withTemplates(trx, request.params.id)
        return findTemplates(trx, request.params.id, filter, { after, limit })
      })
      return toPage(rows, limit, (row) => [row.name, row.language, row.id], showTemplate)
    },
  )

  app.post(
    '/api/accounts/:id/templates/sync',
    {
      config: { may: 'messages.write', audit: 'account.sync_templates' },
      schema: { tags, summary: 'Reads the templates of an account from the platform', params: ofAccount, response: { 202: queued } },
    },
    async (request, reply) => {
      const { id } = request.params
      const who = principalOf(request)
      const now = deps.clock.now()
      await inWorkspace(deps.databases.web, who, async (trx) => {
        await withTemplates(trx, id)
        await audit(trx, who, 'sync_templates', 'account', id)
        await addJobs(trx, { newId: deps.newId, now }, [templatesJob({ id, workspaceId: who.workspaceId }, now.toISOString(), now)])
      })
      deps.wake.tell('jobs', null)
      return reply.code(202).send({ queued: true as const })
    },
  )

  app.post(
    '/api/accounts/:id/templates',
    {
      config: { may: 'accounts.write', audit: 'template.create' },
      schema: {
        tags,
        summary: 'Creates a template at the platform, which reviews it',
        params: ofAccount,
        body: newTemplate,
        response: { 201: template },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const who = principalOf(request)
      await reachable(who, id)
      const definition = await createTemplate(deps, id, given(request.body))
      const row = await inWorkspace(deps.databases.web, who, async (trx) => {
        const own = { id, workspaceId: who.workspaceId }
        await storeTemplates(trx, own, [{ id: deps.newId(), definition }], deps.clock.now(), false)
        const stored = await findTemplateThere(trx, id, definition.id)
        await audit(trx, who, 'create', 'template', stored!.id)
        return stored!
      })
      deps.wake.tell('accounts', who.workspaceId, [id])
      return reply.code(201).send(showTemplate(row))
    },
  )

  app.put(
    '/api/accounts/:id/templates/:templateId',
    {
      config: { may: 'accounts.write', audit: 'template.change' },
      schema: {
        tags,
        summary: 'Replaces the parts of a template at the platform',
        params: ofTemplate,
        body: templateParts,
        response: { 200: template },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const found = await reachable(who, request.params.id, request.params.templateId)
      const edited = await editTemplate(deps, found, given({ ...request.body, name: found.name, language: found.language }))
      const row = await inWorkspace(deps.databases.web, who, async (trx) => {
        await audit(trx, who, 'change', 'template', found.id, ['category', 'parts'])
        return noteEdit(trx, found.id, edited)
      })
      deps.wake.tell('accounts', who.workspaceId, [found.account_id])
      return showTemplate(row ?? notFound('template', found.id))
    },
  )

  app.delete(
    '/api/accounts/:id/templates/:templateId',
    {
      config: { may: 'accounts.write', audit: 'template.remove' },
      schema: {
        tags,
        summary: 'Deletes a template at the platform, in its language alone',
        params: ofTemplate,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const found = await reachable(who, request.params.id, request.params.templateId)
      await deleteTemplate(deps, found)
      await inWorkspace(deps.databases.web, who, async (trx) => {
        await removeTemplate(trx, found.id)
        await audit(trx, who, 'remove', 'template', found.id)
      })
      deps.wake.tell('accounts', who.workspaceId, [found.account_id])
      return reply.code(204).send(null)
    },
  )

  /** Errors: ApiError not_found, no_templates. */
  async function withTemplates(trx: Trx, id: string) {
    const account = (await findAccount(trx, id)) ?? notFound('account', id)
    if (!deps.channelOf(account.channel).templates) throw new ApiError('no_templates', 'This account’s channel has no templates.')
    return account
  }

  /** An account whose platform can be asked, with one of its templates where that is named. */
  function reachable(who: Principal, id: string): Promise<undefined>
  function reachable(who: Principal, id: string, templateId: string): Promise<NonNullable<Awaited<ReturnType<typeof findTemplate>>>>
  async function reachable(who: Principal, id: string, templateId?: string) {
    return inWorkspace(deps.databases.web, who, async (trx) => {
      const { status } = await withTemplates(trx, id)
      if (status === 'reconnect_needed' || status === 'disconnected')
        throw new ApiError('conflict', 'Reconnect the account first; the platform does not answer for it.')
      return templateId === undefined ? undefined : ((await findTemplate(trx, id, templateId)) ?? notFound('template', templateId))
    })
  }

  const audit = (trx: Trx, who: Principal, action: string, subject: string, subjectId: string, fields?: string[]) =>
    writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action, subject, subjectId, ...(fields && { fields }) })
}

/** Without the parts that were left out. */
function given({ body, header, footer, buttons, ...rest }: NewTemplateInput) {
  return JSON.parse(JSON.stringify({ ...rest, body, header, footer, buttons })) as Parameters<typeof createTemplate>[2]
}
