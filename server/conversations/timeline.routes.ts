import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import { pageQuery, readCursor, writeCursor } from '../platform/paging.ts'
import { findConversation } from './conversations.queries.ts'
import { note, noteInput, timeline } from './conversations.schemas.ts'
import { addNotes } from './notes.queries.ts'
import { nameNotes, readTimeline } from './readTimeline.ts'

const params = z.object({ id: z.uuid() })
const tags = ['conversations']

/** The history of a conversation, and notes in it. */
export function timelineRoutes(app: Api, deps: Deps): void {
  app.get(
    '/api/conversations/:id/timeline',
    {
      config: { may: 'messages.read' },
      schema: {
        tags,
        summary: 'Messages of both directions, comments, notes, and what was done with the conversation, newest first',
        params,
        querystring: pageQuery,
        response: { 200: timeline },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query
      const place = readCursor(cursor, 'number', 'number', 'number')
      const before = place && { out: place[0], in: place[1], note: place[2] }
      const { items, next } = await readTimeline(deps, principalOf(request), request.params.id, { before, limit }, deps.textsFor(request))
      return { data: items, nextCursor: next && writeCursor([next.out, next.in, next.note]) }
    },
  )

  app.post(
    '/api/conversations/:id/notes',
    {
      config: { may: 'messages.write', audit: 'conversation.note', takesAnyText: true },
      schema: { tags, summary: 'Adds a note that only the team sees', params, body: noteInput, response: { 201: note } },
    },
    async (request, reply) => {
      const who = principalOf(request)
      const { id } = request.params
      const row = {
        id: deps.newId(),
        kind: 'note' as const,
        words: request.body.text,
        data: {},
        actor: who.actor,
        at: deps.clock.now(),
      }
      const accountId = await inWorkspace(deps.databases.web, who, async (trx) => {
        const found = (await findConversation(trx, who, id)) ?? notFound('conversation', id)
        await addNotes(trx, [{ ...row, workspace_id: who.workspaceId, account_id: found.accountId, conversation_id: id }])
        await writeAudit(trx, deps, {
          workspaceId: who.workspaceId,
          actor: who.actor,
          action: 'note',
          subject: 'conversation',
          subjectId: id,
        })
        return found.accountId
      })
      deps.wake.tell('conversations', who.workspaceId, [accountId])
      const [shown] = await nameNotes(deps, who.workspaceId, [{ ...row, seq: 0 }])
      return reply.code(201).send(shown!)
    },
  )
}
