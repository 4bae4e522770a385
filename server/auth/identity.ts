import { kyselyAdapter } from '@better-auth/kysely-adapter'
import { betterAuth, type BetterAuthOptions } from 'better-auth'
import { organization } from 'better-auth/plugins'
import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { withHashedSessions } from './hashedSessions.ts'

export const shortestPassword = 10

/**
 * Sign-in: better-auth with passwords and organisations, which are our workspaces. It stands under /api/identity/*;
 * signing up by oneself is closed there (the first owner is made by the set-up page, others by invitation).
 */
export function makeIdentity(options: { pool: pg.Pool; secret: string; secure: boolean; origins: (request?: Request) => string[] }) {
  const adapter = kyselyAdapter(new Kysely({ dialect: new PostgresDialect({ pool: options.pool }) }), {
    type: 'postgres',
    transaction: true,
  })
  return betterAuth({
    database: (given: BetterAuthOptions) => withHashedSessions(adapter(given) as never),
    secret: options.secret,
    basePath: '/api/identity',
    trustedOrigins: (request) => options.origins(request),
    emailAndPassword: { enabled: true, minPasswordLength: shortestPassword, autoSignIn: true },
    session: { expiresIn: 30 * 24 * 3600, updateAge: 24 * 3600 },
    advanced: {
      database: { generateId: 'uuid' },
      useSecureCookies: options.secure,
      cookiePrefix: 'autodm',
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
    },
    rateLimit: { enabled: true, window: 60, max: 100, customRules: { '/sign-in/email': { window: 60, max: 10 } } },
    telemetry: { enabled: false },
    plugins: [organization({ allowUserToCreateOrganization: false })],
    logger: { disabled: true },
  })
}

export type Identity = ReturnType<typeof makeIdentity>
