import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf, type Access, type Principal } from '../auth/access.ts'
import { cookieOf, cookiePrefix } from '../auth/cookies.ts'
import type { Identity } from '../auth/identity.ts'
import { findLinkedLogins, unlinkLogin } from '../auth/linkedLogins.queries.ts'
import { refuseForeignHost } from '../auth/ownHost.ts'
import { writeSecurityEvent } from '../auth/securityEvents.ts'
import { proveAgain } from '../auth/proveAgain.ts'
import { refuseTooMany } from '../auth/refuseTooMany.ts'
import { loginNames, loginOf } from '../channels/channels.ts'
import type { Deps } from '../deps.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { ownBase } from '../platform/ownBase.ts'
import { linkedLogins, linkStart, personAnswer, proof, signInQuestion, signInWays } from './linkedLogins.schemas.ts'
import { openIdConnect, oidcName, oidcProviderId } from './openIdConnect.ts'
import { beginPersonLogin, failedPage, finishPersonLogin, profilePage } from './personLogin.ts'
import { findSignInWay, signInNames, whyNotRead, type SignInWay } from './signInWay.ts'

const byName = z.object({ provider: z.enum(signInNames) })
const linkBegun = byName.extend(proof.shape)
const tags = ['sign-in']

/**
 * Signing in with a login at the platform, and linking and unlinking one (requirement E1). In: `passwordReset`: this hub can email a link
 * for a new password, which the sign-in pages have to know.
 */
