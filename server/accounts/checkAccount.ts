import type { Deps } from '../deps.ts'
import { type AccountProfile, ChannelError, type Credentials } from '../model/channel.ts'
import { ApiError, type ErrorCode } from '../platform/errors.ts'
import { sentence } from './sentences.ts'

/**
 * Checks a token before it is stored: reads the account with it (a token of another account is rejected), and subscribes the app to its
 * events.
 * Errors: ApiError; `token_rejected` only where the token is at fault, other errors by their own codes (meta-platform.md 13.6, point 3).
 */
export async function checkAccount(deps: Pick<Deps, 'channelOf' | 'http'>, as: Credentials): Promise<AccountProfile> {
  const { connecting } = deps.channelOf(as.channel)
  try {
    const profile = await connecting.readAccount(deps.http, as)
    if (profile.externalId !== as.externalId)
      throw new ApiError('token_rejected', `This token speaks for the account ${profile.externalId}, not for ${as.externalId}.`)
    await connecting.subscribe(deps.http, as)
    return profile
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
  if (error.code === 'permission_missing' || error.code === 'subscription_refused') return error.code
  switch (error.class) {
    case 'auth':
      return 'token_rejected'
    case 'throttle':
      return 'rate_limited'
    case 'retry':
      return 'platform_unreachable'
    default:
      return error.code === 'object_missing' ? 'token_rejected' : 'platform_refused'
  }
}
