import { randomBytes } from 'node:crypto'
import { hashPassword } from 'better-auth/crypto'
import { writeAudit } from '../audit/audit.queries.ts'
import type { Deps } from '../deps.ts'
import type { Db } from '../platform/db.ts'
import { findOwners, replacePassword } from './owners.queries.ts'
import { findWorkspacesOf } from './principals.queries.ts'
import { removeSecondFactor } from './users.queries.ts'
import { forgetSignInAttempts } from './signInAttempts.queries.ts'

/** The emails of all owners; for the one who was meant, the new password and how many sessions ended. */
type OwnerReset = { owners: string[]; done: { email: string; password: string; endedSessions: number } | null }

/**
 * Gives an owner who cannot sign in a new random password. Ends their sessions (a running server notices within seconds), forgets their
 * failed attempts, ends a second factor, and leaves an audit row in each of their workspaces.
 * In: whose email; null: the only owner. Out: nothing done where that names nobody, or null could mean several.
 */
export async function resetOwner(db: Db, deps: Pick<Deps, 'clock' | 'newId'>, email: string | null): Promise<OwnerReset> {
  const all = await findOwners(db)
  const owners = all.map((one) => one.email)
  const meant = email === null ? all : all.filter((one) => one.email === email.trim().toLowerCase())
  const [owner] = meant
  if (!owner || meant.length > 1) return { owners, done: null }
  const password = randomBytes(15).toString('base64url')
  const hash = await hashPassword(password)
  return db.transaction().execute(async (trx) => {
    const change = { id: deps.newId(), userId: owner.userId, hash, at: deps.clock.now() }
    const { endedSessions } = await replacePassword(trx, change)
    await forgetSignInAttempts(trx, owner.email)
    // Whoever runs a command on the server is let in: nobody else could help an owner who lost their second factor too.
    await removeSecondFactor(trx, owner.userId)
    for (const { workspaceId } of await findWorkspacesOf(trx, { userId: owner.userId, email: null }))
      await writeAudit(trx, deps, { workspaceId, actor: 'command', action: 'reset_owner', subject: 'user', subjectId: owner.userId })
    return { owners, done: { email: owner.email, password, endedSessions } }
  })
}
