import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf, type Access } from '../auth/access.ts'
import { refuseWithout } from '../auth/may.ts'
import { isFromThisMachine } from '../auth/ownHost.ts'
import { countMembers, findWorkspace } from '../auth/principals.queries.ts'
import { findDays } from '../automations/figures.queries.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError } from '../platform/errors.ts'
import { isAwakeWithin } from '../platform/isAwake.ts'
import { publicPagePolicy } from '../platform/publicPage.ts'
import { countDms, findTopAutomations, findTotals, sumPrices } from './admin.queries.ts'
import { overview, overviewQuery, stats } from './admin.schemas.ts'
import { referencePage } from './reference.ts'
import { showInstance } from './showInstance.ts'
import { watchMetrics } from './watchMetrics.ts'

const dayMs = 86_400_000
/** Readiness is asked for every second or so, and a suspended database never answers. */
const awakeWithinMs = 800

const sumOf = (counts: Record<string, number>, counted: (name: string) => boolean): number =>
  Object.entries(counts).reduce((sum, [name, count]) => sum + (counted(name) ? count : 0), 0)

/** A channel that was removed has none. */
function hasLeadAds({ channelOf }: Deps, channel: string): boolean {
  try {
    return channelOf(channel).leads !== undefined
  } catch {
    return false
  }
}

/** Totals, health and metrics. In: `patient`: the kinds of jobs that wait for their account. */
export function adminRoutes(app: Api, deps: Deps, access: Access, patient: readonly string[]): void {
  app.get(
    '/api/stats',
    {
      config: { may: 'stats.read' },
      schema: {
        tags: ['stats'],
        summary:
          'The workspace’s figures for the last days of its time zone, today included: what people did, what was sent in private ' +
          'and posted in public',
        querystring: z.object({ days: z.coerce.number().int().min(1).max(90).default(7) }),
        response: { 200: stats },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const now = deps.clock.now()
      const { days } = request.query
      const workspace = await findWorkspace(deps.databases.system, who.workspaceId)
      const users = await countMembers(deps.databases.system, who.workspaceId)
      return inWorkspace(deps.databases.web, who, async (trx) => {
        const series = await findDays(trx, days, now, workspace?.time_zone ?? 'UTC')
        const sum = (of: 'events' | 'sent' | 'replies' | 'leads') => series.reduce((total, day) => total + day[of], 0)
        const since = new Date(now.getTime() - days * dayMs)
        const { messages, leads, channels, ...totals } = await findTotals(trx, since)
        return {
          ...totals,
          events: { total: sum('events') },
          messages: { sent: sum('sent'), replies: sum('replies'), ...messages },
          users,
          pages: sumOf(channels, (channel) => hasLeadAds(deps, channel)),
          leads: { total: sum('leads'), ...leads },
          series,
          prices: await sumPrices(trx, since),
          top: await findTopAutomations(trx),
        }
      })
    },
  )

  app.get(
    '/api/admin/overview',
    {
      config: { may: 'stats.read' },
      schema: {
        tags: ['stats'],
        summary: 'How the workspace’s DMs went, in total; for an admin of the instance those of all workspaces, and how the instance does',
        querystring: overviewQuery,
        response: { 200: overview },
      },
    },
    async (request) => {
      const now = deps.clock.now()
      const who = principalOf(request)
      const ofInstance = request.query.scope === 'instance'
      const { system, web } = deps.databases
      if (ofInstance) refuseWithout(who, 'instance.admin')
      const dms = await (ofInstance ? countDms(system, now) : inWorkspace(web, who, (trx) => countDms(trx, now)))
      const ended = dms.sent + dms.failed
      return {
        dms: { ...dms, successRate: ended ? Math.round((dms.sent / ended) * 1000) / 10 : null },
        instance: ofInstance ? await showInstance(deps, deps.textsFor(request), now, patient) : null,
      }
    },
  )

  app.get(
    '/health/live',
    {
      config: { open: 'probes of machines have no login, and learn nothing but the state' },
      schema: { tags: ['health'], summary: 'The process is running', response: { 200: z.object({ status: z.literal('ok') }) } },
    },
    async () => ({ status: 'ok' as const }),
  )
  const reason = z.object({ code: z.string(), text: z.string() })
  const health = z.object({ status: z.enum(['ok', 'unavailable']), database: z.enum(['ok', 'away']), reasons: z.array(reason) })
  for (const path of ['/health', '/health/ready']) {
    app.get(
      path,
      {
        config: { open: 'probes of machines have no login, and learn nothing but the state' },
        schema: {
          tags: ['health'],
          summary: 'Whether the process can do the work of its roles; else the reasons why not',
          querystring: z.object({ role: z.enum(['web', 'worker', 'scheduler']).optional() }),
          response: { 200: health, 503: health },
        },
      },
      async (request, reply) => {
        const isAwake = await isAwakeWithin(deps.databases.system, awakeWithinMs, deps.clock)
        const away = isAwake ? [] : [{ code: 'database_unavailable', text: 'The database does not answer.' }]
        const reasons = [...away, ...deps.health.reasons(request.query.role).map(({ code, text }) => ({ code, text }))]
        const answer = { database: isAwake ? ('ok' as const) : ('away' as const), reasons }
        if (!reasons.length) return { status: 'ok' as const, ...answer }
        return reply.code(503).send({ status: 'unavailable' as const, ...answer })
      },
    )
  }

  watchMetrics(deps)
  app.get(
    '/metrics',
    { config: { open: 'on this machine without a login; from elsewhere the handler asks for metrics.read' }, schema: { hide: true } },
    async (request, reply) => {
      if (!isFromThisMachine(request)) {
        const who = await access.resolve(request)
        if (!who)
          throw new ApiError('not_signed_in', 'From another machine or through a proxy, /metrics needs `Authorization: Bearer <key>`.')
        refuseWithout(who, 'metrics.read')
      }
      return reply.type(deps.metrics.registry.contentType).send(await deps.metrics.registry.metrics())
    },
  )
  app.get('/api/openapi.json', { config: { open: 'the API is described to everybody' }, schema: { hide: true } }, async () => app.swagger())
  let reference: string | null = null
  app.get(
    '/redoc',
    { config: { open: 'the API is described to everybody' }, helmet: publicPagePolicy, schema: { hide: true } },
    async (_request, reply) => {
      reference ??= referencePage(app.swagger())
      return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(reference)
    },
  )
}
