import type { FastifyError } from 'fastify'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { dmErrorOf } from '../model/leadDm.ts'
import { findPlacesByWords } from '../leads/leads.queries.ts'
import { findWhyWaiting } from '../outbox/whyWaiting.ts'
import { inWorkspace } from '../platform/db.ts'
import { isUuid } from '../platform/ids.ts'
import { readCursor, writeCursor } from '../platform/paging.ts'
import { shownError } from '../platform/shownError.ts'
import { findSeenLead } from './dms.queries.ts'
import {
  comingSoon,
  dmLogList,
  dmRefusal,
  dmStatus,
  logQuery,
  params,
  retried,
  retryInput,
  sendHeaders,
  sendInput,
  sent,
} from './dms.schemas.ts'
import { findDmLog } from './log.queries.ts'
import { NotPermitted, refusalCode, refuseLead } from './refuse.ts'
import { retryDm, sendDm } from './sendDm.ts'
import { showDm } from './showDm.ts'

const tags = ['dms']
const recent = 10

/** The DM API (requirements C3 to C5): DMs to leads. It has its own form of errors and its codes in capitals. */
export function dmRoutes(app: Api, deps: Deps): void {
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const textOf = deps.textsFor(request)
    if (error instanceof NotPermitted) {
      const { deepLink, words } = error
      const refusal = { success: false as const, error: { code: dmErrorOf('outside_window'), message: textOf(words) } }
      return reply.code(409).send(deepLink === null ? refusal : { ...refusal, data: { deepLink } })
    }
    const { status, code, message } = shownError(error, textOf)
    if (status >= 500)
      deps.log.error({ err: error, route: request.routeOptions.url, method: request.method }, `request ${request.id} failed`)
    return reply.code(status).send({ success: false, error: { code: refusalCode(code), message } })
  })
  const refusals = { '4xx': dmRefusal, '5xx': dmRefusal }

  app.post(
    '/api/dm/send',
    {
      config: { may: 'messages.write', audit: 'dm.send', takesAnyText: true },
      schema: {
        tags,
        summary: 'Sends a DM to a lead, once for each Idempotency-Key',
        headers: sendHeaders,
        body: sendInput,
        response: { 200: sent, 501: comingSoon, ...refusals },
      },
    },
    async (request, reply) => {
      const { leadId, provider, message, template } = request.body
      const result = await sendDm(deps, principalOf(request), {
        leadId,
        provider,
        message,
        template,
        idempotencyKey: request.headers['idempotency-key'],
      })
      if (result.kind === 'queued')
        return {
          success: true as const,
          message: 'DM queued successfully' as const,
          data: { jobId: result.id, status: 'queued' as const, provider },
        }
      const { message: text, deepLink } = result
      return reply.code(501).send({ success: true, message: text, data: { status: 'coming_soon', provider, deepLink } })
    },
  )

  app.get(
    '/api/dm/status/:leadId',
    {
      config: { may: 'leads.read' },
      schema: {
        tags,
        summary: 'The last DM to a lead, and the newest entries of its log',
        params,
        response: { 200: dmStatus, ...refusals },
      },
    },
    async (request) => {
      const { leadId } = request.params
      const who = principalOf(request)
      const now = deps.clock.now()
      const found = await inWorkspace(deps.databases.web, who, async (trx) => {
        if (!isUuid(leadId) || !(await findSeenLead(trx, leadId))) return null
        const { rows } = await findDmLog(trx, { leadId, before: null, limit: recent, now })
        const [last] = rows
        // Why an open message waits is known only now, not from its last attempt.
        const waits = last?.messageState === 'planned' && last.accountId !== null
        const why = waits ? (await findWhyWaiting(trx, last.accountId!, now))('message') : null
        return { rows, why }
      })
      if (!found) return refuseLead(deps, who, leadId)
      const recentLogs = found.rows.map(showDm(deps, deps.textsFor(request), now))
      const [last] = found.rows
      const [shown] = recentLogs
      return {
        success: true as const,
        data: {
          leadId,
          dmStatus: shown?.status ?? null,
          dmProvider: shown?.provider ?? null,
          dmSentAt: last?.sentAt?.toISOString() ?? null,
          dmError: shown?.errorCode ?? (found.why && dmErrorOf(found.why.code)),
          recentLogs,
        },
      }
    },
  )

  app.post(
    '/api/dm/retry/:leadId',
    {
      config: { may: 'messages.write', audit: 'dm.retry' },
      schema: { tags, summary: 'Sends a failed DM to a lead again', params, body: retryInput, response: { 200: retried, ...refusals } },
    },
    async (request) => {
      const { leadId } = request.params
      const result = await retryDm(deps, principalOf(request), { leadId, force: request.body?.force ?? false })
      return {
        success: true as const,
        message: 'DM retry queued successfully' as const,
        data: { jobId: result.id, status: 'queued' as const },
      }
    },
  )

  app.get(
    '/api/dm/logs',
    {
      config: { may: 'leads.read' },
      schema: { tags, summary: 'DMs to leads, newest first', querystring: logQuery, response: { 200: dmLogList, ...refusals } },
    },
    async (request) => {
      const { limit, cursor, q, ...filter } = request.query
      const place = readCursor(cursor, 'number', 'number')
      const now = deps.clock.now()
      if (filter.leadId && !isUuid(filter.leadId)) return { data: [], nextCursor: null }
      const who = principalOf(request)
      const leadPlaces = q ? await findPlacesByWords(deps.databases, who, { q }) : null
      const search = leadPlaces ? { leadPlaces } : q ? { words: q } : {}
      const { rows, next } = await inWorkspace(deps.databases.web, who, (trx) =>
        findDmLog(trx, { ...filter, ...search, before: place && { dm: place[0], lead: place[1] }, limit, now }),
      )
      return { data: rows.map(showDm(deps, deps.textsFor(request), now)), nextCursor: next && writeCursor([next.dm, next.lead]) }
    },
  )
}
