import { z } from 'zod'
import type { FastifyRequest } from 'fastify'
import type { Api } from '../api.ts'
import type { Deps } from '../deps.ts'
import type { Access } from './access.ts'
import { cookieOf, cookiePrefix, decodeCookie } from './cookies.ts'
import { refuseCommonPassword } from './commonPasswords.ts'
import type { Identity } from './identity.ts'
import { identityAnswers, identityRefusal } from './identity.schemas.ts'
import { refuseForeignHost } from './ownHost.ts'
import { sessionsAway } from './readSession.ts'
import { writeSecurityEvent } from './securityEvents.ts'
import { withdrawResets } from './passwordResets.queries.ts'
import { refuseTooMany } from './refuseTooMany.ts'
import { findChallengedUser } from './users.queries.ts'
import { countAttempt, forgetSignInAttempts } from './signInAttempts.queries.ts'

/**
 * The reachable addresses of better-auth. It has some 45, among them those that delete a workspace or let strangers sign up. Addresses not
 * listed here do not exist.
 */
const reachable: Record<keyof typeof identityAnswers, 'GET' | 'POST'> = {
  '/sign-in/email': 'POST',
  '/sign-out': 'POST',
  '/get-session': 'GET',
  '/change-password': 'POST',
  '/list-sessions': 'GET',
  '/revoke-session': 'POST',
  '/revoke-other-sessions': 'POST',
  '/revoke-sessions': 'POST',
  '/two-factor/enable': 'POST',
  '/two-factor/disable': 'POST',
  '/two-factor/verify-totp': 'POST',
  '/two-factor/verify-backup-code': 'POST',
  '/two-factor/generate-backup-codes': 'POST',
}
/** Addresses that check a password or a code, and could be used to guess it. */
const guessable = new Set([
  '/sign-in/email',
  '/change-password',
  ...Object.keys(reachable).filter((path) => path.startsWith('/two-factor/')),
])
const credentials = z.object({ email: z.string().max(320) })
const codeEntry = z.object({ code: z.string().regex(/^\d{6}$/) })
const passwordChange = z.object({ newPassword: z.string() })
/**
 * The fields that these addresses accept. Nested values are rejected here: they would be serialized again for the library, whose stack
 * could overflow.
 */
const fields = z.record(z.string().max(100), z.union([z.string().max(2_000), z.boolean()])).nullish()
const prefix = '/api/identity'
const auditOf = (path: string) => `user.${recorded[path]}` as const

