import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import type { Sentence } from '../model/sentence.ts'
import { inWorkspace } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import { changeAccount, findAccount, type AccountRow } from './accounts.queries.ts'
import { changeConnection, findConnection } from './connections.queries.ts'
import { endAtPlatform } from './endAtPlatform.ts'
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
  const { account, login } = await inWorkspace(deps.databases.web, who, async (trx) => {
    const account = (await findAccount(trx, id)) ?? notFound('account', id)
    return { account, login: account.connection_id ? await findConnection(trx, account.connection_id) : undefined }
  })
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
    if (login && ended.endsLogin) await changeConnection(trx, login.id, { user_token: null, status: 'disconnected', updated_at: now })
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
