import { z } from 'zod'
import type { Api } from '../api.ts'
import { findAccount } from '../accounts/accounts.queries.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { pageOf, pageQuery, readCursor, toPage } from '../platform/paging.ts'
import { closeLines, findBreakers, type Breaker } from './breakers.queries.ts'
import { findDeadLetters, findToReplay, replay } from './deadLetters.queries.ts'
import { findWaiting, type Waiting } from './limits.queries.ts'
import { openLine, whyWaiting } from './whyWaiting.ts'

const why = z.object({ code: z.string(), text: z.string(), until: z.string().nullable() })
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
  why: why
    .nullable()
    .describe('what keeps it back beside its limits: the account stands still, its line is broken, the platform asked for silence'),
})
const line = z.object({ accountId: z.string(), openedAt: z.string(), ...why.shape })
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
const hourMs = 3_600_000

/** What waits and when it will be gone; what was given up, and how to send it again. */
export function queueRoutes(app: Api, deps: Deps): void {
  const { web } = deps.databases

  app.get(
    '/api/queue',
    {
      schema: {
        tags,
        summary: 'What waits to be said, per account and kind, and when it will be empty',
        response: { 200: z.object({ waiting: z.number(), data: z.array(lane), breakers: z.array(line) }) },
      },
    },
    async (request) => {
      const [rows, breakers] = await inWorkspace(web, principalOf(request).workspaceId, async (trx) => [
        await findWaiting(trx),
        await findBreakers(trx),
      ])
      const now = deps.clock.now()
      return {
        waiting: rows.reduce((sum, row) => sum + row.waiting, 0),
        data: rows.map((row) => showLane(row, breakers.find((one) => one.accountId === row.accountId) ?? null, now)),
        breakers: breakers.map((one) => ({ accountId: one.accountId, openedAt: one.openedAt.toISOString(), ...openLine(one, now) })),
      }
    },
  )

  app.post(
    '/api/queue/breakers/:accountId/close',
    {
      schema: {
        tags,
        summary: 'Tries the line of an account now instead of waiting for the end of its pause; for owners and admins',
        params: z.object({ accountId: z.uuid() }),
        response: { 200: z.object({ closed: z.boolean() }) },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const { accountId } = request.params
      if (who.role !== 'owner' && who.role !== 'admin') throw new ApiError('forbidden', 'Only an owner or admin may do this.')
      const closed = await inWorkspace(web, who.workspaceId, async (trx) => {
        if (!(await findAccount(trx, accountId))) return notFound('account', accountId)
        if (!(await closeLines(trx, [accountId])).length) return false
        const subject = { subject: 'account', subjectId: accountId, fields: ['breaker'] }
        await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action: 'close_breaker', ...subject })
        return true
      })
      deps.wake.tell('outbox', null)
      deps.wake.tell('messages', who.workspaceId)
      return { closed }
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

/** With a limit, the queue shrinks as fast as the limit lets it; without one it is gone as soon as calls are made. */
function showLane(row: Waiting, breaker: Breaker | null, now: Date): z.infer<typeof lane> {
  const from = Math.max(now.getTime(), row.blockedUntil?.getTime() ?? 0)
  // Nobody knows when a broken line works again, or when somebody acts.
  const stopped = row.accountStatus !== 'active' || breaker !== null
  return {
    accountId: row.accountId,
    accountName: row.accountName,
    accountStatus: row.accountStatus,
    kind: row.kind,
    waiting: row.waiting,
    oldestAt: row.oldestAt.toISOString(),
    perHour: row.intervalMs === null ? null : Math.round(hourMs / row.intervalMs),
    blockedUntil: row.blockedUntil && row.blockedUntil > now ? row.blockedUntil.toISOString() : null,
    emptyAt: stopped ? null : new Date(from + Math.ceil(row.waiting * (row.intervalMs ?? 0))).toISOString(),
    why: whyWaiting({ status: row.accountStatus, statusReason: row.statusReason, blockedUntil: row.blockedUntil, breaker }, now),
  }
}
