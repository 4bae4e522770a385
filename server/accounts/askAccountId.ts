import type { Deps } from '../deps.ts'
import { ChannelError, type LoginType } from '../model/channel.ts'
import type { ChannelName } from '../model/event.ts'
import { toldAs } from './checkAccount.ts'
import { graphUrl, isSimulated } from './loginSite.ts'

/**
 * Asks the platform which account a token belongs to.
 * In:     a token of a login that names its account, as Instagram's does (meta-platform.md 3.5).
 * Errors: those of `checkAccount`.
 */
export async function askAccountId(
  deps: Pick<Deps, 'channelOf' | 'http' | 'config' | 'credentials'>,
  { channel, accessToken, loginType }: { channel: ChannelName; accessToken: string; loginType: LoginType },
): Promise<string> {
  const simulated = isSimulated(deps.config)
  const as = {
    channel,
    accessToken,
    loginType,
    externalId: '',
    pageId: null,
    businessId: null,
    graphUrl: graphUrl(deps.config, loginType, simulated),
    graphVersion: deps.config.graphVersion,
    appIds: deps.credentials.appIds({ simulated, hasOwnApp: false }),
  }
  try {
    return (await deps.channelOf(channel).connecting.readAccount(deps.http, as)).externalId
  } catch (error) {
    throw error instanceof ChannelError ? toldAs(error) : error
  }
}
