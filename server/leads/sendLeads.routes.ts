import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { sendInput, sent } from './sendLeads.schemas.ts'
import { sendToEndpoint } from './sendLeads.ts'

/** Stored leads for an endpoint that was made, or got its sources, after they came. */
export function sendLeadRoutes(app: Api, deps: Deps): void {
  app.post(
    '/api/endpoints/:id/send',
    {
      config: { may: 'endpoints.write', audit: 'endpoint.send' },
      schema: {
        tags: ['endpoints'],
        summary: 'Sends stored leads that fit its sources and that it was not told of, a thousand at once and the others by a job',
        params: z.object({ id: z.uuid() }),
        body: sendInput,
        response: { 200: sent },
      },
    },
    (request) => sendToEndpoint(deps, principalOf(request), request.params.id, request.body),
  )
}
