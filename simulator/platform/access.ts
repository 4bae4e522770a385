import { createHmac } from 'node:crypto'
import { findToken, type Token, type TokenHost } from '../world/tokens.ts'
import type { World } from '../world/world.ts'
import { refuse } from './errors.ts'
import { text, type Params } from './params.ts'

// The platform's errors for each way to lose a token (meta-platform.md 8.2).
const reasons: Record<number, string> = {
  458: 'Error validating access token: The user has not authorized application.',
  459: 'Error validating access token: You cannot access the app till you log in and follow the instructions given.',
  460: 'Error validating access token: The session has been invalidated because the user changed their password or the session was changed for security reasons.',
  463: 'Error validating access token: Session has expired.',
  464: 'Error validating access token: Sessions for the user are not allowed because the user is not a confirmed user.',
  467: 'Error validating access token: The session is invalid because the user logged out.',
  492: 'Error validating access token: The user must be an administrator, editor, or moderator of the page.',
}

/** Reads the token from `access_token` or `Authorization: Bearer` (meta-platform.md 10); null when there is none. */
export function tokenText(params: Params, authorization: string | undefined): string | null {
  return /^(?:Bearer|OAuth)\s+(.+)$/i.exec(authorization ?? '')?.[1]?.trim() ?? text(params, 'access_token') ?? null
}

/**
 * Checks a call's token.
 * Errors: 104 none; 190 unknown or for another host; 190/463 expired; 190/<subcode> revoked; 100 a wrong or missing proof.
 */
export function acceptToken(world: World, host: TokenHost, given: string | null, params: Params): Token {
  if (!given) throw refuse.noToken()
  const token = findToken(world, given)
  if (!token || token.host !== host) throw refuse.badToken()
  checkToken(world, token)
  const { secret, requireProof } = world.settings.current().app
  const proof = text(params, 'appsecret_proof')
  if (requireProof && !proof) throw refuse.invalid('API calls from the server require an appsecret_proof argument')
  if (proof && secret && proof !== createHmac('sha256', secret).update(given).digest('hex'))
    throw refuse.invalid('Invalid appsecret_proof provided in the API argument')
  return token
}

/** Errors: 190 with its subcode when the token is revoked or has expired. */
export function checkToken(world: World, token: Token): void {
  if (token.revokedSubcode !== null) {
    throw refuse.deadToken(
      token.revokedSubcode || undefined,
      reasons[token.revokedSubcode] ?? 'Error validating access token: The token is no longer valid.',
    )
  }
  if (token.expiresAt !== null && token.expiresAt <= world.clock.now()) throw refuse.deadToken(463, reasons[463]!)
}

/** Errors: code 10 unless the token has one of the permissions (meta-platform.md 7.5; names differ per flavor). */
export function needPermission(token: Token, ...anyOf: string[]): void {
  if (!anyOf.some((permission) => token.scopes.includes(permission)))
    throw refuse.missingPermission(anyOf[token.host === 'graph.instagram.com' ? 0 : anyOf.length - 1]!)
}
