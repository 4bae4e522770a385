import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import { pageQuery, readCursor, searchText, toPage } from '../platform/paging.ts'
import { createAutomation, deleteAutomation, getAutomation, patchAutomation, replaceAutomation, showAutomation } from './automations.ts'
import { findAutomations, findChannelOf, findVersionsOf } from './automations.queries.ts'
import {
  automationAnswer,
  automationChange,
  automationInput,
  automationList,
  automationReplacement,
  problems,
  versionList,
} from './automations.schemas.ts'
import { definitionSchema } from './definition.schemas.ts'
import { findTemplatesOf, lintContent } from './lintContent.ts'
import { lintAmong } from './order.ts'
import type { Finding } from '../engine/finding.ts'
import type { TextOf } from '../model/sentence.ts'

const params = z.object({ id: z.uuid() })
const tags = ['automations']

export function automationRoutes(app: Api, deps: Deps): void {
  const { web } = deps.databases

  app.get(
    '/api/automations',
    {
      config: { may: 'automations.read' },
      schema: {
        tags,
        summary: 'Automations, newest first',
        querystring: pageQuery.extend({ accountId: z.uuid().optional(), q: searchText }),
        response: { 200: automationList },
      },
    },
    async (request) => {
      const { limit, cursor, accountId, q } = request.query
      const place = readCursor(cursor, 'time', 'id')
      const rows = await inWorkspace(web, principalOf(request), (trx) =>
        findAutomations(trx, { accountId, q, before: place && { at: place[0], id: place[1] }, limit }),
      )
      return toPage(rows, limit, (row) => [row.createdAt.toISOString(), row.id], showAutomation)
    },
  )

  app.post(
    '/api/automations',
    {
      config: { may: 'automations.write', audit: 'automation.create' },
      schema: {
        tags,
        summary: 'Creates an automation, from a definition or from the rule format',
        body: automationInput,
        response: { 201: automationAnswer },
      },
    },
    async (request, reply) => reply.code(201).send(showAutomation(await createAutomation(deps, principalOf(request), request.body))),
  )

  app.post(
    '/api/automations/lint',
    {
      config: { may: 'automations.read', audit: null },
      schema: {
        tags,
        summary: 'Problems of a definition that is not saved',
        body: z.object({
          accountId: z.uuid().optional(),
          /** The automation that is being edited: its own saved version does not count against it. */
          automationId: z.uuid().optional(),
          definition: definitionSchema,
        }),
        response: { 200: problems },
      },
    },
    async (request) => {
      const { accountId, automationId, definition } = request.body
      const textOf = deps.textsFor(request)
      if (!accountId) return { problems: lintContent(deps, null, definition, null).map(showFinding(textOf)) }
      return inWorkspace(web, principalOf(request), async (trx) => {
        const channel = (await findChannelOf(trx, accountId)) ?? notFound('account', accountId)
        const saved = automationId ? await getAutomation(trx, automationId) : undefined
        return {
          problems: [
            ...lintContent(deps, channel, definition, null, await findTemplatesOf(trx, accountId, definition)),
            ...(await lintAmong(deps, trx, accountId, { definition, saved })),
          ].map(showFinding(textOf)),
        }
      })
    },
  )

  app.get(
    '/api/automations/:id',
    { config: { may: 'automations.read' }, schema: { tags, summary: 'One automation', params, response: { 200: automationAnswer } } },
    async (request) => inWorkspace(web, principalOf(request), async (trx) => showAutomation(await getAutomation(trx, request.params.id))),
  )

  app.put(
    '/api/automations/:id',
    {
      config: { may: 'automations.write', audit: 'automation.change' },
      schema: {
        tags,
        summary: 'Replaces an automation; it gets a new version. With `version`, only if it was not changed since',
        params,
        body: automationReplacement,
        response: { 200: automationAnswer },
      },
    },
    async (request) => showAutomation(await replaceAutomation(deps, principalOf(request), request.params.id, request.body)),
  )

  app.patch(
    '/api/automations/:id',
    {
      config: { may: 'automations.write', audit: 'automation.change' },
      schema: {
        tags,
        summary: 'Changes parts of an automation; is_active pauses it or sets it live. With `version`, only if it was not changed since',
        params,
        body: automationChange,
        response: { 200: automationAnswer },
      },
    },
    async (request) => showAutomation(await patchAutomation(deps, principalOf(request), request.params.id, request.body)),
  )

  app.delete(
    '/api/automations/:id',
    {
      config: { may: 'automations.write', audit: 'automation.delete' },
      schema: { tags, summary: 'Deletes an automation; its leads and traces stay', params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await deleteAutomation(deps, principalOf(request), request.params.id)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/automations/:id/publish',
    {
      config: { may: 'automations.write', audit: 'automation.change' },
      schema: { tags, summary: 'Sets a draft or a paused automation live', params, response: { 200: automationAnswer } },
    },
    async (request) => showAutomation(await patchAutomation(deps, principalOf(request), request.params.id, { is_active: true })),
  )

  app.post(
    '/api/automations/:id/lint',
    {
      config: { may: 'automations.read', audit: null },
      schema: { tags, summary: 'Problems of a saved automation', params, response: { 200: problems } },
    },
    async (request) =>
      inWorkspace(web, principalOf(request), async (trx) => {
        const row = await getAutomation(trx, request.params.id)
        const channel = await findChannelOf(trx, row.accountId)
        const known = await findTemplatesOf(trx, row.accountId, row.definition)
        const own = lintContent(deps, channel, row.definition, row.config, known)
        const among = await lintAmong(deps, trx, row.accountId, { definition: row.definition, saved: row })
        return { problems: [...own, ...among].map(showFinding(deps.textsFor(request))) }
      }),
  )

  app.get(
    '/api/automations/:id/versions',
    {
      config: { may: 'automations.read' },
      schema: { tags, summary: 'Its versions, newest first', params, response: { 200: versionList } },
    },
    async (request) =>
      inWorkspace(web, principalOf(request), async (trx) => {
        await getAutomation(trx, request.params.id)
        return { data: (await findVersionsOf(trx, request.params.id)).map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })) }
      }),
  )
}

const showFinding =
  (textOf: TextOf) =>
  ({ words, ...finding }: Finding) => ({ ...finding, text: textOf(words) })
