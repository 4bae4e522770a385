import type { FastifyRequest } from 'fastify'
import type { Db, Trx } from '../platform/db.ts'
import type { Identity } from './identity.ts'
import { isLeftOver } from './users.queries.ts'

export type SignedUp = { user: { id: string; name: string; email: string }; cookies: string[] }

/** Where a session began, for the list of sessions: the caller's address and browser. */
export const callerHeaders = ({ ip, headers }: FastifyRequest): Headers =>
  new Headers({ 'x-forwarded-for': ip, 'user-agent': headers['user-agent'] ?? '' })

/**
 * Makes a login and signs in. The library commits it by itself, so what failed after that leaves a login that never came into a workspace:
 * it is signed in with its password instead, and a repeated attempt comes to its end.
 * Out: a sentence when neither was possible.
 */
export async function signUpOrIn(
  identity: Identity,
  db: Db | Trx,
  { name, email, password }: { name: string; email: string; password: string },
  headers: Headers,
): Promise<SignedUp | string> {
  const isLeft = await isLeftOver(db, email)
  const answer = isLeft
    ? await identity.api.signInEmail({ body: { email, password }, headers, asResponse: true })
    : await identity.api.signUpEmail({ body: { name, email, password }, headers, asResponse: true })
  const answered = (await answer.json()) as { user?: SignedUp['user']; message?: string }
  if (answer.ok && answered.user) return { user: answered.user, cookies: answer.headers.getSetCookie() }
  if (isLeft) return 'There is a login with this email from an earlier attempt: enter the password of then, or sign in.'
  return answered.message ?? 'The login could not be made.'
}
