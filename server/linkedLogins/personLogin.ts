import { createHash, randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { withResult } from '../accounts/returnPath.ts'
import type { Principal } from '../auth/access.ts'
import { addLoginTry, findLinkedUser, linkLogin, noteLinkedUse, takeLoginTry, type LoginTry } from '../auth/linkedLogins.queries.ts'
import { writeSecurityEvent } from '../auth/securityEvents.ts'
import { loginOf } from '../channels/channels.ts'
import type { Deps } from '../deps.ts'
import { ChannelError } from '../model/channel.ts'
import type { LoginPerson } from '../model/login.ts'
import { ApiError } from '../platform/errors.ts'
import { findPersonSite, type PersonSite } from './personSite.ts'

export const profilePage = '/settings/profile'
const signInPage = '/sign-in'

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

type Begun = { url: string; /** For the browser's cookie: only the browser that began may come back. */ browser: string }

/**
 * Begins a login to sign in with (`by` null) or to link.
 * In:     `base`: the address of this hub, which the redirect address is made of; nothing of the request is.
 * Errors: ApiError login_not_configured.
 */
export async function beginPersonLogin(
  deps: Deps,
  request: FastifyRequest,
  { name, by, returnTo, base }: { name: string; by: LoginTry['by']; returnTo: string; base: string },
): Promise<Begun> {
  const found = await findPersonSite(deps, name, request)
  if (!found)
    throw new ApiError('login_not_configured', `People cannot sign in with ${loginOf(name).title} here. Sign in with email and password.`)
  const [state, browser] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')]
  const redirectUri = `${base}/api/sign-in/${name}/callback`
  const row = { browser: hashOf(browser), by, redirectUri, returnTo, simulated: found.simulated }
  await addLoginTry(deps.databases.system, { id: deps.newId(), hash: hashOf(state), now: deps.clock.now(), ...row })
  return { url: found.person.consentUrl(found.site, { redirectUri, state }), browser }
}

/** What the platform sent back, and the cookie of the browser that brought it. */
export type PersonAnswer = {
  state?: string | undefined
  code?: string | undefined
  error?: string | undefined
  browser: string | undefined
}
type Ended = { to: string; /** Who is signed in now. */ signIn: string | null }

/**
 * Ends a login: uses up its state, asks who the person is, and links that to whoever began it, or says whom it signs in. Nobody is found by
 * an email or a name: only who linked the login while signed in.
 * Out:    the page to go to, with `error` (a code) or `linked`. A state that is unknown, used, older than ten minutes, of another browser
 *         or of another session makes no call to the platform.
 */
export async function finishPersonLogin(
  deps: Deps,
  request: FastifyRequest,
  { name, who, answer }: { name: string; who: Principal | null; answer: PersonAnswer },
): Promise<Ended> {
  const row = answer.state ? await takeLoginTry(deps.databases.system, hashOf(answer.state), deps.clock.now()) : null
  const page = row?.by || (who && !row) ? profilePage : signInPage
  const fail = (error: string): Ended => ({ to: withResult(page, { error, login: name }), signIn: null })
  if (!row || !answer.browser || hashOf(answer.browser) !== row.browser) return fail('login_state')
  if (row.by && row.by.login !== who?.login) return fail('login_state')
  if (answer.error || !answer.code) return fail(answer.error === 'access_denied' || answer.code ? 'access_denied' : 'login_refused')
  const found = await findPersonSite(deps, name, request)
  if (!found || found.simulated !== row.simulated) return fail('login_not_configured')
  let person: LoginPerson
  try {
    person = await found.person.read(deps.http, found.site, { code: answer.code, redirectUri: row.redirectUri })
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    deps.log.warn({ code: error.code, platform: error.platform }, `a login with ${found.login.title} failed`)
    return fail(error.line ? 'platform_unreachable' : ['code_rejected', 'app_rejected'].includes(error.code) ? error.code : 'login_refused')
  }
  if (!row.by) return signIn(deps, request, found, person, row.returnTo, fail)
  return (await link(deps, request, found, person, row.by.userId))
    ? { to: withResult(row.returnTo, { linked: name }), signIn: null }
    : fail('linked_elsewhere')
}

async function signIn(
  deps: Deps,
  request: FastifyRequest,
  { providerId }: PersonSite,
  { id, name }: LoginPerson,
  returnTo: string,
  fail: (error: string) => Ended,
): Promise<Ended> {
  const { system } = deps.databases
  const userId = await findLinkedUser(system, providerId, id)
  if (!userId) {
    await writeSecurityEvent(deps, request, { action: 'sign_in_failed', email: null, userId: null })
    return fail('not_linked')
  }
  await noteLinkedUse(system, { providerId, externalId: id, name, at: deps.clock.now() })
  await writeSecurityEvent(deps, request, { action: 'sign_in', email: null, userId })
  return { to: returnTo, signIn: userId }
}

async function link(
  deps: Deps,
  request: FastifyRequest,
  { providerId }: PersonSite,
  person: LoginPerson,
  userId: string,
): Promise<boolean> {
  const { id: externalId, name, pictureUrl } = person
  const row = { id: deps.newId(), userId, providerId, externalId, name, pictureUrl, at: deps.clock.now() }
  const linked = await deps.databases.system.transaction().execute((trx) => linkLogin(trx, row))
  if (linked) await writeSecurityEvent(deps, request, { action: 'link_login', email: null, userId })
  return linked
}
