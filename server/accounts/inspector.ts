import { loginNames, loginOf } from '../channels/channels.ts'
import type { Deps } from '../deps.ts'
import type { LoginSite, PlatformLogin } from '../model/login.ts'
import { findLoginSite } from './loginSite.ts'

/** Who can ask the platform about tokens that an app issued, and as which app. */
export type Inspector = { inspect: NonNullable<PlatformLogin['inspect']>; site: LoginSite }

/** Finds how tokens of an app are asked about; null where the platform has no call for it, or no app is configured. */
export async function findInspector(
  deps: Pick<Deps, 'config' | 'databases'>,
  { app, simulated }: { app: PlatformLogin['app']; simulated: boolean },
): Promise<Inspector | null> {
  const login = loginNames.map(loginOf).find((one) => one.app === app && one.inspect !== null)
  const site = login && (await findLoginSite(deps, login, simulated))
  return login?.inspect && site ? { inspect: login.inspect, site } : null
}
