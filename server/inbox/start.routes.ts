import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { started, startHeaders, startInput } from './start.schemas.ts'
import { startAutomation } from './startAutomation.ts'

export function startRoutes(app: Api, deps: Deps): void {
  app.post(
    '/api/automations/:id/start',
    {
      config: { may: 'automations.start', audit: 'automation.start' },
      schema: {
        tags: ['automations'],
        summary: 'Starts a live automation for one person; the event shows its outcome',
        params: z.object({ id: z.uuid() }),
        headers: startHeaders,
        body: startInput,
        response: { 202: started },
      },
    },
    async (request, reply) => {
      const eventId = await startAutomation(deps, principalOf(request), {
        automationId: request.params.id,
        whom: request.body,
        idempotencyKey: request.headers['idempotency-key'],
      })
      return reply.code(202).send({ eventId })
    },
  )
}
