import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace } from '../platform/db.ts'
import { pageOf, pageQuery, readCursor, toPage } from '../platform/paging.ts'
import {
  closeDeadLetters,
  countDeadReasons,
  findDeadLetters,
  replay,
  takeDeadLetters,
  type DeadFilter,
  type DeadLetter,
} from './deadLetters.queries.ts'

const moment = z.iso.datetime({ offset: true })
const choice = { state: z.enum(['refused', 'parked']).optional(), code: z.string().max(100).optional(), accountId: z.uuid().optional() }
const reason = z.object({ code: z.string(), text: z.string() })
const status = z.enum(['failed', 'parked'])
const deadLetter = z.object({
  id: z.string(),
  accountId: z.string(),
  conversationId: z.string(),
  eventId: z.string().nullable(),
  kind: z.string(),
  text: z.string(),
  status,
  reason,
  attempts: z.number(),
  at: z.string(),
  person: z.object({ username: z.string().nullable(), name: z.string().nullable() }),
  automationId: z.string().nullable(),
  automation: z.object({ id: z.string(), name: z.string() }).nullable(),
})
const bulkInput = z
  .strictObject({ ids: z.array(z.uuid()).min(1).max(1000).optional(), since: moment.optional(), ...choice })
  .refine((body) => body.ids !== undefined || body.since !== undefined, 'Name the messages (ids), or give a time (since).')
const tags = ['queue']
const shownState = { refused: 'failed', parked: 'parked' } as const

/** What was given up or needs a person, why, and how to send it again or close it, one by one or all at once. */
export function deadLetterRoutes(app: Api, deps: Deps): void {
  const { web } = deps.databases

  app.get(
    '/api/dead-letters',
    {
      schema: {
        tags,
        summary: 'Messages that failed or need a person, newest first',
        querystring: pageQuery.extend({ ...choice, since: moment.optional() }),
        response: { 200: pageOf(deadLetter) },
      },
    },
    async (request) => {
      const { limit, cursor, ...filter } = request.query
      const before = readCursor(cursor, 'number')?.[0] ?? null
      const rows = await inWorkspace(web, principalOf(request).workspaceId, (trx) =>
        findDeadLetters(trx, { ...filterOf(filter), before, limit }),
      )
      return toPage(rows, limit, (row) => [row.seq], show)
    },
  )

  app.get(
    '/api/dead-letters/reasons',
    {
      schema: {
        tags,
        summary: 'Why messages failed or need a person, and how many for each reason',
        querystring: z.object({ ...choice, since: moment.optional() }),
        response: { 200: z.object({ data: z.array(z.object({ status, reason, messages: z.number() })) }) },
      },
    },
    async (request) => {
      const rows = await inWorkspace(web, principalOf(request).workspaceId, (trx) => countDeadReasons(trx, filterOf(request.query)))
      return { data: rows.map((row) => ({ status: shownState[row.state], reason: reasonOf(row), messages: row.messages })) }
    },
  )

  for (const [action, done, summary, act] of [
    ['replay', 'replayed', 'Sends failed or parked messages again: named ones, or all since a time', replay],
    ['close', 'closed', 'Takes failed or parked messages as settled: named ones, or all since a time', closeDeadLetters],
  ] as const) {
    app.post(
      `/api/dead-letters/${action}`,
      { schema: { tags, summary, body: bulkInput, response: { 200: z.object({ [done]: z.number() }) } } },
      async (request) => {
        const who = principalOf(request)
        const { ids, ...filter } = request.body
        const count = await inWorkspace(web, who.workspaceId, async (trx) => {
          const rows = await takeDeadLetters(trx, { ...filterOf(filter), ids })
          if (!rows.length) return 0
          const fields = [`${rows.length} ${rows.length === 1 ? 'message' : 'messages'}`]
          const subject = { subject: 'message', subjectId: rows.length === 1 ? rows[0]!.id : null, fields }
          await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action, ...subject })
          return act(trx, rows, deps.clock.now())
        })
        deps.wake.tell('outbox', null)
        deps.wake.tell('messages', who.workspaceId)
        deps.wake.tell('events', who.workspaceId)
        return { [done]: count }
      },
    )
  }
}

const filterOf = ({ since, ...filter }: Omit<DeadFilter, 'since'> & { since?: string | undefined }): DeadFilter => ({
  ...filter,
  since: since ? new Date(since) : undefined,
})

const reasonOf = ({ code, words }: { code: string | null; words: string | null }) => ({
  code: code ?? 'unknown',
  text: words ?? code ?? '',
})

function show(row: DeadLetter): z.infer<typeof deadLetter> {
  return {
    id: row.id,
    accountId: row.accountId,
    conversationId: row.conversationId,
    eventId: row.eventId,
    kind: row.kind,
    text: row.text,
    status: shownState[row.state],
    reason: reasonOf(row),
    attempts: row.attempts,
    at: row.at.toISOString(),
    person: { username: row.username, name: row.name },
    automationId: row.automationId,
    automation: row.automationId ? { id: row.automationId, name: row.automationName ?? 'deleted' } : null,
  }
}
