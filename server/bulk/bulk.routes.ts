import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import type { TextOf } from '../model/sentence.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { pageQuery, readCursor, toPage } from '../platform/paging.ts'
import { bulkAction, bulkActionList, newBulkAction, type ShownBulkAction } from './bulk.schemas.ts'
import { endBulkAction, findBulkAction, findBulkActions, type BulkRow } from './bulkActions.queries.ts'
import { sentence } from './sentences.ts'
import { startBulkAction } from './startBulkAction.ts'

const tags = ['contacts']
const params = z.object({ id: z.uuid() })

/** What is done to many people at once, and its progress (requirement H7). */
export function bulkRoutes(app: Api, deps: Deps): void {
  const { web } = deps.databases

  app.post(
    '/api/contacts/bulk',
    {
      config: { may: 'contacts.write', audit: 'bulk_action.start' },
      schema: {
        tags,
        summary: 'Does something to many people: to those with these ids, or to all for whom the conditions hold',
        body: newBulkAction,
        response: { 202: bulkAction },
      },
    },
    async (request, reply) =>
      reply.code(202).send(show(await startBulkAction(deps, principalOf(request), request.body), deps.textsFor(request))),
  )

  app.get(
    '/api/bulk-actions',
    {
      config: { may: 'contacts.read' },
      schema: { tags, summary: 'What was done to many people, newest first', querystring: pageQuery, response: { 200: bulkActionList } },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const who = principalOf(request)
      const before = readCursor(cursor, 'time', 'id')
      const rows = await inWorkspace(web, who, (trx) => findBulkActions(trx, who.workspaceId, { before, limit }))
      return toPage(
        rows,
        limit,
        (row) => [row.createdAt.toISOString(), row.id],
        (row) => show(row, deps.textsFor(request)),
      )
    },
  )

  app.get(
    '/api/bulk-actions/:id',
    { config: { may: 'contacts.read' }, schema: { tags, summary: 'One, with its progress', params, response: { 200: bulkAction } } },
    async (request) => show(await find(principalOf(request), request.params.id), deps.textsFor(request)),
  )

  const find = (who: Principal, id: string) =>
    inWorkspace(web, who, async (trx) => (await findBulkAction(trx, who.workspaceId, id)) ?? notFound('bulk action', id))

  app.post(
    '/api/bulk-actions/:id/cancel',
    {
      config: { may: 'contacts.write', audit: 'bulk_action.cancel' },
      schema: { tags, summary: 'Cancels one; people who are done stay so', params, response: { 200: bulkAction } },
    },
    async (request) => {
      const who = principalOf(request)
      const { workspaceId, actor } = who
      const { id } = request.params
      const row = await inWorkspace(web, who, async (trx) => {
        if (!(await findBulkAction(trx, workspaceId, id))) notFound('bulk action', id)
        if (!(await endBulkAction(trx, id, { state: 'cancelled', now: deps.clock.now() })))
          throw new ApiError('conflict', 'This bulk action has ended already.')
        await writeAudit(trx, deps, { workspaceId, actor, action: 'cancel', subject: 'bulk_action', subjectId: id })
        return (await findBulkAction(trx, workspaceId, id))!
      })
      return show(row, deps.textsFor(request))
    },
  )
}

const show = ({ id, what, state, total, done, code, actor, createdAt, endedAt }: BulkRow, textOf: TextOf): ShownBulkAction => ({
  id,
  kind: what.kind,
  status: state,
  total,
  done,
  why: code === null ? null : { code, text: textOf(sentence('bulk.failed')) },
  actorId: actor,
  createdAt: createdAt.toISOString(),
  endedAt: endedAt?.toISOString() ?? null,
})
