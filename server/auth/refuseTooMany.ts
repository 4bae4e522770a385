import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { ApiError } from '../platform/errors.ts'
import { countSignInAttempt } from './signInAttempts.queries.ts'

/**
 * Counts an attempt to get in: of the client's address, and of the email where one is named.
 * Errors: ApiError too_many_attempts, with the seconds to wait in `Retry-After`.
 */
export async function refuseTooMany(
  deps: Pick<Deps, 'databases' | 'clock' | 'log'>,
  request: Pick<FastifyRequest, 'ip'>,
  reply: FastifyReply,
  email: string | null = null,
): Promise<void> {
  const seconds = await countSignInAttempt(deps.databases.system, { address: request.ip, email }, deps.clock.now())
  if (seconds === null) return
  deps.log.warn({ address: request.ip, reason: 'too_many_attempts' }, 'a sign-in attempt was refused')
  void reply.header('retry-after', seconds)
  throw new ApiError('too_many_attempts', `Too many attempts. Try again in ${seconds} seconds.`)
}
