import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import { readCursor, toPage } from '../platform/paging.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import { readMarkJobs } from '../outbox/presence.queries.ts'
import { changeConversation } from './changeConversation.ts'
import { countUnread, findConversation, findConversations, markRead } from './conversations.queries.ts'
import {
  conversation,
  conversationChange,
  conversationList,
  conversationQuery,
  teammateList,
  unreadConversations,
  viewers,
  viewing,
} from './conversations.schemas.ts'
import { searchConversations } from './search.queries.ts'
import { showConversation } from './showConversation.ts'
import { findWriters } from './team.queries.ts'
import { viewConversation } from './viewConversation.ts'

const params = z.object({ id: z.uuid() })
const tags = ['conversations']
/** Older ones are not counted as unread: the count stands on every page, and must cost the same for every workspace. */
const unreadAmong = 200

/** The list of conversations, one of them, and what people change of it. */
export function conversationRoutes(app: Api, deps: Deps): void {
  const { web, system } = deps.databases

  app.get(
    '/api/conversations',
    {
      config: { may: 'conversations.read' },
      schema: {
        tags,
        summary: 'Conversations, most recently active first',
        querystring: conversationQuery,
        response: { 200: conversationList },
      },
    },
    async (request) => {
      const { limit, cursor, q, assigneeId, ...filter } = request.query
      const who = principalOf(request)
      const place = readCursor(cursor, 'time', 'id')
      // A program is no member: nothing is assigned to it.
      if (assigneeId === 'me' && who.memberId === null) return { data: [], nextCursor: null }
      const ids = q ? await searchConversations(deps.databases, who, q) : undefined
      const rows = await inWorkspace(web, who, (trx) =>
        findConversations(trx, who, {
          ...filter,
          ids,
          assigneeId: assigneeId === 'none' ? null : assigneeId === 'me' ? who.memberId : assigneeId,
          before: place && { at: place[0], id: place[1] },
          limit: limit + 1,
        }),
      )
      const textOf = deps.textsFor(request)
      return toPage(
        rows,
        limit,
        (row) => [row.lastEventAt.toISOString(), row.id],
        (row) => showConversation(row, deps, textOf),
      )
    },
  )

  app.get(
    '/api/conversations/unread',
    {
      config: { may: 'conversations.read' },
      schema: {
        tags,
        summary: 'How many open conversations the caller has not read to the end',
        querystring: z.object({ accountId: z.uuid().optional() }),
        response: { 200: unreadConversations },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const { memberId } = who
      if (memberId === null) return { count: 0 }
      const newest = { ...request.query, status: 'open', before: null, limit: unreadAmong } as const
      return { count: await inWorkspace(web, who, (trx) => countUnread(trx, { ...who, memberId }, newest)) }
    },
  )

  app.get(
    '/api/conversations/assignees',
    {
      config: { may: 'conversations.read' },
      schema: {
        tags,
        summary: 'The members who may be assigned conversations, of one account or of any',
        querystring: z.object({ accountId: z.uuid().optional() }),
        response: { 200: teammateList },
      },
    },
    async (request) => {
      const writers = await findWriters(system, principalOf(request).workspaceId, request.query.accountId ?? null)
      return { data: writers.map(({ memberId, name }) => ({ memberId, name })) }
    },
  )

  app.get(
    '/api/conversations/:id',
    {
      config: { may: 'conversations.read' },
      schema: { tags, summary: 'One conversation; its history is at …/timeline', params, response: { 200: conversation } },
    },
    async (request) => {
      const who = principalOf(request)
      const row = await inWorkspace(web, who, (trx) => findConversation(trx, who, request.params.id))
      return showConversation(row ?? notFound('conversation', request.params.id), deps, deps.textsFor(request))
    },
  )

  app.patch(
    '/api/conversations/:id',
    {
      config: { may: 'messages.write', audit: 'conversation.change' },
      schema: {
        tags,
        summary: 'Assigns, closes or opens a conversation, and pauses or resumes automations in it',
        params,
        body: conversationChange,
        response: { 200: conversation },
      },
    },
    async (request) =>
      showConversation(await changeConversation(deps, principalOf(request), request.params.id, request.body), deps, deps.textsFor(request)),
  )

  app.post(
    '/api/conversations/:id/read',
    {
      config: { may: 'conversations.read', audit: null },
      schema: {
        tags,
        summary: 'The caller has read the conversation; the person sees that it was read',
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id } = request.params
      const who = principalOf(request)
      const { memberId } = who
      const isRead = await inWorkspace(web, who, async (trx) => {
        if (memberId === null) return (await findConversation(trx, who, id)) !== undefined
        if (!(await markRead(trx, { ...who, memberId }, id))) return false
        const now = deps.clock.now()
        await addJobs(trx, { newId: deps.newId, now }, await readMarkJobs(trx, deps.channelOf, id, now))
        return true
      })
      if (!isRead) return notFound('conversation', id)
      deps.wake.tell('jobs', null)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/api/conversations/:id/viewing',
    {
      config: { may: 'conversations.read', audit: null },
      schema: {
        tags,
        summary: 'The caller looks at the conversation for the next half minute; answers who else does',
        params,
        body: viewing,
        response: { 200: viewers },
      },
    },
    (request) => viewConversation(deps, principalOf(request), request.params.id, request.body),
  )
}