export function linkedLoginRoutes(app: Api, deps: Deps, identity: Identity, access: Access, passwordReset: boolean): void {
  const { system } = deps.databases
  const { oidc: settings } = deps.config
  const oidc = settings && openIdConnect(settings, deps.http, () => deps.clock.machineMs())

  app.get(
    '/api/sign-in',
    {
      config: { open: 'the sign-in page shows a button for each' },
      schema: {
        tags,
        summary: 'The ways for people to sign in beside a password: logins at the platform, and a link for a new password',
        response: { 200: signInWays },
      },
    },
    async (request) => {
      const data = (await everyWay(request)).map(({ name, title, simulated }) => ({ name, title, simulated }))
      return { data, passwordReset }
    },
  )

  app.get(
    '/api/sign-in/:provider',
    {
      config: { open: 'who signs in has no login yet' },
      schema: {
        tags,
        summary: 'Sends the browser to the platform, to sign in here with a login that was linked',
        params: byName,
        querystring: signInQuestion,
        response: { 302: z.null() },
      },
    },
    async (request, reply) => {
      refuseForeignHost(request, deps.config)
      await refuseTooMany(deps, request, reply)
      const { provider: name } = request.params
      // The cookies of this login belong to the address that the platform returns to.
      if (!request.query.here && new URL(base()).host !== request.headers.host)
        return reply.redirect(`${base()}/api/sign-in/${name}?${new URLSearchParams({ return: request.query.return, here: 'true' })}`, 302)
      const way = await getWay(name, request)
      try {
        const { url, browser } = await beginPersonLogin(deps, way, { by: null, returnTo: request.query.return, base: base() })
        return await reply.header('set-cookie', cookie(browser, 600)).redirect(url, 302)
      } catch (error) {
        return reply.redirect(failedPage('sign-in', notBegun(way, error), name), 302)
      }
    },
  )

  app.get(
    '/api/sign-in/:provider/callback',
    {
      config: { open: 'the platform sends the browser here; who it is, and whether they began this login, is checked by the handler' },
      schema: {
        tags,
        summary: 'Where the platform sends the browser back to',
        params: byName,
        querystring: personAnswer,
        response: { 302: z.null() },
      },
    },
    async (request, reply) => {
      // The code in this address must reach no other site.
      void reply.header('referrer-policy', 'no-referrer')
      const { provider: name } = request.params
      const answer = { ...request.query, browser: cookieOf(request.headers.cookie, cookieName) }
      const who = await access.resolve(request)
      const findWay = () => findSignInWay(deps, oidc, name, request)
      const { to, signIn } = await finishPersonLogin(deps, request, { name, who, answer, findWay })
      if (!signIn) return reply.header('set-cookie', cookie('', 0)).redirect(to, 302)
      const { userId, isComplete } = signIn
      const headers = new Headers({ 'x-forwarded-for': request.ip, 'user-agent': request.headers['user-agent'] ?? '' })
      const made = await identity.api.signInProven({
        body: { userId, isComplete, atMs: deps.clock.machineMs() },
        headers,
        returnHeaders: true,
      })
      const asks = made.response.is === 'asked_for_code'
      await writeSecurityEvent(deps, request, { action: asks ? 'login_accepted' : 'sign_in', email: null, userId })
      access.forget()
      const page = asks ? `/sign-in?${new URLSearchParams({ code: 'needed', to })}` : to
      return reply.header('set-cookie', [cookie('', 0), ...made.headers.getSetCookie()]).redirect(page, 302)
    },
  )

  app.post(
    '/api/me/logins',
    {
      config: { may: 'signed_in', audit: 'user.begin_link' },
      schema: {
        tags,
        summary: 'Begins to link a login at the platform or a provider, with the password; send the browser to the address',
        body: linkBegun,
        response: { 200: linkStart },
      },
    },
    async (request, reply) => {
      const { userId, login } = personOf(principalOf(request))
      const { provider: name, currentPassword } = request.body
      const way = await getWay(name, request)
      // A linked login is a way in: a session that was left open must not be enough to add one.
      const failedAction = 'link_login_failed'
      await proveAgain(deps, request, reply, { userId, login, currentPassword, failedAction, to: 'link a login' })
      const { url, browser } = await beginPersonLogin(deps, way, {
        by: { userId, login },
        returnTo: profilePage,
        base: base(),
      }).catch((error: unknown) => {
        const code = notBegun(way, error)
        throw new ApiError('unavailable', `${way.title} could not be asked (${code}). Try again in a minute; the log has the reason.`)
      })
      await writeSecurityEvent(deps, request, { action: 'begin_link', email: null, userId })
      void reply.header('set-cookie', cookie(browser, 600))
      return { url }
    },
  )

  app.get(
    '/api/me/logins',
    {
      config: { may: 'signed_in' },
      schema: { tags, summary: 'The logins by which the caller can sign in', response: { 200: linkedLogins } },
    },
    async (request) => {
      const { linked, hasPassword } = await findLinkedLogins(system, personOf(principalOf(request)).userId)
      const ways = await everyWay(request)
      return {
        hasPassword,
        origin: new URL(base()).origin,
        data: linked.map(({ id, providerId, name, createdAt, updatedAt }) => {
          const provider = providerId.split('/')[0]!
          return {
            id,
            provider,
            title: titleOf(providerId),
            name,
            isCurrent: ways.some((way) => way.providerId === providerId),
            linkedAt: createdAt.toISOString(),
            lastUsedAt: updatedAt.toISOString(),
          }
        }),
      }
    },
  )

  app.delete(
    '/api/me/logins/:id',
    {
      config: { may: 'signed_in', audit: 'user.unlink_login' },
      schema: {
        tags,
        summary: 'Unlinks a login at the platform; the only way in stays',
        params: z.object({ id: z.uuid() }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { userId } = personOf(principalOf(request))
      const { id } = request.params
      const result = await system.transaction().execute((trx) => unlinkLogin(trx, userId, id))
      if (result === 'unknown') return notFound('login', id)
      if (result === 'last')
        throw new ApiError('conflict', 'This is the only way in that you have. Link another login first, or ask for a password.')
      await writeSecurityEvent(deps, request, { action: 'unlink_login', email: null, userId })
      return reply.code(204).send(null)
    },
  )

  const everyWay = async (request: FastifyRequest): Promise<SignInWay[]> => {
    const found = await Promise.all(signInNames.map((name) => findSignInWay(deps, oidc, name, request)))
    return found.filter((way) => way !== null)
  }
  async function getWay(name: string, request: FastifyRequest): Promise<SignInWay> {
    const way = await findSignInWay(deps, oidc, name, request)
    if (way) return way
    const title = name === oidcName ? 'OpenID Connect' : loginOf(name).title
    throw new ApiError('login_not_configured', `People cannot sign in with ${title} here. Sign in with email and password.`)
  }
  /** The code of a login that could not be begun, which the log explains. */
  function notBegun(way: SignInWay, error: unknown): string {
    const code = whyNotRead(error)
    deps.log.warn({ code, err: error }, `a login with ${way.title} could not be begun`)
    return code
  }
  /** How people know a login: by the platform, by the configured provider, or by the host of one that was configured before. */
  function titleOf(providerId: string): string {
    const [provider, ...rest] = providerId.split('/')
    if (loginNames.includes(provider!)) return loginOf(provider!).title
    const issuer = rest.join('/')
    if (provider !== oidcName || !URL.canParse(issuer)) return provider!
    return settings && oidcProviderId(settings.issuer) === providerId ? settings.name : new URL(issuer).host
  }
  const isSecure = deps.config.publicUrl?.startsWith('https:') ?? false
  const cookieName = `${cookiePrefix(isSecure)}.login_try`
  /** A name with `__Host-` needs the path `/`. */
  const cookie = (value: string, seconds: number) =>
    `${cookieName}=${value}; Path=${isSecure ? '/' : '/api/sign-in'}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
  /** What redirect addresses are made of: a setting or this machine, never a header. */
  const base = () => ownBase(app, deps)
}

/** The signed-in person. A program with a key has no logins. */
function personOf({ user, login }: Principal): { userId: string; login: string } {
  if (!user) throw new ApiError('forbidden', 'A key belongs to no person. Sign in with a browser.')
  return { userId: user.id, login }
}