/** better-auth under /api/identity/*: sign-in, sign-out, sessions, the password. */
export function identityRoutes(app: Api, deps: Deps, identity: Identity, access: Access): void {
  const db = deps.databases.system
  const isSecure = deps.config.publicUrl?.startsWith('https:') ?? false
  // Not from Host or X-Forwarded-Host: links that are sent out must not be built from them.
  const base = deps.config.publicUrl ?? 'http://localhost'

  for (const [path, method] of Object.entries(reachable) as [keyof typeof reachable, 'GET' | 'POST'][]) {
    const { summary, answer: response } = identityAnswers[path]
    app.route({
      method,
      url: prefix + path,
      config: { open: 'the sign-in library looks for the session itself', ...(method === 'POST' ? { audit: auditOf(path) } : {}) },
      schema: {
        tags: ['sign-in'],
        summary,
        ...(method === 'POST' ? { body: fields } : {}),
        response: { 200: response, '4xx': identityRefusal, '5xx': identityRefusal },
      },
      async handler(request, reply) {
        refuseForeignHost(request, deps.config)
        const email = path === '/sign-in/email' ? (credentials.safeParse(request.body).data?.email ?? null) : null
        if (guessable.has(path)) await refuseTooMany(deps, request, reply, email)
        const before = path === '/sign-in/email' ? null : await access.resolve(request)
        if (path === '/change-password') {
          const { user } = before ?? {}
          const { data } = passwordChange.safeParse(request.body)
          if (data && user) await refuseCommonPassword(data.newPassword, { own: [user.name, user.email], field: 'newPassword' })
        }
        const challenged = before?.user?.id ?? (await findChallenged(request, path))
        const answer = (await isUsedCode(request, path, challenged)) ? usedCode() : await ask(request, path)
        if (answer.status >= 500) throw sessionsAway()
        // Only after a session changed: otherwise anyone could make all open streams query the database again and again.
        // Signing out without a session answers 200 too.
        if (method === 'POST' && answer.ok && (path !== '/sign-out' || before)) access.forget()
        const body = answer.body ? Buffer.from(await answer.arrayBuffer()) : null
        await record(path, answer, request, { email, before: before?.user?.id ?? null, challenged, body })
        if (path === '/two-factor/verify-totp' && before && answer.ok) await endOtherSessions(answer)
        for (const [name, value] of answer.headers) if (name !== 'set-cookie') reply.header(name, value)
        const cookies = answer.headers.getSetCookie()
        if (cookies.length) reply.header('set-cookie', cookies)
        return reply.code(answer.status).send(body as never)
      },
    })
  }

  /** Whose second factor is asked for, by the cookie that the right password left; null: nobody's. */
  async function findChallenged(request: FastifyRequest, path: string): Promise<string | null> {
    if (!path.startsWith('/two-factor/verify')) return null
    const cookie = cookieOf(request.headers.cookie, `${cookiePrefix(isSecure)}.two_factor`)
    // The library checks the signature behind it; without one the name is not found, since it is random.
    return cookie ? findChallengedUser(db, decodeCookie(cookie).split('.')[0]!) : null
  }
  /** A code of the app is right for a minute and a half; it works once, in all processes. It counts as used before it is checked. */
  async function isUsedCode(request: FastifyRequest, path: string, userId: string | null): Promise<boolean> {
    const code = path === '/two-factor/verify-totp' && userId ? codeEntry.safeParse(request.body).data?.code : undefined
    return code !== undefined && (await countAttempt(db, 'code', `${userId}:${code}`, deps.clock.now())) !== null
  }

  function ask(request: FastifyRequest, path: string): Promise<Response> {
    const headers = new Headers()
    for (const [name, value] of Object.entries(request.headers))
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value)
    headers.set('x-forwarded-for', request.ip)
    headers.delete('x-forwarded-host')
    headers.delete('x-forwarded-proto')
    const body =
      request.method === 'POST'
        ? // A new password ends sessions that another person may have with the old one.
          JSON.stringify({ ...(request.body as object | null), ...fixedFields(path) })
        : null
    const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : ''
    return identity.handler(new Request(`${base}${prefix}${path}${query}`, { method: request.method, headers, body }))
  }

  /** Sessions from before the second factor have none: they end when it is set up. */
  async function endOtherSessions(answer: Response): Promise<void> {
    const cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0]!)
      .join('; ')
    await identity.api.revokeOtherSessions({ headers: new Headers({ cookie }) })
  }

  async function record(
    path: string,
    { ok }: Response,
    request: FastifyRequest,
    who: { email: string | null; before: string | null; challenged: string | null; body: Buffer | null },
  ): Promise<void> {
    const action = actionOf(path, { ok, signedIn: who.before !== null, body: who.body })
    if (path === '/sign-in/email' && ok && who.email !== null) await forgetSignInAttempts(db, who.email)
    if (path === '/change-password' && ok && who.before !== null) await withdrawResets(db, who.before)
    if (action === null) return
    const userId = path === '/sign-in/email' ? null : (who.before ?? who.challenged ?? answeredUser(who.body))
    await writeSecurityEvent(deps, request, { action, email: who.email, userId, isUnproven: !ok && who.before === null })
  }
}

/** The library's own answer to a wrong code: whether it was right before is told to nobody. */
const usedCode = () => Response.json({ code: 'INVALID_CODE', message: 'Invalid code' }, { status: 401 })

/**
 * Fields that no caller chooses. A device that is trusted would skip the second factor for a month, also after a new password and a new
 * factor; so none is.
 */
function fixedFields(path: string): object {
  if (path === '/change-password') return { revokeOtherSessions: true }
  return path.startsWith('/two-factor/verify') ? { trustDevice: false, disableSession: false } : {}
}

/** The action of the audit row that an address leaves when it worked. */
const recorded: Record<string, string> = {
  '/sign-in/email': 'sign_in',
  '/sign-out': 'sign_out',
  '/change-password': 'change_password',
  '/revoke-session': 'revoke_sessions',
  '/revoke-other-sessions': 'revoke_sessions',
  '/revoke-sessions': 'revoke_sessions',
  '/two-factor/enable': 'begin_second_factor',
  '/two-factor/disable': 'end_second_factor',
  '/two-factor/verify-totp': 'sign_in',
  '/two-factor/verify-backup-code': 'sign_in_by_recovery_code',
  '/two-factor/generate-backup-codes': 'make_recovery_codes',
}
/** What is written also when it fails: somebody may be guessing. */
const failures: Record<string, string> = {
  '/sign-in/email': 'sign_in_failed',
  '/change-password': 'change_password_failed',
  '/two-factor/verify-totp': 'second_factor_failed',
  '/two-factor/verify-backup-code': 'second_factor_failed',
}

/** What is written; null: nothing. The password alone signs nobody in who has a second factor. */
function actionOf(path: string, { ok, signedIn, body }: { ok: boolean; signedIn: boolean; body: Buffer | null }): string | null {
  if (!ok) return failures[path] ?? null
  if (path === '/sign-in/email' && answeredUser(body) === null) return 'password_accepted'
  if (path === '/two-factor/verify-totp' && signedIn) return 'set_up_second_factor'
  return recorded[path] ?? null
}

const answered = z.object({ user: z.object({ id: z.string() }) })
/** Whom an answer of the library is about. */
function answeredUser(body: Buffer | null): string | null {
  try {
    return answered.safeParse(JSON.parse(body?.toString() ?? '')).data?.user.id ?? null
  } catch {
    return null
  }
}
