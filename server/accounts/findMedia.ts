import type { Deps } from '../deps.ts'
import type { Medium } from '../model/capabilities.ts'
import { ChannelError } from '../model/channel.ts'
import { ApiError } from '../platform/errors.ts'
import { toldAs } from './checkAccount.ts'

/**
 * Reads the account's newest posts from the platform, to choose from. Errors: ApiError: `no_posts` where the channel has none, others by
 * their own codes (checkAccount.ts).
 */
export async function findMedia(deps: Deps, accountId: string): Promise<Medium[]> {
  const as = await deps.credentials.get(accountId)
  const { posts } = deps.channelOf(as.channel)
  if (!posts) throw new ApiError('no_posts', 'This account’s channel has no posts, so there are none to list.')
  try {
    return await posts.list(deps.http, as)
  } catch (error) {
    if (error instanceof ChannelError) throw toldAs(error)
    throw error
  }
}
