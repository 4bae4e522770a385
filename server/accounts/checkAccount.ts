import type { Deps } from '../deps.ts'
import { type AccountProfile, ChannelError, type Credentials } from '../model/channel.ts'
import { ApiError, type ErrorCode } from '../platform/errors.ts'
import { pinOf } from './pinOf.ts'
import { sentence } from './sentences.ts'

type Checking = Pick<Deps, 'channelOf' | 'http' | 'vault' | 'databases'>

/**
 * Checks a token before it is stored: reads the account with it (a token of another account is rejected), registers it where the platform
 * wants that, and subscribes the app to its events.
 * In:     `pin`: of an account that is registered; the owner gives it where it is not ours.
 * Errors: ApiError; `token_rejected` only where the token is at fault, other errors by their own codes (meta-platform.md 13.6, point 3).
 */
export async function checkAccount(deps: Checking, as: Credentials, pin: string | null = null): Promise<AccountProfile> {
  const { connecting } = deps.channelOf(as.channel)
  try {
    const profile = await connecting.readAccount(deps.http, as)
    if (profile.externalId !== as.externalId)
      throw new ApiError('token_rejected', `This token speaks for the account ${profile.externalId}, not for ${as.externalId}.`)
    const known = { ...as, businessId: as.businessId ?? profile.businessId ?? null }
    if (profile.isRegistered === false) await connecting.register?.(deps.http, known, pin ?? (await pinOf(deps, as.externalId)))
    await connecting.subscribe(deps.http, known)
    return { ...profile, businessId: known.businessId }
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error
    throw toldAs(error)
  }
}

/** The API error for a failed read or subscription, as shown when an account is connected. */
export function toldAs(error: ChannelError): ApiError {
  const code = codeOf(error)
  if (code !== 'token_rejected') return new ApiError(code, error.words)
  const words =
    error.class === 'auth'
      ? sentence('accounts.token_rejected', { error: error.platform ?? error.code })
      : sentence('accounts.token_of_no_account', { error: error.platform ?? error.code })
  return new ApiError('token_rejected', words)
}

function codeOf(error: ChannelError): ErrorCode {
  if (error.code === 'permission_missing' || error.code === 'subscription_refused' || error.code === 'pin_wrong') return error.code
  switch (error.class) {
    case 'auth':
      return 'token_rejected'
    case 'throttle':
      return 'rate_limited'
    case 'retry':
      return 'platform_unreachable'
    default:
      return ['object_missing', 'number_missing'].includes(error.code) ? 'token_rejected' : 'platform_refused'
  }
}
