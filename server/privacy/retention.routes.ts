import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import { findWorkspace } from '../auth/principals.queries.ts'
import type { Deps } from '../deps.ts'
import { allRetentionKinds, mostRetentionDays, retentionDays, retentionKinds, type OwnRetention } from '../model/retention.ts'
import { belongings } from '../platform/belongings/belongings.ts'
import { countExpired } from '../platform/belongings/removeExpired.queries.ts'
import { inWorkspace } from '../platform/db.ts'
import { retentionQuery, shownRetention } from './retention.schemas.ts'

/** How long the kinds of data are kept, and what would be removed. They are set with the workspace (`PATCH /api/workspace`). */
export function retentionRoutes(app: Api, deps: Deps): void {
  app.get(
    '/api/retention',
    {
      config: { may: 'workspace.write' },
      schema: {
        tags: ['privacy'],
        summary: 'How long each kind of data is kept, and what would be removed with other days',
        querystring: retentionQuery,
        response: { 200: shownRetention },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const stored = (await findWorkspace(deps.databases.system, who.workspaceId))!.retention
      const own: OwnRetention = { ...stored, ...(request.query as OwnRetention) }
      const removes = await inWorkspace(deps.databases.web, who, (trx) => countExpired(trx, who.workspaceId, own, deps.clock.now()))
      return {
        kinds: allRetentionKinds.map((kind) => ({
          kind,
          days: retentionDays(own, kind),
          defaultDays: retentionKinds[kind].days,
          leastDays: retentionKinds[kind].least,
          mostDays: mostRetentionDays,
          removes: removes[kind],
        })),
        payloadDays: belongings.bodies.retention.days,
      }
    },
  )
}
