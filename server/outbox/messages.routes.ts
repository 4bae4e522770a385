import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { messageStates, shownStatus } from '../model/message.ts'
import { inWorkspace, type Trx } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { refuseUnstorable } from '../platform/wellFormed.ts'
import { readCursor, writeCursor } from '../platform/paging.ts'
import { contentOf } from './content.schemas.ts'
import { closeMessages, findMessage, findMessages, planAgain } from './messages.queries.ts'
import { closedOutcome, decided, input, messageList, query } from './messages.schemas.ts'
import { sendByHand } from './sendByHand.ts'
import { showMessage } from './showMessage.ts'

const params = z.object({ id: z.uuid() })
const tags = ['messages']
type Found = NonNullable<Awaited<ReturnType<typeof findMessage>>>

export function messageRoutes(app: Api, deps: Deps): void {
  app.get(
    '/api/messages',
    {
      config: { may: 'messages.read' },
      schema: { tags, summary: 'Messages in both directions, newest first', querystring: query, response: { 200: messageList } },
    },
    async (request) => {
      const { limit, cursor, status, ...filter } = request.query
      const place = readCursor(cursor, 'number', 'number')
      const states = status ? messageStates.filter((state) => shownStatus[state].status === status) : undefined
      const who = principalOf(request)
      const { rows, next } = await inWorkspace(deps.databases.web, who, (trx) =>
        findMessages(trx, {
          ...filter,
          accountIds: who.accountIds,
          status: states,
          before: place && { out: place[0], in: place[1] },
          limit,
        }),
      )
      const textOf = deps.textsFor(request)
      return { data: rows.map((row) => showMessage(row, textOf)), nextCursor: next && writeCursor([next.out, next.in]) }
    },
  )

  app.post(
    '/api/messages',
    {
      config: { may: 'messages.write', audit: 'message.send', takesAnyText: true },
      schema: {
        tags,
        summary: 'Sends a message by hand, through the same outbox',
        body: input,
        response: { 201: decided },
      },
    },
    async (request, reply) => {
      const { accountId, recipientId, conversationId, commentId, public: isPublic } = request.body
      const to = { accountId, recipientId, conversationId, commentId }
      refuseUnstorable(to, 'body')
      const id = await sendByHand(deps, principalOf(request), { to, isPublic, content: contentOf(request.body) })
      return reply.code(201).send({ id, status: shownStatus.planned.status })
    },
  )

  /** Runs a person's decision about a parked message. `act` returns how many rows it changed. */
  async function decide(who: Principal, id: string, action: 'resend' | 'close', act: (trx: Trx, found: Found) => Promise<number>) {
    await inWorkspace(deps.databases.web, who, async (trx) => {
      const found = (await findMessage(trx, id)) ?? notFound('message', id)
      if (!(await act(trx, found)))
        throw new ApiError('conflict', `Only a parked message can be resent or closed; this one is ${shownStatus[found.state].status}.`)
      await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action, subject: 'message', subjectId: id })
    })
    deps.wake.tell('outbox', null)
    deps.wake.tell('messages', who.workspaceId)
    deps.wake.tell('events', who.workspaceId)
  }

  app.post(
    '/api/messages/:id/resend',
    {
      config: { may: 'messages.write', audit: 'message.resend' },
      schema: { tags, summary: 'Sends a parked message again', params, response: { 200: decided } },
    },
    async (request) => {
      const { id } = request.params
      await decide(principalOf(request), id, 'resend', (trx, found) => planAgain(trx, [found], ['parked'], deps.clock.now()))
      return { id, status: shownStatus.planned.status }
    },
  )

  app.post(
    '/api/messages/:id/close',
    {
      config: { may: 'messages.write', audit: 'message.close' },
      schema: {
        tags,
        summary: 'Closes a parked message: it is not sent again',
        params,
        body: z.strictObject({ outcome: closedOutcome }).nullish(),
        response: { 200: decided },
      },
    },
    async (request) => {
      const { id } = request.params
      const outcome = request.body?.outcome ?? 'failed'
      await decide(principalOf(request), id, 'close', (trx, found) => {
        if (outcome === 'sent' && found.state === 'parked' && found.attempts === 0)
          throw new ApiError(
            'conflict',
            'No request was made for this message, so it cannot have arrived. Close it as failed, or send it again.',
          )
        return closeMessages(trx, [found], ['parked'], outcome, deps.clock.now())
      })
      return { id, status: outcome }
    },
  )
}
