import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace } from '../platform/db.ts'
import { pageOf, pageQuery, readCursor, toPage } from '../platform/paging.ts'
import { findDeadLetters, findToReplay, replay } from './deadLetters.queries.ts'
import { showWaiting } from './showWaiting.ts'
import { findWaiting } from './waiting.queries.ts'

const lane = z.object({
  accountId: z.string(),
  accountName: z.string(),
  accountStatus: z.string(),
  kind: z.string(),
  waiting: z.number(),
  oldestAt: z.string(),
  perHour: z.number().nullable(),
  blockedUntil: z.string().nullable(),
  emptyAt: z.string().nullable(),
})
const choice = { state: z.enum(['refused', 'parked']).optional(), code: z.string().max(100).optional(), accountId: z.uuid().optional() }
const deadLetter = z.object({
  id: z.string(),
  accountId: z.string(),
  conversationId: z.string(),
  kind: z.string(),
  text: z.string(),
  status: z.enum(['failed', 'parked']),
  reason: z.object({ code: z.string(), text: z.string() }),
  attempts: z.number(),
  at: z.string(),
  automationId: z.string().nullable(),
})
const replayInput = z
  .strictObject({ ids: z.array(z.uuid()).min(1).max(1000).optional(), since: z.iso.datetime({ offset: true }).optional(), ...choice })
  .refine((body) => body.ids !== undefined || body.since !== undefined, 'Name the messages (ids), or give a time (since).')
const tags = ['queue']

/** What waits and when it will be gone; what was given up, and how to send it again. */
export function queueRoutes(app: Api, deps: Deps): void {
  const { web } = deps.databases

  app.get(
    '/api/queue',
    {
      schema: {
        tags,
        summary: 'What waits to be said, per account and kind, and when it will be empty',
        response: { 200: z.object({ waiting: z.number(), now: z.string(), data: z.array(lane) }) },
      },
    },
    async (request) => {
      const rows = await inWorkspace(web, principalOf(request).workspaceId, findWaiting)
      const now = deps.clock.now()
      return {
        waiting: rows.reduce((sum, row) => sum + row.waiting, 0),
        now: now.toISOString(),
        data: rows.map((row) => showWaiting(row, deps.channelOf(row.channel).rates[row.kind], now)),
      }
    },
  )

  app.get(
    '/api/dead-letters',
    {
      schema: {
        tags,
        summary: 'Messages that failed or need a person, newest first',
        querystring: pageQuery.extend(choice),
        response: { 200: pageOf(deadLetter) },
      },
    },
    async (request) => {
      const { limit, cursor, ...filter } = request.query
      const rows = await inWorkspace(web, principalOf(request).workspaceId, (trx) =>
        findDeadLetters(trx, { ...filter, before: readCursor(cursor, 'number')?.[0] ?? null, limit }),
      )
      return toPage(
        rows,
        limit,
        (row) => [row.seq],
        ({ seq: _seq, state, code, words, at, ...row }) => ({
          ...row,
          status: state === 'refused' ? ('failed' as const) : ('parked' as const),
          reason: { code: code ?? 'unknown', text: words ?? code ?? '' },
          at: at.toISOString(),
        }),
      )
    },
  )

  app.post(
    '/api/dead-letters/replay',
    {
      schema: {
        tags,
        summary: 'Sends failed or parked messages again: named ones, or all since a time',
        body: replayInput,
        response: { 200: z.object({ replayed: z.number() }) },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const { since, ...by } = request.body
      const replayed = await inWorkspace(web, who.workspaceId, async (trx) => {
        const rows = await findToReplay(trx, { ...by, since: since ? new Date(since) : undefined })
        await writeAudit(trx, deps, {
          workspaceId: who.workspaceId,
          actor: who.actor,
          action: 'replay',
          subject: 'message',
          subjectId: rows.length === 1 ? rows[0]!.id : null,
          fields: [`${rows.length} messages`],
        })
        return replay(trx, rows, deps.clock.now())
      })
      deps.wake.tell('outbox', null)
      deps.wake.tell('messages', who.workspaceId)
      return { replayed }
    },
  )
}
