import type { FastifyRequest } from 'fastify'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Deps } from '../deps.ts'
import { findWorkspacesOf } from './principals.queries.ts'

/**
 * Signing in and out, failures, passwords: one line of log, and an audit row in each workspace of the person. An email that nobody here has
 * leaves only the line, which names the address of the client and neither the email nor the password.
 */
export async function writeSecurityEvent(
  deps: Deps,
  request: Pick<FastifyRequest, 'ip'>,
  event: { action: string; email: string | null; userId: string | null },
): Promise<void> {
  const failed = event.action.endsWith('_failed')
  deps.log[failed ? 'warn' : 'info'](
    { address: request.ip, kind: event.action },
    failed ? 'an attempt to sign in failed' : 'security event',
  )
  if (event.email === null && event.userId === null) return
  await deps.databases.system.transaction().execute(async (trx) => {
    for (const { workspaceId, userId } of await findWorkspacesOf(trx, event))
      await writeAudit(trx, deps, {
        workspaceId,
        // Somebody who failed has not shown who they are.
        actor: failed && event.action === 'sign_in_failed' ? 'anonymous' : `user:${userId}`,
        action: event.action,
        subject: 'user',
        subjectId: userId,
      })
  })
}
