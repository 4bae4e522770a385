import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { auditOf } from '../model/audit.ts'
import { inWorkspace } from '../platform/db.ts'
import { findInboxSettings, storeInboxSettings } from './settings.queries.ts'

export const inboxSettings = z.object({
  roundRobin: z.boolean().describe('conversations that are handed over are assigned in turn'),
  handOverWords: z.array(z.string().trim().min(1).max(60)).max(50).describe('words of a person that hand over to the team'),
})
export type InboxSettings = z.output<typeof inboxSettings>
const tags = ['conversations']

/** How the inbox of a workspace works. */
export function inboxSettingsRoutes(app: Api, deps: Deps): void {
  app.get(
    '/api/inbox/settings',
    {
      config: { may: 'conversations.read' },
      schema: { tags, summary: 'How conversations are handed over and assigned', response: { 200: inboxSettings } },
    },
    (request) => {
      const who = principalOf(request)
      return inWorkspace(deps.databases.web, who, (trx) => findInboxSettings(trx, who.workspaceId))
    },
  )

  app.patch(
    '/api/inbox/settings',
    {
      config: { may: 'workspace.write', audit: 'inbox.change' },
      schema: {
        tags,
        summary: 'Changes how conversations are handed over and assigned',
        body: inboxSettings.partial().strict(),
        response: { 200: inboxSettings },
      },
    },
    (request) => {
      const who = principalOf(request)
      return inWorkspace(deps.databases.web, who, async (trx) => {
        const before = await findInboxSettings(trx, who.workspaceId)
        const { roundRobin = before.roundRobin, handOverWords = before.handOverWords } = request.body
        await storeInboxSettings(trx, who.workspaceId, { roundRobin, handOverWords })
        await writeAudit(trx, deps, {
          workspaceId: who.workspaceId,
          actor: who.actor,
          action: 'change',
          subject: 'inbox',
          subjectId: who.workspaceId,
          ...auditOf('inbox', before, request.body),
        })
        return { roundRobin, handOverWords }
      })
    },
  )
}
