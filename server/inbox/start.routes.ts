import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { startAutomation } from './startAutomation.ts'

const whom = z
  .strictObject({ contactId: z.uuid().optional(), conversationId: z.uuid().optional() })
  .refine(
    (body) => (body.contactId === undefined) !== (body.conversationId === undefined),
    'Give exactly one of contactId and conversationId.',
  )

export function startRoutes(app: Api, deps: Deps): void {
  app.post(
    '/api/automations/:id/start',
    {
      config: { may: 'automations.start', audit: 'automation.start' },
      schema: {
        tags: ['automations'],
        summary: 'Starts a live automation for one person; what became of it is told by the event',
        params: z.object({ id: z.uuid() }),
        headers: z.object({
          'idempotency-key': z
            .string()
            .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1 to 200 letters, digits or signs, without spaces')
            .optional()
            .describe('The same for every repetition of one request: the automation is started once'),
        }),
        body: whom,
        response: { 202: z.object({ eventId: z.string() }) },
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
