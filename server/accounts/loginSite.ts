import { graphUrlOf, loginHostsOf, realHosts, simulatedHosts, type Hosts } from '../channels/meta/hosts.ts'
import type { Deps } from '../deps.ts'
import type { LoginType } from '../model/channel.ts'
import type { LoginSite, PlatformLogin } from '../model/login.ts'
import { simulatedApp, simulatedConfigId } from './simulatedApp.queries.ts'

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
  const app = simulated ? await simulatedApp(databases.system) : config.apps[login.app]
  const configId = simulated ? simulatedConfig(login) : login.configuration && config.loginConfigs[login.configuration.name]
  return app && { app, configId, hosts: loginHostsOf(hostsOf(config, simulated)), graphVersion: config.graphVersion }
}

/** The simulated platform has a configuration where a login needs one; other logins list their permissions there. */
const simulatedConfig = ({ configuration }: PlatformLogin): string | null => (configuration?.isNeeded ? simulatedConfigId : null)

/** The settings that a login lacks here: those of its app, or its configuration; null when it is possible. */
export function settingsMissing(login: PlatformLogin, site: LoginSite | null): string | null {
  if (!site) return settingsOf[login.app]
  return login.configuration?.isNeeded && !site.configId ? configSettingOf[login.configuration.name] : null
}

const settingsOf = { instagram: 'INSTAGRAM_APP_ID and INSTAGRAM_APP_SECRET', facebook: 'META_APP_ID and META_APP_SECRET' }
const configSettingOf = { signup: 'META_LOGIN_CONFIG_ID', pages: 'META_PAGES_CONFIG_ID' }
