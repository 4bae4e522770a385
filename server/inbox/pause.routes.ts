import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf } from '../auth/access.ts'
import { pauseConversation } from '../contacts/pauseConversation.queries.ts'
import { conversation, conversationChange } from '../contacts/people.schemas.ts'
import { showConversation } from '../contacts/showConversation.ts'
import type { Deps } from '../deps.ts'
import { auditOf } from '../model/audit.ts'
import { inWorkspace } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import { lockIngest } from '../queue/ingestLock.queries.ts'

export function pauseRoutes(app: Api, deps: Deps): void {
  app.patch(
    '/api/conversations/:id',
    {
      config: { may: 'messages.write', audit: 'conversation.pause' },
      schema: {
        tags: ['conversations'],
        summary: 'Pauses automations in a conversation, or lets them go on',
        params: z.object({ id: z.uuid() }),
        body: conversationChange,
        response: { 200: conversation },
      },
    },
    async (request) => {
      const who = principalOf(request)
      const { id } = request.params
      const { botPausedUntil } = request.body
      const row = await inWorkspace(deps.databases.web, who, async (trx) => {
        await lockIngest(trx)
        const paused = await pauseConversation(trx, who, id, botPausedUntil === null ? null : new Date(botPausedUntil))
        if (!paused) return notFound('conversation', id)
        await writeAudit(trx, deps, {
          workspaceId: who.workspaceId,
          actor: who.actor,
          action: 'pause',
          subject: 'conversation',
          subjectId: id,
          ...auditOf('conversation', {}, { botPausedUntil }),
        })
        return paused
      })
      return showConversation(row, deps, deps.textsFor(request))
    },
  )
}
