import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Deps } from '../deps.ts'
import { ApiError } from '../platform/errors.ts'
import { instanceSecret } from '../platform/instanceSecret.queries.ts'
import { isFromThisMachine } from './ownHost.ts'

/**
 * The one-time token of the first owner (requirement H10). It belongs to the instance, so every process with the role `web` prints and
 * accepts the same one, across restarts. It has no effect once there is an owner.
 */
export async function firstOwnerToken(deps: Pick<Deps, 'vault' | 'databases'>): Promise<string> {
  return (await instanceSecret(deps.vault, deps.databases.system, 'first_owner')).slice(0, 16)
}

/** Whether other machines are meant to reach this hub: then the first owner needs the token wherever they come from. */
export const isReachable = ({ host, trustProxy, publicUrl }: Pick<Deps['config'], 'host' | 'trustProxy' | 'publicUrl'>): boolean =>
  !(host === 'localhost' || host === '::1' || host.startsWith('127.')) || trustProxy !== false || publicUrl !== null

/**
 * Whether the token is needed. Without it only a person at this machine may become the owner: through a proxy, or under a foreign host
 * name, anyone could. `force`: the token is needed in any case.
 */
export const needsToken = (request: FastifyRequest, config: Deps['config'], force: boolean): boolean =>
  force || isReachable(config) || !isFromThisMachine(request)

/** Errors: ApiError forbidden when the token is missing or wrong. Compared in constant time. */
export function refuseWrongToken(given: string | undefined, token: string): void {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  if (given !== undefined && timingSafeEqual(digest(given.trim()), digest(token))) return
  throw new ApiError(
    'forbidden',
    given
      ? 'This is not the one-time token. The server prints it when it starts.'
      : 'Enter the one-time token that the server prints when it starts.',
  )
}
