import type { Deps } from '../deps.ts'
import { ChannelError, type Medium } from '../model/channel.ts'
import { ApiError } from '../platform/errors.ts'

/** The account's newest posts, read from the platform when somebody picks one. Errors: ApiError platform_unreachable with the platform's reason. */
export async function findMedia(deps: Deps, accountId: string): Promise<Medium[]> {
  const as = await deps.credentials.get(accountId)
  try {
    return await deps.channelOf(as.channel).readMedia(deps.http, as)
  } catch (error) {
    if (error instanceof ChannelError) throw new ApiError('platform_unreachable', error.message)
    throw error
  }
}
