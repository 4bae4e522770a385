import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import type { Placed } from '../engine/order.ts'
import { moveAutomation, readOrder } from './order.ts'
import { move, order, type Order } from './order.schemas.ts'

function showOrder(list: Placed[]): Order {
  const live = list.filter(({ automation }) => automation.live)
  const data = list.map((one) => ({
    id: one.automation.id,
    name: one.automation.name,
    live: one.automation.live,
    position: one.automation.live ? live.indexOf(one) + 1 : null,
    group: one.group,
    words: one.words,
    priority: one.automation.priority,
  }))
  return { data }
}

export function orderRoutes(app: Api, deps: Deps): void {
  app.get(
    '/api/automations/order',
    {
      config: { may: 'automations.read' },
      schema: {
        tags: ['automations'],
        summary: 'The order in which the automations of an account reply',
        querystring: z.object({ accountId: z.uuid('must be the id of an account') }),
        response: { 200: order },
      },
    },
    async (request) => showOrder(await readOrder(deps, principalOf(request), request.query.accountId)),
  )

  app.post(
    '/api/automations/:id/move',
    {
      config: { may: 'automations.write', audit: 'automation.move' },
      schema: {
        tags: ['automations'],
        summary: 'Puts an automation directly before or after another one, by priority; returns the whole order',
        params: z.object({ id: z.uuid() }),
        body: move,
        response: { 200: order },
      },
    },
    async (request) => {
      const { before, after } = request.body
      const to = before === undefined ? ({ other: after!, place: 'after' } as const) : ({ other: before, place: 'before' } as const)
      return showOrder(await moveAutomation(deps, principalOf(request), request.params.id, to))
    },
  )
}
