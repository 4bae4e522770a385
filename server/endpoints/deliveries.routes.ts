import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import { notFound } from '../platform/errors.ts'
import { readCursor, toPage } from '../platform/paging.ts'
import { listDeliveries } from './deliveries.ts'
import { delivery, deliveryList, deliveryQuery } from './endpoints.schemas.ts'
import { replayDelivery, type ReplayDeps } from './replay.ts'
import { showDelivery } from './showDelivery.ts'

const params = z.object({ id: z.uuid() })
const tags = ['endpoints']

/** Deliveries: what was sent to endpoints, with every attempt (requirement E5). */
export function deliveryRoutes(app: Api, deps: ReplayDeps): void {
  app.get(
    '/api/deliveries',
    {
      config: { may: 'endpoints.read' },
      schema: {
        tags,
        summary: 'Deliveries with their attempts, newest first',
        querystring: deliveryQuery,
        response: { 200: deliveryList },
      },
    },
    async (request) => {
      const { limit, cursor, ...filter } = request.query
      const before = readCursor(cursor, 'number')?.[0] ?? null
      const { rows, attempts } = await listDeliveries(deps, principalOf(request), { ...filter, before, limit })
      return toPage(rows, limit, (row) => [row.seq], showDelivery(deps.textsFor(request), attempts))
    },
  )
  app.get(
    '/api/deliveries/:id',
    { config: { may: 'endpoints.read' }, schema: { tags, summary: 'One delivery', params, response: { 200: delivery } } },
    async (request) => {
      const { rows, attempts } = await listDeliveries(deps, principalOf(request), { id: request.params.id, limit: 1 })
      return showDelivery(deps.textsFor(request), attempts)(rows[0] ?? notFound('delivery', request.params.id))
    },
  )
  app.post(
    '/api/deliveries/:id/replay',
    {
      config: { may: 'endpoints.write', audit: 'delivery.replay' },
      schema: { tags, summary: 'Sends a delivery again', params, response: { 200: delivery } },
    },
    async (request) => {
      const who = principalOf(request)
      await replayDelivery(deps, who, request.params.id)
      const { rows, attempts } = await listDeliveries(deps, who, { id: request.params.id, limit: 1 })
      return showDelivery(deps.textsFor(request), attempts)(rows[0] ?? notFound('delivery', request.params.id))
    },
  )
}
