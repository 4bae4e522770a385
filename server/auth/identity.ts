import { kyselyAdapter } from '@better-auth/kysely-adapter'
import { randomBytes } from 'node:crypto'
import { betterAuth, type BetterAuthOptions, type BetterAuthPlugin, type User } from 'better-auth'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { organization, twoFactor } from 'better-auth/plugins'
import { z } from 'zod'
import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { shortestPassword } from '../model/password.ts'
import { withHashedSessions } from './hashedSessions.ts'
import { sessionEnds } from './sessionEnds.ts'
import { cookiePrefix } from './cookies.ts'

/** How long a person may take to give the code of their second factor, as in the library. */
const codeWithinSeconds = 600

/**
 * Signs in a person whose login elsewhere was proven (server/linkedLogins). It has no address. In: `isComplete` false: who has a second
 * factor here is asked for its code first, as after a password.
 */
const provenPeople = {
  id: 'proven-people',
  endpoints: {
    signInProven: createAuthEndpoint.serverOnly(
      { method: 'POST', body: z.object({ userId: z.uuid(), isComplete: z.boolean(), atMs: z.number() }) },
      async (ctx) => {
        const { internalAdapter, secret } = ctx.context
        const user: (User & { twoFactorEnabled?: boolean | null }) | null = await internalAdapter.findUserById(ctx.body.userId)
        if (!user) return ctx.json({ is: 'unknown' as const })
        if (user.twoFactorEnabled && !ctx.body.isComplete) {
          const cookie = ctx.context.createAuthCookie('two_factor', { maxAge: codeWithinSeconds })
          const identifier = `2fa-${randomBytes(20).toString('hex')}`
          const expiresAt = new Date(ctx.body.atMs + codeWithinSeconds * 1000)
          await internalAdapter.createVerificationValue({ value: user.id, identifier, expiresAt })
          await internalAdapter.createVerificationValue({ value: '0', identifier: `2fa-attempts-${identifier}`, expiresAt })
          await ctx.setSignedCookie(cookie.name, identifier, secret, cookie.attributes)
          return ctx.json({ is: 'asked_for_code' as const })
        }
        const session = await internalAdapter.createSession(user.id)
        await setSessionCookie(ctx, { session, user })
        return ctx.json({ is: 'signed_in' as const })
      },
    ),
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
      // The name, not the library's switch: it would begin with `__Secure-`, which a neighbouring subdomain can plant.
      useSecureCookies: false,
      cookiePrefix: cookiePrefix(options.secure),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/', secure: options.secure },
    },
    // Attempts are counted over all processes (signInAttempts.queries.ts); better-auth would count them in this one.
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    plugins: [organization({ allowUserToCreateOrganization: false }), twoFactor({ issuer: 'AutoDM Hub' }), provenPeople],
    logger: { disabled: true },
  })
}

export type Identity = ReturnType<typeof makeIdentity>
