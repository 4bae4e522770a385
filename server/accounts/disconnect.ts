import { writeAudit } from '../audit/audit.queries.ts'
import type { Principal } from '../auth/access.ts'
import { loginNames, loginOf } from '../channels/channels.ts'
import type { Deps } from '../deps.ts'
import { ChannelError } from '../model/channel.ts'
import { inWorkspace } from '../platform/db.ts'
import { notFound } from '../platform/errors.ts'
import { changeAccount, findAccount, hasSharedDelivery, type AccountRow } from './accounts.queries.ts'
import { changeConnection, findConnection, hasOtherAccounts, type ConnectionRow } from './connections.queries.ts'
import { findLoginSite } from './loginSite.ts'
import { sentence } from './sentences.ts'
import { columnsOfToken, pasted } from './storeAccount.ts'
import type { Sentence } from '../model/sentence.ts'

/** `left`: what remains at the platform for the person to do; null when nothing does. */
export type Disconnected = { account: AccountRow; left: Sentence | null }

/**
 * Disconnects an account: ends the delivery of its events, takes the app's access back when it was the last account of its login, and
 * deletes the token. Its jobs and messages wait; everything that happened stays. A platform that does not answer prevents nothing.
 * Errors: not_found.
 */
export async function disconnectAccount(deps: Deps, who: Principal, id: string): Promise<Disconnected> {
  const seen = await inWorkspace(deps.databases.web, who, async (trx) => {
    const account = await findAccount(trx, id)
    if (!account) return notFound('account', id)
    const connection = account.connection_id ? await findConnection(trx, account.connection_id) : undefined
    const last = connection && !(await hasOtherAccounts(trx, connection.id, id)) ? connection : null
    return { account, provider: connection?.provider ?? null, last, shares: await hasSharedDelivery(trx, account) }
  })
  const { account, provider, last, shares } = seen
  if (account.status === 'disconnected') return { account, left: null }
  const unsubscribed = shares || (await unsubscribe(deps, account))
  const revoked = last?.user_token ? await revoke(deps, last) : null
  const now = deps.clock.now()
  const row = await inWorkspace(deps.databases.web, who, async (trx) => {
    const fields = [...(unsubscribed && !shares ? ['unsubscribed'] : []), ...(revoked ? ['revoked'] : [])]
    await writeAudit(trx, deps, {
      workspaceId: who.workspaceId,
      actor: who.actor,
      action: 'disconnect',
      subject: 'account',
      subjectId: id,
      fields,
    })
    if (last) await changeConnection(trx, last.id, { user_token: null, status: 'disconnected', updated_at: now })
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
  return { account: row ?? notFound('account', id), left: whatIsLeft(unsubscribed, revoked, provider) }
}

/** Whether the platform confirmed it; a dead token delivers nothing any more, so there is nothing left to end. */
async function unsubscribe(deps: Deps, account: AccountRow): Promise<boolean> {
  try {
    const as = await deps.credentials.get(account.id)
    await deps.channelOf(account.channel).connecting.unsubscribe(deps.http, as)
    return true
  } catch (error) {
    deps.log.warn({ err: error as Error, account: account.id }, 'the platform did not confirm that it delivers no more events')
    return error instanceof ChannelError && error.class === 'auth'
  }
}

async function revoke(deps: Deps, connection: ConnectionRow): Promise<boolean> {
  if (!loginNames.includes(connection.provider)) return false
  const login = loginOf(connection.provider)
  const site = await findLoginSite(deps, login, connection.simulated)
  if (!login.revoke || !site) return false
  const place = { table: 'connections', row: connection.id, column: 'user_token', workspaceId: connection.workspace_id }
  try {
    await login.revoke(deps.http, site, { externalId: connection.external_id, token: await deps.vault.open(place, connection.user_token!) })
    return true
  } catch (error) {
    deps.log.warn({ err: error as Error }, `the platform did not confirm that the access of a login was withdrawn`)
    return error instanceof ChannelError && error.class === 'auth'
  }
}

function whatIsLeft(unsubscribed: boolean, revoked: boolean | null, provider: string | null): Sentence | null {
  if (!unsubscribed || revoked === false) return sentence('accounts.left_at_platform')
  return provider !== null && loginNames.includes(provider) && loginOf(provider).revoke === null
    ? sentence('accounts.left_in_settings')
    : null
}
