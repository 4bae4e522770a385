import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { pageQuery, readCursor, toPage } from '../platform/paging.ts'
import { deleteCannedReply, findCannedReplies, insertCannedReply, updateCannedReply, type CannedReplyRow } from './cannedReplies.queries.ts'
import { cannedReply, cannedReplyChange, cannedReplyList, newCannedReply, type CannedReply } from './cannedReplies.schemas.ts'

const params = z.object({ id: z.uuid() })
const tags = ['conversations']
const taken = () => new ApiError('conflict', 'Another canned reply has this shortcut. Choose another one.')

/** Texts that people of the team write often, by what they type after a slash. */
export function cannedReplyRoutes(app: Api, deps: Deps): void {
  const { web } = deps.databases
  const audited = (who: Principal, action: string, id: string, work: (trx: Trx) => Promise<CannedReplyRow | boolean>) =>
    inWorkspace(web, who, async (trx) => {
      const row = await work(trx)
      await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action, subject: 'canned_reply', subjectId: id })
      deps.wake.tell('conversations', who.workspaceId)
      return row as CannedReplyRow
    })

  app.get(
    '/api/canned-replies',
    {
      config: { may: 'messages.read' },
      schema: { tags, summary: 'Canned replies by shortcut', querystring: pageQuery, response: { 200: cannedReplyList } },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const after = readCursor(cursor, 'text')?.[0] ?? null
      const rows = await inWorkspace(web, principalOf(request), (trx) => findCannedReplies(trx, { after, limit: limit + 1 }))
      return toPage(rows, limit, (row) => [row.shortcut], show)
    },
  )

  app.post(
    '/api/canned-replies',
    {
      config: { may: 'messages.write', audit: 'canned_reply.create', takesAnyText: true },
      schema: { tags, summary: 'Creates a canned reply', body: newCannedReply, response: { 201: cannedReply } },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const id = deps.newId()
      const row = await audited(who, 'create', id, async (trx) => {
        const made = await insertCannedReply(trx, who.workspaceId, { id, ...request.body, createdAt: deps.clock.now() })
        if (!made) throw taken()
        return made
      })
      return reply.code(201).send(show(row))
    },
  )

  app.patch(
    '/api/canned-replies/:id',
    {
      config: { may: 'messages.write', audit: 'canned_reply.change' },
      schema: { tags, summary: 'Changes a canned reply', params, body: cannedReplyChange, response: { 200: cannedReply } },
    },
    async (request) => {
      const { id } = request.params
      const row = await audited(principalOf(request), 'change', id, async (trx) => {
        const changed = await updateCannedReply(trx, id, request.body)
        if (changed === 'taken') throw taken()
        return changed ?? notFound('canned reply', id)
      })
      return show(row)
    },
  )

  app.delete(
    '/api/canned-replies/:id',
    {
      config: { may: 'messages.write', audit: 'canned_reply.remove' },
      schema: { tags, summary: 'Deletes a canned reply', params, response: { 204: z.null() } },
    },
    async (request, reply) => {
      const { id } = request.params
      await audited(principalOf(request), 'remove', id, async (trx) => (await deleteCannedReply(trx, id)) || notFound('canned reply', id))
      return reply.code(204).send(null)
    },
  )
}

const show = ({ createdAt, ...row }: CannedReplyRow): CannedReply => ({ ...row, createdAt: createdAt.toISOString() })
