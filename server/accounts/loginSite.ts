import { graphUrlOf, loginHostsOf, realHosts, simulatedHosts, type Hosts } from '../channels/meta/hosts.ts'
import type { Deps } from '../deps.ts'
import type { LoginType } from '../model/channel.ts'
import type { LoginSite, PlatformLogin } from '../model/login.ts'
import { simulatedApp } from './simulatedApp.queries.ts'

/** With a Meta app configured, new accounts are real; without one and with the simulator on, they are the simulator's. */
export const isSimulated = (config: Deps['config']): boolean =>
  config.simulator && config.simulatorUrl !== null && !config.metaAppConfigured && !config.graphInstagramUrl && !config.graphFacebookUrl

const hostsOf = (config: Deps['config'], simulated: boolean): Hosts =>
  simulated
    ? simulatedHosts(config.simulatorUrl!)
    : { facebook: config.graphFacebookUrl ?? realHosts.facebook, instagram: config.graphInstagramUrl ?? realHosts.instagram }

/** Where an account of this login is called. */
export const graphUrl = (config: Deps['config'], loginType: LoginType, simulated: boolean): string =>
  graphUrlOf(hostsOf(config, simulated), loginType)

/** Where and as which app a login is made; null when no app is configured for it. */
export async function findLoginSite(
  { config, databases }: Pick<Deps, 'config' | 'databases'>,
  login: PlatformLogin,
  simulated: boolean,
): Promise<LoginSite | null> {
  if (simulated && !config.simulatorUrl) return null
  const app = simulated ? { ...(await simulatedApp(databases.system)), configId: null } : config.apps[login.app]
  return app && { app, hosts: loginHostsOf(hostsOf(config, simulated)), graphVersion: config.graphVersion }
}
