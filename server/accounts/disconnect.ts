import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import type { Sentence } from '../model/sentence.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { changeAccount, type AccountRow } from './accounts.queries.ts'
import { endLogin, findConnection, findWithLogin, removeConnection } from './connections.queries.ts'
import { endAtPlatform, endGrant } from './endAtPlatform.ts'
import { hasOtherAccounts } from './sharing.queries.ts'
import { columnsOfToken, pasted } from './storeAccount.ts'

/** `left`: what remains at the platform for the person to do; null when nothing does. */
export type Disconnected = { account: AccountRow; left: Sentence | null }

/**
 * Disconnects an account: ends the delivery of its events, takes the app's access back when it was the last account of its login, and
 * deletes the token. What other accounts of this instance need stays at the platform. Its jobs and messages wait; everything that happened
 * stays. A platform that does not answer prevents nothing.
 * Errors: not_found.
 */
export async function disconnectAccount(deps: Deps, who: Principal, id: string): Promise<Disconnected> {
  const { account, login } = await inWorkspace(deps.databases.web, who, (trx) => findWithLogin(trx, id))
  if (account.status === 'disconnected') return { account, left: null }
  const ended = await endAtPlatform(deps, account, login)
  const now = deps.clock.now()
  const row = await inWorkspace(deps.databases.web, who, async (trx) => {
    await writeAudit(trx, deps, {
      workspaceId: who.workspaceId,
      actor: who.actor,
      action: 'disconnect',
      subject: 'account',
      subjectId: id,
      fields: ended.done,
    })
    if (login && ended.endsLogin) await endLogin(trx, login.id, now)
    return changeAccount(trx, id, {
      ...columnsOfToken({ ...pasted, connectionId: account.connection_id }),
      access_token: null,
      status: 'disconnected',
      status_reason: null,
      stopped_kinds: {},
      updated_at: now,
    })
  })
  deps.wake.tell('accounts', who.workspaceId, [id])
  return { account: row ?? notFound('account', id), left: ended.left }
}

/**
 * Deletes a login that no connected account came through, and takes back at the platform what it was granted unless others need it.
 * Errors: not_found, conflict.
 */
export async function deleteConnection(deps: Deps, who: Principal, id: string): Promise<void> {
  const login = await inWorkspace(deps.databases.web, who, (trx) => findConnection(trx, id))
  if (!login) return notFound('connection', id)
  if (await hasOtherAccounts(deps.databases.system, id, null))
    throw new ApiError('conflict', 'Accounts are connected through this login. Disconnect or delete them first.')
  const { revoked } = await endGrant(deps, login)
  await inWorkspace(deps.databases.web, who, async (trx) => {
    const subject = { subject: 'connection', subjectId: id, fields: revoked ? ['revoked'] : [] }
    await writeAudit(trx, deps, { workspaceId: who.workspaceId, actor: who.actor, action: 'remove', ...subject })
    if (!(await removeConnection(trx, id))) notFound('connection', id)
  })
  deps.wake.tell('accounts', who.workspaceId)
}
