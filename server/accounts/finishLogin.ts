import type { Principal } from '../auth/access.ts'
import { loginOf } from '../channels/channels.ts'
import type { Deps } from '../deps.ts'
import { ChannelError } from '../model/channel.ts'
import type { LoggedIn, LoginSite, PlatformLogin } from '../model/login.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError } from '../platform/errors.ts'
import { findAccount, type AccountRow } from './accounts.queries.ts'
import { toldAs } from './checkAccount.ts'
import { connectOffered } from './connectOffered.ts'
import { endLogin, type ConnectionRow } from './connections.queries.ts'
import { findLoginSite } from './loginSite.ts'
import { hashOf, takeLoginState, type LoginState } from './loginStates.queries.ts'
import { usualReturn, withResult } from './returnPath.ts'
import { hasOtherAccounts } from './sharing.queries.ts'
import { storeConnection } from './storeConnection.ts'

/** What the platform sent back with the person. */
export type LoginAnswer = { state?: string | undefined; code?: string | undefined; error?: string | undefined }

/**
 * Ends a login: uses up its state, exchanges the code, stores the connection, and connects the account where the login is one.
 * Out:    the page of this hub to go to, with `connected` (an account), `connection` (accounts are to be chosen) or `error` (a code). A
 *         state that is unknown, used, older than ten minutes, of another login or of another caller makes no call to the platform.
 */
export async function finishLogin(
  deps: Deps,
  who: Principal | null,
  provider: string,
  answer: LoginAnswer,
  ownUrl: string | null,
): Promise<string> {
  const login = loginOf(provider)
  const row = answer.state ? await takeLoginState(deps.databases.system, answer.state) : undefined
  if (!who) return withResult(usualReturn, { error: 'not_signed_in', login: provider })
  if (!row || !isOf(row, who, provider, deps.clock.now())) {
    const why = !row
      ? 'unknown, used or over'
      : row.workspace_id !== who.workspaceId
        ? 'of another workspace'
        : 'of another caller or login'
    deps.log.warn({ workspace: who.workspaceId, actor: who.actor, provider, why }, 'a login came back with a state that is not its own')
    return withResult(usualReturn, { error: 'login_state', login: provider })
  }
  const back = (result: Record<string, string>) =>
    withResult(row.return_to, { ...result, ...('error' in result ? { login: provider, ...of(row) } : {}) })
  if (!who.permissions.has('accounts.write') || who.accountIds) return back({ error: 'forbidden' })
  if (answer.error || !answer.code)
    return back({ error: answer.error === 'access_denied' || answer.code ? 'access_denied' : 'login_refused' })
  const site = await findLoginSite(deps, login, row.simulated)
  if (!site) return back({ error: 'login_not_configured' })
  try {
    const given = { code: withoutMark(answer.code), redirectUri: row.redirect_uri }
    const loggedIn = await login.exchange(deps.http, site, given, deps.clock.now())
    const connection = await storeConnection(deps, who, { login, site, loggedIn, simulated: row.simulated })
    return back(await connectWhatIsClear(deps, who, { login, site, loggedIn, connection, row, ownUrl }))
  } catch (error) {
    const code = codeOf(error)
    // Never an answer on this page: its address has the code.
    if (!code) deps.log.error({ err: error, workspace: who.workspaceId }, `a login with ${login.title} failed`)
    else deps.log.warn({ code, workspace: who.workspaceId }, `a login with ${login.title} failed`)
    return back({ error: code ?? 'internal' })
  }
}

/** Instagram appends `#_` to the code; what reads the fragment as a part of it has a wrong code (meta-platform.md 7.2). */
const withoutMark = (code: string): string => code.replace(/#_$/, '')

const of = ({ account_id }: LoginState): Record<string, string> => (account_id ? { account: account_id } : {})

const isOf = (row: LoginState, who: Principal, provider: string, now: Date): boolean =>
  row.provider === provider && row.workspace_id === who.workspaceId && row.begun_by === hashOf(who.login) && row.expires_at > now

type Made = {
  login: PlatformLogin
  site: LoginSite
  loggedIn: LoggedIn
  connection: ConnectionRow
  row: LoginState
  ownUrl: string | null
}

/** Connects the account that the login is, or that is connected again; otherwise the person chooses. */
async function connectWhatIsClear(deps: Deps, who: Principal, made: Made): Promise<Record<string, string>> {
  const { login, site, loggedIn, connection, row, ownUrl } = made
  if (login.offersSeveral && !row.account_id) {
    const account = login.takesOnlyOffer ? await connectOnlyOffer(deps, who, made) : null
    return account ? { connected: account.id } : { connection: connection.id }
  }
  const offered = await login.accounts(deps.http, site, loggedIn)
  const chosen = row.account_id ? await findAgain(deps, who, row.account_id, offered) : offered[0]
  if (!chosen) await forgetUnused(deps, who, connection)
  if (!chosen) return { error: 'other_account', ...of(row), login: login.name }
  const account = await connectOffered(deps, who, { site, connection, offered: chosen, ownUrl })
  return { connected: account.id }
}

/** The account, where the login offers one alone; null when there are several, or when it could not be connected: the page then asks. */
async function connectOnlyOffer(
  deps: Deps,
  who: Principal,
  { login, site, loggedIn, connection, ownUrl }: Made,
): Promise<AccountRow | null> {
  try {
    const [offered, ...more] = await login.accounts(deps.http, site, loggedIn)
    return offered && more.length === 0 ? await connectOffered(deps, who, { site, connection, offered, ownUrl }) : null
  } catch (error) {
    if (error instanceof ApiError || error instanceof ChannelError) return null
    throw error
  }
}

/** A person who has no access to the account leaves no token here, unless accounts came through their login before. */
async function forgetUnused(deps: Deps, who: Principal, { id, user_token }: ConnectionRow): Promise<void> {
  if (!user_token || (await hasOtherAccounts(deps.databases.system, id, null))) return
  await inWorkspace(deps.databases.web, who, (trx) => endLogin(trx, id, deps.clock.now()))
}

/** The offered account that is the one to be connected again: by another login at the platform it may be none. */
async function findAgain(deps: Deps, who: Principal, id: string, offered: Awaited<ReturnType<PlatformLogin['accounts']>>) {
  const account = await inWorkspace(deps.databases.web, who, (trx) => findAccount(trx, id))
  return offered.find((one) => one.channel === account?.channel && one.externalId === account.external_id)
}

/** The code in the address of the page; null for an error that is ours. */
function codeOf(error: unknown): string | null {
  if (error instanceof ApiError) return error.code
  if (!(error instanceof ChannelError)) return null
  return ['code_rejected', 'app_rejected', 'login_refused'].includes(error.code) ? error.code : toldAs(error).code
}
