import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { Api } from '../api.ts'
import { principalOf, type Access, type Principal } from '../auth/access.ts'
import type { Identity } from '../auth/identity.ts'
import { findLinkedLogins, unlinkLogin } from '../auth/linkedLogins.queries.ts'
import { refuseForeignHost } from '../auth/ownHost.ts'
import { writeSecurityEvent } from '../auth/securityEvents.ts'
import { refuseTooMany } from '../auth/refuseTooMany.ts'
import { loginNames, loginOf } from '../channels/channels.ts'
import type { Deps } from '../deps.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { ownBase } from '../platform/ownBase.ts'
import { linkedLogins, linkStart, personAnswer, signInQuestion, signInWays } from './linkedLogins.schemas.ts'
import { beginPersonLogin, finishPersonLogin, profilePage } from './personLogin.ts'
import { findPersonSite, personLoginNames, providerIdOf } from './personSite.ts'

const byName = z.object({ provider: z.enum(personLoginNames) })
const cookieName = 'autodm.login_try'
const tags = ['sign-in']

/**
 * Signing in with a login at the platform, and linking and unlinking one (requirement E1). In: `passwordReset`: this hub can email a link
 * for a new password, which the sign-in pages have to know.
 */
export function linkedLoginRoutes(app: Api, deps: Deps, identity: Identity, access: Access, passwordReset: boolean): void {
  const { system } = deps.databases

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
      const found = await Promise.all(personLoginNames.map((name) => findPersonSite(deps, name, request)))
      const data = found.flatMap((one) => (one ? [{ name: one.login.name, title: one.login.title, simulated: one.simulated }] : []))
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
      const { url, browser } = await beginPersonLogin(deps, request, { name, by: null, returnTo: request.query.return, base: base() })
      return reply.header('set-cookie', cookie(browser, 600)).redirect(url, 302)
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
      const answer = { ...request.query, browser: readCookie(request) }
      const { to, signIn } = await finishPersonLogin(deps, request, { name, who: await access.resolve(request), answer })
      const cookies = [cookie('', 0)]
      if (signIn) {
        const headers = new Headers({ 'x-forwarded-for': request.ip, 'user-agent': request.headers['user-agent'] ?? '' })
        const made = await identity.api.signInProven({ body: { userId: signIn }, headers, returnHeaders: true })
        cookies.push(...made.headers.getSetCookie())
        access.forget()
      }
      return reply.header('set-cookie', cookies).redirect(to, 302)
    },
  )

  app.post(
    '/api/me/logins',
    {
      config: { may: 'signed_in', audit: 'user.begin_link' },
      schema: {
        tags,
        summary: 'Begins to link a login at the platform, to sign in with; send the browser to the address',
        body: byName,
        response: { 200: linkStart },
      },
    },
    async (request, reply) => {
      const { userId, login } = personOf(principalOf(request))
      const { provider: name } = request.body
      const { url, browser } = await beginPersonLogin(deps, request, {
        name,
        by: { userId, login },
        returnTo: profilePage,
        base: base(),
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
      const sites = await Promise.all(personLoginNames.map((name) => findPersonSite(deps, name, request)))
      return {
        hasPassword,
        origin: new URL(base()).origin,
        data: linked.map(({ id, providerId, name, createdAt, updatedAt }) => {
          const provider = providerId.split('/')[0]!
          return {
            id,
            provider,
            title: loginNames.includes(provider) ? loginOf(provider).title : provider,
            name,
            isCurrent: sites.some((site) => site && providerIdOf(provider, site.site.app.id) === providerId),
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

  const isSecure = deps.config.publicUrl?.startsWith('https:') ?? false
  const cookie = (value: string, seconds: number) =>
    `${cookieName}=${value}; Path=/api/sign-in; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`
  /** What redirect addresses are made of: a setting or this machine, never a header. */
  const base = () => ownBase(app, deps)
}

/** The signed-in person. A program with a key has no logins. */
function personOf({ user, login }: Principal): { userId: string; login: string } {
  if (!user) throw new ApiError('forbidden', 'A key belongs to no person. Sign in with a browser.')
  return { userId: user.id, login }
}

const readCookie = ({ headers }: FastifyRequest): string | undefined =>
  headers.cookie
    ?.split(';')
    .map((pair) => pair.trim().split('='))
    .find(([name]) => name === cookieName)?.[1]
