import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { instanceSecret } from '../platform/instanceSecret.queries.ts'

/**
 * The secret part of a link that is sent to a person, such as an invitation. It is computed from the instance's own secret whenever it is
 * needed, so a copy of the database, of a mail that waits or of a job is not enough to use the link.
 * In:     what the link is for, such as `invitation/<id>`. Out: 192 bits, as 32 letters and digits that fit an address.
 */
export async function linkToken(deps: Pick<Deps, 'vault' | 'databases'>, of: string): Promise<string> {
  const secret = await instanceSecret(deps.vault, deps.databases.system, 'links')
  return createHmac('sha256', secret).update(of).digest('base64url').slice(0, 32)
}

/** Whether a token is the one for that. Compared in constant time. */
export async function isLinkToken(deps: Pick<Deps, 'vault' | 'databases'>, of: string, given: string): Promise<boolean> {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(await linkToken(deps, of)), digest(given))
}

/** What is stored of a link, to find what it is for. */
export const hashOfLink = (token: string): string => createHash('sha256').update(token).digest('base64url')
