import { verifyPassword } from 'better-auth/crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { ApiError } from '../platform/errors.ts'
import { findPerson, findSessionStart } from './profile.queries.ts'
import { refuseTooMany } from './refuseTooMany.ts'
import { writeSecurityEvent } from './securityEvents.ts'
import { forgetSignInAttempts } from './signInAttempts.queries.ts'

/** For people without a password, who cannot be asked for one. */
const freshForMs = 10 * 60_000

type Proof = {
  userId: string
  /** The caller's session, by its name in `Principal`. */
  login: string
  currentPassword: string | undefined
  /** The audit row of a wrong password. */
  failedAction: string
  /** What for, such as `change your email`. */
  to: string
  /** Whether a session that began just now is enough for people without a password. */
  orFresh?: boolean
}

/**
 * Lets people change their way in only when they prove again who they are: by their password, or, without one, by having signed in within
 * ten minutes, where that is enough (`orFresh`). A session that was left open is not.
 * Errors: ApiError invalid_input at `currentPassword`, sign_in_first, too_many_attempts.
 */
export async function proveAgain(
  deps: Deps,
  request: FastifyRequest,
  reply: FastifyReply,
  { userId, login, currentPassword, failedAction, to, orFresh = true }: Proof,
): Promise<void> {
  const { system } = deps.databases
  const person = (await findPerson(system, userId))!
  if (!person.passwordHash) {
    if (!orFresh) throw passwordProblem('does not exist: you sign in without one. Ask an owner for a password first')
    const began = await findSessionStart(system, login.replace(/^session:/, ''))
    if (began && deps.clock.machineMs() - began.getTime() < freshForMs) return
    throw new ApiError('sign_in_first', `Sign out and in again, then ${to} within ten minutes.`)
  }
  await refuseTooMany(deps, request, reply, person.email)
  if (!currentPassword) throw passwordProblem(`is needed to ${to}`)
  if (!(await verifyPassword({ hash: person.passwordHash, password: currentPassword }))) {
    await writeSecurityEvent(deps, request, { action: failedAction, email: null, userId })
    throw passwordProblem('is not your password')
  }
  await forgetSignInAttempts(system, person.email)
}

const passwordProblem = (message: string) =>
  new ApiError('invalid_input', `currentPassword: ${message}.`, [{ path: 'body.currentPassword', message }])
