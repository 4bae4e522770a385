import type { Deps } from '../deps.ts'
import type { Medium } from '../model/capabilities.ts'
import { ChannelError } from '../model/channel.ts'
import { ApiError } from '../platform/errors.ts'
import { toldAs } from './checkAccount.ts'

/**
 * The account's newest posts, read from the platform when somebody picks one.
 * Errors: ApiError: `no_posts` where the channel has none, everything else as what it is (checkAccount.ts).
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
