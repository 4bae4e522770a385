import type { Deps } from '../deps.ts'
import { ChannelError, type Medium } from '../model/channel.ts'
import { toldAs } from './checkAccount.ts'

/** The account's newest posts, read from the platform when somebody picks one. Errors: ApiError, told as what it is (checkAccount.ts). */
export async function findMedia(deps: Deps, accountId: string): Promise<Medium[]> {
  const as = await deps.credentials.get(accountId)
  try {
    return await deps.channelOf(as.channel).readMedia(deps.http, as)
  } catch (error) {
    if (error instanceof ChannelError) throw toldAs(error)
    throw error
  }
}
