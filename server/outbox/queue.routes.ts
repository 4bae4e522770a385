import { z } from 'zod'
import type { Api } from '../api.ts'
import { findAccount } from '../accounts/accounts.queries.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { coalesce } from '../platform/coalesce.ts'
import { inWorkspace } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import { closeBreakers, countOpenByChannel, findBreakers, type Breaker } from './breakers.queries.ts'
import { platformTroubles } from './platformTrouble.ts'
import { closedBreaker, queue, type QueueEntry } from './queue.schemas.ts'
import { afterTheirDms, showWaiting, type ShownWaiting } from './showWaiting.ts'
import { findWaiting, type Waiting } from './waiting.queries.ts'
import { whyBreakerOpen, showWhy, waitsForDm, whyWaiting, type WhyWaiting } from './whyWaiting.ts'

const tags = ['queue']

/** The queue: what waits, why, and when it will be sent. */
export function queueRoutes(app: Api, deps: Deps): void {
  const { web } = deps.databases

  type Shown = ShownWaiting & { why: WhyWaiting | null }
  const show = (rows: Waiting[], breakers: Breaker[], now: Date): Shown[] =>
    afterTheirDms(
      rows.map((row) => {
        const breaker = breakers.find((one) => one.accountId === row.accountId) ?? null
        const why = whyWaiting({ ...row, status: row.accountStatus, breaker }, now) ?? (row.forDm ? waitsForDm : null)
        const isHeldUp = breaker !== null || row.stopped !== null
        return { shown: { ...showWaiting(row, deps.channelOf(row.channel).rates[row.kind], isHeldUp, now), why }, forDm: row.forDm }
      }),
    )

  // Two metrics share one query.
  const waitingForAll = coalesce(() => findWaiting(deps.databases.system))

  const lanes = async (valueOf: (line: ShownWaiting, now: Date) => number | null) => {
    const now = deps.clock.now()
    return show(await waitingForAll(), [], now).flatMap((line) => {
      const value = valueOf(line, now)
      return value === null ? [] : [{ labels: { account: line.accountId, kind: line.kind }, value }]
    })
  }
  deps.metrics.watch('autodm_queue_messages', 'How many messages wait, by account and kind', ['account', 'kind'], () =>
    lanes((line) => line.waiting),
  )
  deps.metrics.watch('autodm_queue_empty_seconds', 'In how many seconds they will be gone, where that is known', ['account', 'kind'], () =>
    lanes(({ emptyAt }, now) => (emptyAt === null ? null : Math.max(0, Date.parse(emptyAt) - now.getTime()) / 1_000)),
  )

  deps.metrics.watch('autodm_platform_trouble', 'Channels on which several accounts have the same error', ['channel', 'code'], async () =>
    platformTroubles(await countOpenByChannel(deps.databases.system, deps.clock.now())).map(({ channel, code }) => ({
      labels: { channel, code },
      value: 1,
    })),
  )

  app.get(
    '/api/queue',
    {
      config: { may: 'messages.read' },
      schema: {
        tags,
        summary: 'Messages waiting to send, per account and kind, and when the queue will be empty',
        response: { 200: queue },
      },
    },
    async (request) => {
      const [rows, breakers] = await inWorkspace(web, principalOf(request), async (trx) => [
        await findWaiting(trx),
        await findBreakers(trx),
      ])
      const now = deps.clock.now()
      // Whose accounts the others are is not shown, and of a trouble only who has it hears.
      const all = breakers.length ? platformTroubles(await countOpenByChannel(deps.databases.system, now)) : []
      const troubles = all.filter((one) =>
        breakers.some(({ channel, simulated }) => channel === one.channel && simulated === one.simulated),
      )
      const textOf = deps.textsFor(request)
      return {
        now: now.toISOString(),
        waiting: rows.reduce((sum, row) => sum + row.waiting, 0),
        data: show(rows, breakers, now).map((one): QueueEntry => ({ ...one, why: one.why && showWhy(one.why, textOf) })),
        breakers: breakers.map((one) => ({
          accountId: one.accountId,
          openedAt: one.openedAt.toISOString(),
          ...showWhy(whyBreakerOpen(one, now), textOf),
        })),
        troubles: troubles.map(({ channel, code, words, since }) => ({ channel, code, text: textOf(words), since: since.toISOString() })),
      }
    },
  )

  app.post(
    '/api/queue/breakers/:accountId/close',
    {
      config: { may: 'accounts.write', audit: 'account.close_breaker' },
      schema: {
        tags,
        summary: 'Tests the connection of an account now, instead of waiting for the end of the pause',
        params: z.object({ accountId: z.uuid() }),
        response: { 200: closedBreaker },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const { accountId } = request.params
      const closed = await inWorkspace(web, who, async (trx) => {
        if (!(await findAccount(trx, accountId))) return notFound('account', accountId)
        if (!(await closeBreakers(trx, [accountId])).length) return false
        const subject = { subject: 'account', subjectId: accountId, fields: ['breaker'] }
        await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action: 'close_breaker', ...subject })
        return true
      })
      deps.wake.tell('outbox', null)
      deps.wake.tell('messages', who.workspaceId, [accountId])
      return { closed }
    },
  )
}
