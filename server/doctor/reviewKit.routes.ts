import type { Api } from '../api.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { inWorkspace } from '../platform/db.ts'
import { ownBase } from '../platform/ownBase.ts'
import { makeKit } from './makeKit.ts'
import { shownKit } from './reviewKit.schemas.ts'

export function reviewKitRoutes(app: Api, deps: Deps): void {
  const { web, system } = deps.databases
  app.get(
    '/api/review-kit',
    {
      config: { may: 'members.write' },
      schema: {
        tags: ['doctor'],
        summary: 'The kit for app review: permission by permission what to write and what to film, from what the automations and forms use',
        response: { 200: shownKit },
      },
    },
    async (request) => {
      const who = principalOf(request)
      return inWorkspace(web, who, (trx) => makeKit({ ...deps, system }, trx, who.workspaceId, ownBase(app, deps), deps.textsFor(request)))
    },
  )
}
