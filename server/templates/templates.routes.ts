import { z } from 'zod'
import { findAccount, findAccountsOfChannels } from '../accounts/accounts.queries.ts'
import { templatesJob } from '../accounts/templatesJob.ts'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import type { NewTemplate } from '../model/template.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { readCursor, toPage } from '../platform/paging.ts'
import { archiveTemplate, checkDraft, createTemplate, deleteTemplate, editTemplate, unpauseTemplate } from './changeTemplates.ts'
import { addDraft, changeDraft, removeDraft } from './drafts.queries.ts'
import { samplesOf } from './samplesOf.ts'
import { sentence } from './sentences.ts'
import { showSync, showTemplate } from './showTemplate.ts'
import { findSync } from './syncs.queries.ts'
import {
  findListed,
  findTemplate,
  findTemplates,
  noteEdit,
  noteStatus,
  removeTemplate,
  storeTemplates,
  type TemplateRow,
} from './templates.queries.ts'
import {
  newTemplate,
  ofAccount,
  queued,
  syncInput,
  syncQuery,
  template,
  templateChange,
  templateList,
  templateQuery,
} from './templates.schemas.ts'

const params = z.object({ id: z.uuid() })
const tags = ['templates']

/** Templates of an account: as the platform has them, changes that are made there, and drafts that it does not have yet. */
export function templateRoutes(app: Api, deps: Deps): void {
  const { web } = deps.databases

  app.get(
    '/api/templates',
    {
      config: { may: 'messages.read' },
      schema: {
        tags,
        summary: 'Templates of an account by their names, as the platform last told of them, and drafts',
        querystring: templateQuery,
        response: { 200: templateList },
      },
    },
    async (request) => {
      const { limit, cursor, accountId, ...filter } = request.query
      const place = readCursor(cursor, 'text', 'text', 'id')
      const after = place && { name: place[0], language: place[1], id: place[2] }
      const { channel, rows, sync } = await inWorkspace(web, principalOf(request), async (trx) => {
        const account = await withTemplates(trx, accountId)
        const found = await findTemplates(trx, accountId, filter, { after, limit })
        return { channel: account.channel, rows: found, sync: await findSync(trx, accountId) }
      })
      const page = toPage(rows, limit, (row) => [row.name, row.language, row.id], showTemplate)
      return { ...page, sync: showSync(sync, deps.textsFor(request)), limits: deps.channelOf(channel).templates!.limits }
    },
  )

  app.post(
    '/api/templates/sync',
    {
      config: { may: 'messages.write', audit: 'account.sync_templates' },
      schema: {
        tags,
        summary: 'Reads the templates of an account from the platform; of all accounts where none is named',
        querystring: syncQuery,
        body: syncInput,
        response: { 202: queued },
      },
    },
    async (request, reply) => {
      const accountId = request.body?.accountId ?? request.query.accountId
      const who = principalOf(request)
      const now = deps.clock.now()
      await inWorkspace(web, who, async (trx) => {
        const names = deps.channelNames.filter((name) => deps.channelOf(name).templates)
        const ids = accountId === undefined ? await findAccountsOfChannels(trx, names) : [(await withTemplates(trx, accountId)).id]
        for (const id of ids) await audit(trx, who, 'sync_templates', 'account', id)
        const jobs = ids.map((id) => templatesJob({ id, workspaceId: who.workspaceId }, now.toISOString(), now))
        await addJobs(trx, { newId: deps.newId, now }, jobs)
      })
      deps.wake.tell('jobs', null)
      return reply.code(202).send({ queued: true as const })
    },
  )

  app.post(
    '/api/templates',
    {
      config: { may: 'accounts.write', audit: 'template.draft' },
      schema: {
        tags,
        summary: 'Stores a template as a draft; …/submit has the platform create and review it',
        querystring: ofAccount,
        body: newTemplate,
        response: { 201: template },
      },
    },
    async (request, reply) => {
      const { accountId } = request.query
      const who = principalOf(request)
      const draft = given(request.body)
      const id = deps.newId()
      const row = await inWorkspace(web, who, async (trx) => {
        const { channel } = await withTemplates(trx, accountId)
        checkDraft(deps, channel, draft, await samplesOf(deps, trx, draft))
        const added = await addDraft(trx, { id, workspaceId: who.workspaceId, accountId, given: draft, at: deps.clock.now() })
        if (!added) throw nameTaken(draft)
        await audit(trx, who, 'draft', 'template', id)
        return findListed(trx, id)
      })
      deps.wake.tell('accounts', who.workspaceId, [accountId])
      return reply.code(201).send(showTemplate(row!))
    },
  )

  app.get(
    '/api/templates/:id',
    {
      config: { may: 'messages.read' },
      schema: { tags, summary: 'A template or a draft', params, response: { 200: template } },
    },
    async (request) => showTemplate(await inWorkspace(web, principalOf(request), (trx) => needListed(trx, request.params.id))),
  )

  app.put(
    '/api/templates/:id',
    {
      config: { may: 'accounts.write', audit: 'template.change' },
      schema: {
        tags,
        summary: 'Replaces the parts of a template at the platform, which reviews it; or a draft',
        params,
        body: templateChange,
        response: { 200: template },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const { id } = request.params
      const found = await inWorkspace(web, who, (trx) => needListed(trx, id))
      const { name = found.name, language = found.language, ...parts } = request.body
      const wanted = given({ ...parts, name, language })
      if (!found.given && (name !== found.name || language !== found.language))
        throw new ApiError('conflict', sentence('templates.name_fixed'))
      const samples = await inWorkspace(web, who, (trx) => samplesOf(deps, trx, wanted))
      const edited = found.given ? null : await editTemplate(deps, await reachable(who, id), wanted, samples)
      const row = await inWorkspace(web, who, async (trx) => {
        if (!edited) checkDraft(deps, (await withTemplates(trx, found.account_id)).channel, wanted, samples)
        if (!edited && !(await changeDraft(trx, id, wanted))) throw nameTaken(wanted)
        if (edited) await noteEdit(trx, id, edited)
        await audit(trx, who, 'change', 'template', id, edited ? ['category', 'parts'] : ['draft'])
        return needListed(trx, id)
      })
      deps.wake.tell('accounts', who.workspaceId, [found.account_id])
      return showTemplate(row)
    },
  )

  app.post(
    '/api/templates/:id/submit',
    {
      config: { may: 'accounts.write', audit: 'template.create' },
      schema: { tags, summary: 'Has the platform create a draft, and review it', params, response: { 200: template } },
    },
    async (request) => {
      const who = principalOf(request)
      const { id } = request.params
      const found = await inWorkspace(web, who, (trx) => needListed(trx, id))
      if (!found.given) throw new ApiError('conflict', sentence('templates.submitted'))
      const draft = found.given
      const samples = await inWorkspace(web, who, async (trx) => {
        await askable(trx, found.account_id)
        return samplesOf(deps, trx, draft)
      })
      const definition = await createTemplate(deps, found.account_id, draft, samples)
      const row = await inWorkspace(web, who, async (trx) => {
        const own = { id: found.account_id, workspaceId: who.workspaceId }
        await removeDraft(trx, id)
        await storeTemplates(trx, own, [{ id, definition }], deps.clock.now(), false)
        await audit(trx, who, 'create', 'template', id)
        return needListed(trx, id)
      })
      deps.wake.tell('accounts', who.workspaceId, [found.account_id])
      return showTemplate(row)
    },
  )

  const moves = [
    { verb: 'unpause', summary: 'Ends a pause that does not end by itself', work: unpauseTemplate, status: 'approved' },
    { verb: 'archive', summary: 'Puts a template away at the platform', work: archive(true), status: 'archived' },
    { verb: 'unarchive', summary: 'Takes an archived template back', work: archive(false), status: 'approved' },
  ] as const
  for (const { verb, summary, work, status } of moves)
    app.post(
      `/api/templates/:id/${verb}`,
      { config: { may: 'accounts.write', audit: `template.${verb}` }, schema: { tags, summary, params, response: { 200: template } } },
      async (request) => {
        const who = principalOf(request)
        const { id } = request.params
        const found = await reachable(who, id)
        await work(deps, found)
        const row = await inWorkspace(web, who, async (trx) => {
          await noteStatus(trx, id, status)
          await audit(trx, who, verb, 'template', id)
          return needListed(trx, id)
        })
        deps.wake.tell('accounts', who.workspaceId, [found.account_id])
        return showTemplate(row)
      },
    )

  app.delete(
    '/api/templates/:id',
    {
      config: { may: 'accounts.write', audit: 'template.remove' },
      schema: {
        tags,
        summary: 'Deletes a template at the platform, in its language alone; or a draft',
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const { id } = request.params
      const found = await inWorkspace(web, who, (trx) => needListed(trx, id))
      if (!found.given) await deleteTemplate(deps, await reachable(who, id))
      await inWorkspace(web, who, async (trx) => {
        await removeTemplate(trx, id)
        await removeDraft(trx, id)
        await audit(trx, who, 'remove', 'template', id)
      })
      deps.wake.tell('accounts', who.workspaceId, [found.account_id])
      return reply.code(204).send(null)
    },
  )

  const needListed = async (trx: Trx, id: string) => (await findListed(trx, id)) ?? notFound('template', id)

  /** Errors: ApiError not_found, no_templates. */
  async function withTemplates(trx: Trx, id: string) {
    const account = (await findAccount(trx, id)) ?? notFound('account', id)
    if (!deps.channelOf(account.channel).templates) throw new ApiError('no_templates', 'This account’s channel has no templates.')
    return account
  }

  /** An account whose platform can be asked. */
  async function askable(trx: Trx, accountId: string): Promise<void> {
    const { status } = await withTemplates(trx, accountId)
    if (status === 'reconnect_needed' || status === 'disconnected')
      throw new ApiError('conflict', 'Reconnect the account first; the platform does not answer for it.')
  }

  /** A template that the platform has and can be asked about. */
  const reachable = (who: Principal, id: string) =>
    inWorkspace(web, who, async (trx) => {
      const found = (await findTemplate(trx, id)) ?? notFound('template', id)
      await askable(trx, found.account_id)
      return found
    })

  const audit = (trx: Trx, who: Principal, action: string, subject: string, subjectId: string, fields?: string[]) =>
    writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action, subject, subjectId, ...(fields && { fields }) })
}

const archive = (isArchived: boolean) => (deps: Deps, row: TemplateRow) => archiveTemplate(deps, row, isArchived)

function nameTaken({ name, language }: NewTemplate): ApiError {
  const words = sentence('templates.name_taken', { name, language })
  return new ApiError('invalid_input', words, [{ path: 'body.name', message: words }])
}

/** Without the parts that were left out. */
const given = (input: z.output<typeof newTemplate>): NewTemplate => JSON.parse(JSON.stringify(input)) as NewTemplate
