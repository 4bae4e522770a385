import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import { findSet } from '../automations/sets.queries.ts'
import { findAccount } from '../accounts/accounts.queries.ts'
import type { Deps } from '../deps.ts'
import { attemptsOf, findDeliveries, findSentData } from '../endpoints/deliveries.queries.ts'
import { findMails } from '../mail/shownMails.queries.ts'
import { eventKinds, eventOutcomes } from '../model/event.ts'
import { findWhyWaiting } from '../outbox/whyWaiting.ts'
import { inWorkspace } from '../platform/db.ts'
import { pageQuery, readCursor, searchText, writeCursor } from '../platform/paging.ts'
import { time } from '../platform/time.schemas.ts'
import { findEvent, findEvents, findMessagesOfEvent } from './events.queries.ts'
import { noEvent } from './noEvent.ts'
import { event, eventList, trace } from './events.schemas.ts'
import { showEvent, showTrace } from './showEvent.ts'

const query = pageQuery.extend({
  accountId: z.uuid().optional(),
  kind: z.enum(eventKinds).optional(),
  outcome: z.enum(eventOutcomes).optional(),
  missed: z.enum(['true', 'false']).optional().describe('true: only events that no webhook told of'),
  q: searchText,
  since: time.optional(),
})
const params = z.object({ id: z.uuid() })
const deliveriesAtMost = 200

export function eventRoutes(app: Api, deps: Deps): void {
  app.get(
    '/api/events',
    {
      config: { may: 'events.read' },
      schema: {
        tags: ['events'],
        summary: 'Events, newest first, with their outcome',
        querystring: query,
        response: { 200: eventList },
      },
    },
    async (request) => {
      const { limit, cursor, since, missed, ...filter } = request.query
      const before = readCursor(cursor, 'number')?.[0] ?? null
      const textOf = deps.textsFor(request)
      const page = await findEvents(deps.databases, principalOf(request), {
        ...filter,
        since: since ? new Date(since) : undefined,
        missed: missed === undefined ? undefined : missed === 'true',
        before,
        limit,
      })
      return { data: page.rows.map((row) => showEvent(row, textOf)), nextCursor: page.next === null ? null : writeCursor([page.next]) }
    },
  )

  app.get(
    '/api/events/:id',
    { config: { may: 'events.read' }, schema: { tags: ['events'], summary: 'One event', params, response: { 200: event } } },
    async (request) =>
      showEvent(
        (await inWorkspace(deps.databases.web, principalOf(request), (trx) => findEvent(trx, request.params.id))) ??
          (await noEvent(deps, principalOf(request).workspaceId, request.params.id)),
        deps.textsFor(request),
      ),
  )

  app.get(
    '/api/events/:id/trace',
    {
      config: { may: 'events.read' },
      schema: {
        tags: ['events'],
        summary: 'Why there was or was not a reply: every step, every automation checked, every attempt',
        params,
        response: { 200: trace },
      },
    },
    async (request) =>
      inWorkspace(deps.databases.web, principalOf(request), async (trx) => {
        const row = await findEvent(trx, request.params.id)
        if (!row) return noEvent(deps, principalOf(request).workspaceId, request.params.id)
        const account = (await findAccount(trx, row.accountId))!
        const set = await findSet(trx, row.accountId, row.automationSet)
        const messages = await findMessagesOfEvent(trx, row.id)
        const mails = await findMails(trx, { eventIds: [row.id] })
        const deliveries = await findDeliveries(trx, { causeId: row.id, limit: deliveriesAtMost })
        const sent = await findSentData(
          trx,
          deliveries.map(({ eventId }) => eventId),
        )
        const attempts = await attemptsOf(deps.databases.system, principalOf(request).workspaceId, deliveries)
        return showTrace(
          row,
          { id: account.id, name: account.name, username: account.username, externalId: account.external_id },
          set,
          { messages, mails, deliveries: { rows: deliveries.toReversed(), attempts, sent } },
          { whyWaiting: await findWhyWaiting(trx, account.id, deps.clock.now()), now: deps.clock.now() },
          deps.textsFor(request),
        )
      }),
  )
}
