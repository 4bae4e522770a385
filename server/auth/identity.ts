import { kyselyAdapter } from '@better-auth/kysely-adapter'
import { betterAuth, type BetterAuthOptions, type BetterAuthPlugin } from 'better-auth'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { organization, twoFactor } from 'better-auth/plugins'
import { z } from 'zod'
import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { shortestPassword } from '../model/password.ts'
import { withHashedSessions } from './hashedSessions.ts'
import { sessionEnds } from './sessionEnds.ts'

/** Signs in a person whose login at the platform was proven (server/linkedLogins). It has no address. */
const provenPeople = {
  id: 'proven-people',
  endpoints: {
    signInProven: createAuthEndpoint.serverOnly({ method: 'POST', body: z.object({ userId: z.uuid() }) }, async (ctx) => {
      const user = await ctx.context.internalAdapter.findUserById(ctx.body.userId)
      if (!user) return ctx.json({ signedIn: false })
      const session = await ctx.context.internalAdapter.createSession(user.id)
      await setSessionCookie(ctx, { session, user })
      return ctx.json({ signedIn: true })
    }),
  },
} satisfies BetterAuthPlugin

/**
 * Sign-in: better-auth with passwords and organisations, which are our workspaces. Only the addresses in identity.routes.ts can be reached;
 * signing up is not among them (the set-up page creates the first owner, others come by invitation).
 */
export function makeIdentity(options: {
  pool: pg.Pool
  secret: string
  secure: boolean
  nowMs: () => number
  origins: (request?: Request) => string[]
}) {
  const adapter = kyselyAdapter(new Kysely({ dialect: new PostgresDialect({ pool: options.pool }) }), {
    type: 'postgres',
    transaction: true,
  })
  return betterAuth({
    database: (given: BetterAuthOptions) => withHashedSessions(adapter(given) as never, options.nowMs),
    appName: 'AutoDM Hub',
    secret: options.secret,
    basePath: '/api/identity',
    trustedOrigins: (request) => options.origins(request),
    emailAndPassword: { enabled: true, minPasswordLength: shortestPassword, autoSignIn: true },
    session: { expiresIn: sessionEnds.idleMs / 1000, updateAge: sessionEnds.noteUseMs / 1000 },
    advanced: {
      database: { generateId: 'uuid' },
      useSecureCookies: options.secure,
      cookiePrefix: 'autodm',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
    },
    // Attempts are counted over all processes (signInAttempts.queries.ts); better-auth would count them in this one.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    plugins: [organization({ allowUserToCreateOrganization: false }), twoFactor({ issuer: 'AutoDM Hub' }), provenPeople],
    logger: { disabled: true },
  })
}

export type Identity = ReturnType<typeof makeIdentity>
