import { createHash, randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { withResult } from '../accounts/returnPath.ts'
import type { Principal } from '../auth/access.ts'
import {
  addLoginTry,
  findLinkedUser,
  findUserByAddress,
  linkLogin,
  noteLinkedUse,
  takeLoginTry,
  type LoginTry,
} from '../auth/linkedLogins.queries.ts'
import { recordPerson, writeSecurityEvent } from '../auth/securityEvents.ts'
import type { Deps } from '../deps.ts'
import type { LoginPerson } from '../model/login.ts'
import { joinByAddress } from '../team/joinByAddress.ts'
import { whyNotRead, type ProvenPerson, type SignInWay } from './signInWay.ts'

export const profilePage = '/settings/profile'
const signInPage = '/sign-in'

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

type Begun = { url: string; /** For the browser's cookie: only the browser that began may come back. */ browser: string }

/**
 * Begins a login to sign in with (`by` null) or to link.
 * In:     `base`: the address of this hub, which the redirect address is made of; nothing of the request is.
 * Errors: OidcError when the provider cannot be asked where to send people.
 */
export async function beginPersonLogin(
  deps: Deps,
  way: SignInWay,
  { by, returnTo, base }: { by: LoginTry['by']; returnTo: string; base: string },
): Promise<Begun> {
  const [state, browser] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')]
  const redirectUri = `${base}/api/sign-in/${way.name}/callback`
  const url = await way.begin({ redirectUri, state, browser })
  const row = { browser: hashOf(browser), by, redirectUri, returnTo, simulated: way.simulated }
  await addLoginTry(deps.databases.system, { id: deps.newId(), hash: hashOf(state), now: deps.clock.now(), ...row })
  return { url, browser }
}

/** What the other side sent back, and the cookie of the browser that brought it. */
export type PersonAnswer = {
  state?: string | undefined
  code?: string | undefined
  error?: string | undefined
  iss?: string | undefined
  browser: string | undefined
}
type Ended = { to: string; /** Who is signed in now. `isComplete`: without a code of their second factor. */ signIn: SignedIn | null }
type SignedIn = { userId: string; isComplete: boolean }

/** The page of a failure. */
export const failedPage = (page: 'profile' | 'sign-in', error: string, name: string): string =>
  withResult(page === 'profile' ? profilePage : signInPage, { error, login: name })

/**
 * Ends a login: uses up its state, asks who the person is, and links that to whoever began it, or says whom it signs in. At a platform
 * nobody is found by an email or a name: only who linked the login while signed in. An OpenID Connect provider is the operator's choice,
 * so an address that it has verified finds its person, or their invitation.
 * Out:    the page to go to, with `error` (a code) or `linked`. A state that is unknown, used, older than ten minutes, of another browser
 *         or of another session makes no call to the other side.
 */
export async function finishPersonLogin(
  deps: Deps,
  request: FastifyRequest,
  { name, who, answer, findWay }: { name: string; who: Principal | null; answer: PersonAnswer; findWay: () => Promise<SignInWay | null> },
): Promise<Ended> {
  const row = answer.state ? await takeLoginTry(deps.databases.system, hashOf(answer.state), deps.clock.now()) : null
  const page = row?.by || (who && !row) ? 'profile' : 'sign-in'
  const fail = (error: string): Ended => ({ to: failedPage(page, error, name), signIn: null })
  if (!row || !answer.browser || hashOf(answer.browser) !== row.browser) return fail('login_state')
  if (row.by && row.by.login !== who?.login) return fail('login_state')
  const refused = async (error: string): Promise<Ended> => {
    await writeSecurityEvent(deps, request, {
      action: row.by ? 'link_login_failed' : 'sign_in_failed',
      email: null,
      userId: row.by?.userId ?? null,
    })
    return fail(error)
  }
  if (answer.error || !answer.code) return refused(answer.error === 'access_denied' || answer.code ? 'access_denied' : 'login_refused')
  const way = await findWay()
  if (!way || way.simulated !== row.simulated) return fail('login_not_configured')
  let person: ProvenPerson
  try {
    const { code, iss, browser } = answer
    person = await way.read({ code, iss, browser, state: answer.state!, redirectUri: row.redirectUri })
  } catch (error) {
    const code = whyNotRead(error)
    deps.log.warn({ code, err: error }, `a login with ${way.title} failed`)
    return refused(code)
  }
  if (!row.by) return signIn(deps, request, way, person, row.returnTo, fail)
  return (await link(deps, request, way, person, row.by.userId))
    ? { to: withResult(row.returnTo, { linked: name }), signIn: null }
    : refused('linked_elsewhere')
}

async function signIn(
  deps: Deps,
  request: FastifyRequest,
  way: SignInWay,
  person: ProvenPerson,
  returnTo: string,
  fail: (error: string) => Ended,
): Promise<Ended> {
  const { system } = deps.databases
  const { providerId } = way
  const { id: externalId, name, address, isComplete } = person
  const found = (await findLinkedUser(system, providerId, externalId)) ?? (await findByAddress(deps, request, way, person))
  if (typeof found !== 'string') {
    await writeSecurityEvent(deps, request, { action: 'sign_in_failed', email: address, userId: null })
    return fail(found.error)
  }
  await noteLinkedUse(system, { providerId, externalId, name, at: deps.clock.now() })
  return { to: returnTo, signIn: { userId: found, isComplete } }
}

/**
 * Finds a person by an address that the provider has verified, and links the login to them; else lets them in by an invitation to it.
 * Out: their id, or why there is none. An address that they set themselves proves nothing about them, and one whose person has another
 * login of this provider may have been given to somebody else.
 */
async function findByAddress(
  deps: Deps,
  request: FastifyRequest,
  way: SignInWay,
  person: ProvenPerson,
): Promise<string | { error: string }> {
  const { address } = person
  if (!way.trustsAddresses) return { error: 'not_linked' }
  if (address === null) return { error: person.hasUnverified ? 'unverified' : 'not_linked' }
  const { providerId } = way
  return deps.databases.system.transaction().execute(async (trx) => {
    const known = await findUserByAddress(trx, address, providerId)
    if (known && !known.isProven) return { error: 'not_linked' }
    if (known?.hasOtherLogin) return { error: 'other_login' }
    const userId = known?.userId ?? (await joinByAddress(trx, deps, { address, name: person.name ?? address.split('@')[0]! }))
    if (!userId) return { error: 'not_invited' }
    const { id: externalId, name } = person
    const row = { id: deps.newId(), userId, providerId, externalId, name, pictureUrl: null, at: deps.clock.now() }
    if (!(await linkLogin(trx, row))) return { error: 'linked_elsewhere' }
    await recordPerson(trx, deps, { action: 'link_login', userId, actor: `user:${userId}` })
    deps.log.info({ address: request.ip, kind: 'link_login' }, 'security event')
    return userId
  })
}

async function link(deps: Deps, request: FastifyRequest, { providerId }: SignInWay, person: LoginPerson, userId: string): Promise<boolean> {
  const { id: externalId, name, pictureUrl } = person
  const row = { id: deps.newId(), userId, providerId, externalId, name, pictureUrl, at: deps.clock.now() }
  const linked = await deps.databases.system.transaction().execute((trx) => linkLogin(trx, row))
  if (linked) await writeSecurityEvent(deps, request, { action: 'link_login', email: null, userId })
  return linked
}
