import { randomBytes } from 'node:crypto'
import type { Principal } from '../auth/access.ts'
import { loginOf } from '../channels/channels.ts'
import type { Deps } from '../deps.ts'
import type { PlatformLogin } from '../model/login.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { findAccount } from './accounts.queries.ts'
import { hasLogin } from './connections.queries.ts'
import { addLoginState, hashOf } from './loginStates.queries.ts'
import { findLoginSite, isSimulated, settingsMissing } from './loginSite.ts'

/** How long a person may take at the platform. */
const loginLastsMs = 10 * 60_000

/** `account`: the one to connect again; `again`: ask once more for what was declined. */
export type LoginWish = { provider: string; returnTo: string; account: string | null; again: boolean }

/**
 * Begins a login: stores it, bound to the caller, and returns the platform's address for the person.
 * In:     `base`: the address of this hub, which the redirect address is made of; nothing of the request is.
 * Errors: ApiError forbidden, not_found, login_not_configured.
 */
export async function startLogin(deps: Deps, who: Principal, wish: LoginWish, base: string): Promise<string> {
  if (who.accountIds)
    throw new ApiError('forbidden', 'You are limited to some accounts, and a login can bring others. Ask an owner to connect.')
  const login = loginOf(wish.provider)
  const account = wish.account && (await inWorkspace(deps.databases.web, who, (trx) => findAccount(trx, wish.account!)))
  if (wish.account && !account) return notFound('account', wish.account)
  const simulated = account ? account.simulated : isSimulated(deps.config)
  const site = await findLoginSite(deps, login, simulated)
  const missing = settingsMissing(login, site)
  if (!site || missing) throw new ApiError('login_not_configured', whyNotConfigured(login.title, missing ?? ''))
  const state = randomBytes(32).toString('base64url')
  const redirectUri = redirectUriOf(base, login.name)
  const now = deps.clock.now()
  const row = {
    hash: hashOf(state),
    workspace_id: who.workspaceId,
    provider: login.name,
    begun_by: hashOf(who.login),
    account_id: account ? account.id : null,
    redirect_uri: redirectUri,
    return_to: wish.returnTo,
    simulated,
    expires_at: new Date(now.getTime() + loginLastsMs),
  }
  const wasHere = await inWorkspace(deps.databases.web, who, async (trx) => {
    await addLoginState(trx, row, now)
    return hasLogin(trx, login.name, simulated)
  })
  return login.consentUrl(site, { redirectUri, state, again: wish.again || (wasHere && !account && asksWhich(login)) })
}

/**
 * Whether the person chooses at the platform which accounts are meant. The platform asks that once, and then takes the same ones without a
 * word (meta-platform.md 13.2, row 2.46): who logs in again wants others.
 */
const asksWhich = ({ offersSeveral, takesOnlyOffer }: PlatformLogin): boolean => offersSeveral && !takesOnlyOffer

/** Where the platform sends the browser back to. */
export const redirectUriOf = (base: string, login: string): string => `${base}/api/auth/${login}/callback`

function whyNotConfigured(title: string, settings: string): string {
  const them = settings.includes(' and ') ? 'them' : 'it'
  return `Login with ${title} needs ${settings} (docs/settings.md). Set ${them} and start again, or connect with a token.`
}
