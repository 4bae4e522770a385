import { loginNames, loginOf } from '../channels/channels.ts'
import type { Deps } from '../deps.ts'
import { ChannelError } from '../model/channel.ts'
import type { Sentence } from '../model/sentence.ts'
import type { AccountRow } from './accounts.queries.ts'
import type { ConnectionRow } from './connections.queries.ts'
import { findLoginSite } from './loginSite.ts'
import { sentence } from './sentences.ts'
import { hasOtherAccounts, whoSharesDelivery, whoSharesGrant, type Sharing } from './sharing.queries.ts'

/**
 * What was ended at the platform for one account. `endsLogin`: it was the last account of its login here, whose token is of no use now.
 * `left`: what remains there for the person to do; null when nothing does.
 */
export type Ended = { done: ('unsubscribed' | 'revoked')[]; endsLogin: boolean; left: Sentence | null }

/**
 * Ends at the platform what nobody else on this instance needs: the delivery of the account's events, and what its login was granted. Both
 * are asked of every workspace, since the platform knows neither workspaces nor accounts here. A platform that does not answer prevents
 * nothing.
 */
export async function endAtPlatform(deps: Deps, account: AccountRow, login: ConnectionRow | undefined): Promise<Ended> {
  const { system } = deps.databases
  const delivery = await whoSharesDelivery(system, account)
  const endsLogin = login !== undefined && !(await hasOtherAccounts(system, login.id, account.id))
  const unsubscribed = delivery === 'nobody' ? await unsubscribe(deps, account) : null
  const grant = endsLogin ? await endGrant(deps, login) : nothing
  const left = whatIsLeft([unsubscribed, grant.revoked], [delivery, grant.sharing], endsLogin ? login.provider : null)
  return { done: [...(unsubscribed ? ['unsubscribed' as const] : []), ...(grant.revoked ? ['revoked' as const] : [])], endsLogin, left }
}

type Grant = { sharing: Sharing; revoked: boolean | null }
const nothing: Grant = { sharing: 'nobody', revoked: null }

/** Takes back what a login was granted, unless others need it. `revoked`: null when nothing was asked of the platform. */
export async function endGrant(deps: Deps, login: ConnectionRow): Promise<Grant> {
  if (!login.user_token) return nothing
  const sharing = await whoSharesGrant(deps.databases.system, login)
  return { sharing, revoked: sharing === 'nobody' ? await revoke(deps, login) : null }
}

/** Whether the platform confirmed it; a dead token delivers nothing any more, so there is nothing left to end. */
async function unsubscribe(deps: Deps, account: AccountRow): Promise<boolean> {
  try {
    const as = await deps.credentials.get(account.id)
    await deps.channelOf(account.channel).connecting.unsubscribe(deps.http, as)
    return true
  } catch (error) {
    deps.log.warn({ err: error, account: account.id }, 'the platform did not confirm that it delivers no more events')
    return error instanceof ChannelError && error.class === 'auth'
  }
}

/** Whether the platform confirmed it; null where it has no call for it. */
async function revoke(deps: Deps, connection: ConnectionRow): Promise<boolean | null> {
  if (!loginNames.includes(connection.provider)) return false
  const login = loginOf(connection.provider)
  if (!login.revoke) return null
  const site = await findLoginSite(deps, login, connection.simulated)
  if (!site) return false
  const place = { table: 'connections', row: connection.id, column: 'user_token', workspaceId: connection.workspace_id }
  try {
    await login.revoke(deps.http, site, { externalId: connection.external_id, token: await deps.vault.open(place, connection.user_token!) })
    return true
  } catch (error) {
    deps.log.warn({ err: error }, `the platform did not confirm that the access of a login was withdrawn`)
    return error instanceof ChannelError && error.class === 'auth'
  }
}

function whatIsLeft(confirmed: (boolean | null)[], sharing: Sharing[], provider: string | null): Sentence | null {
  if (confirmed.includes(false)) return sentence('accounts.left_at_platform')
  if (sharing.includes('elsewhere')) return sentence('accounts.left_for_others')
  if (provider === null || !loginNames.includes(provider)) return null
  const { revoke, grantedIn } = loginOf(provider)
  if (revoke) return null
  return sentence(grantedIn === 'business_settings' ? 'accounts.left_in_business' : 'accounts.left_in_settings')
}
