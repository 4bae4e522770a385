import type { Principal } from '../auth/access.ts'
import { loginOf } from '../channels/channels.ts'
import type { Deps } from '../deps.ts'
import { ChannelError } from '../model/channel.ts'
import type { LoginSite, OfferedAccount } from '../model/login.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { findAccountsOf, type AccountRow } from './accounts.queries.ts'
import { toldAs } from './checkAccount.ts'
import { connectOffered } from './connectOffered.ts'
import { findConnection, type ConnectionRow } from './connections.queries.ts'
import { findLoginSite } from './loginSite.ts'

export type Offered = OfferedAccount & { accountId: string | null }
type Opened = { connection: ConnectionRow; site: LoginSite; offers: OfferedAccount[] }

/**
 * Reads the accounts that a login gives access to.
 * Errors: not_found, forbidden (somebody else logged in), conflict (its token is gone), and those of a read.
 */
export async function readOffers(deps: Deps, who: Principal, id: string): Promise<{ connection: ConnectionRow; offers: Offered[] }> {
  const { connection, offers } = await openOffers(deps, who, id)
  const known = await inWorkspace(deps.databases.web, who, (trx) =>
    findAccountsOf(
      trx,
      offers.map((one) => one.externalId),
    ),
  )
  const accountOf = ({ channel, externalId }: OfferedAccount) =>
    known.find((row) => row.channel === channel && row.external_id === externalId && row.status !== 'disconnected')?.id ?? null
  return { connection, offers: offers.map((one) => ({ ...one, accountId: accountOf(one) })) }
}

/** `pin`: of a number with two-step verification, where it is not known here. */
export type Choice = { channel: string; externalId: string; pin?: string | undefined }
export type ChoiceResult = Omit<Choice, 'pin'> & { account: AccountRow | null; error: ApiError | null }

/** Connects the chosen accounts, one after the other: what fails for one does not keep others from being connected. */
export async function connectChosen(
  deps: Deps,
  who: Principal,
  id: string,
  choices: Choice[],
  ownUrl: string | null,
): Promise<ChoiceResult[]> {
  const { connection, site, offers } = await openOffers(deps, who, id)
  const results: ChoiceResult[] = []
  for (const { pin, ...choice } of choices) {
    const offered = offers.find((one) => one.channel === choice.channel && one.externalId === choice.externalId)
    try {
      if (!offered) throw new ApiError('not_found', 'This login gives no access to it.')
      results.push({ ...choice, account: await connectOffered(deps, who, { site, connection, offered, ownUrl, pin }), error: null })
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      results.push({ ...choice, account: null, error })
    }
  }
  return results
}

async function openOffers(deps: Deps, who: Principal, id: string): Promise<Opened> {
  const connection = await inWorkspace(deps.databases.web, who, (trx) => findConnection(trx, id))
  if (!connection) return notFound('connection', id)
  if (connection.begun_by !== who.actor)
    throw new ApiError(
      'forbidden',
      'Only the person who logged in sees what their login gives access to. Log in yourself to connect accounts.',
    )
  if (!connection.user_token) throw new ApiError('conflict', 'The token of this login is gone. Log in again.')
  const login = loginOf(connection.provider)
  const site = await findLoginSite(deps, login, connection.simulated)
  if (!site) throw new ApiError('login_not_configured', `The app of ${login.title} is not configured any more.`)
  const place = { table: 'connections', row: id, column: 'user_token', workspaceId: who.workspaceId }
  const token = await deps.vault.open(place, connection.user_token)
  try {
    const offers = await login.accounts(deps.http, site, {
      externalId: connection.external_id,
      appScopedId: connection.app_scoped_id,
      name: connection.name,
      pictureUrl: connection.picture_url,
      grantedScopes: connection.granted_scopes,
      token,
      tokenKind: connection.token_kind,
      tokenExpiresAt: connection.token_expires_at,
      dataAccessExpiresAt: connection.data_access_expires_at,
    })
    return { connection, site, offers: offers.filter((one) => deps.channelNames.includes(one.channel)) }
  } catch (error) {
    if (error instanceof ChannelError) throw toldAs(error)
    throw error
  }
}
