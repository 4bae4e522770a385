import type { FastifyRequest } from 'fastify'
import { writeAudit, writeAudits } from '../audit/audit.queries.ts'
import type { Deps } from '../deps.ts'
import type { Trx } from '../platform/db.ts'
import { findWorkspacesOf } from './principals.queries.ts'

/**
 * Records sign-ins, sign-outs, failures and password changes: one log line, and an audit row in each workspace of the person. An unknown
 * email leaves only the line, which names the address of the client and neither the email nor the password.
 */
export async function writeSecurityEvent(
  deps: Deps,
  request: Pick<FastifyRequest, 'ip'>,
  event: { action: string; email: string | null; userId: string | null; isUnproven?: boolean },
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
        // A failed sign-in does not prove who the person is, nor does a password without the code.
        actor: event.isUnproven || event.action === 'sign_in_failed' ? 'anonymous' : `user:${userId}`,
        action: event.action,
        subject: 'user',
        subjectId: userId,
      })
  })
}

/** Adds an audit row about a person in each of their workspaces. In: `actor`: who did it. */
export async function recordPerson(
  trx: Trx,
  deps: Pick<Deps, 'newId' | 'clock'>,
  { action, userId, actor }: { action: string; userId: string; actor: string },
): Promise<void> {
  const rows = await findWorkspacesOf(trx, { userId, email: null })
  await writeAudits(
    trx,
    deps,
    rows.map(({ workspaceId }) => ({ workspaceId, actor, action, subject: 'user', subjectId: userId })),
  )
}
