import type { FastifyRequest } from 'fastify'
import { findLoginSite, isSimulated } from '../accounts/loginSite.ts'
import { isFromThisMachine } from '../auth/ownHost.ts'
import { loginNames, loginOf } from '../channels/channels.ts'
import type { Deps } from '../deps.ts'
import type { LoginSite, PersonLogin, PlatformLogin } from '../model/login.ts'

/** A login by which people sign in: how, as which app, and under which name it is stored. */
export type PersonSite = { login: PlatformLogin; person: PersonLogin; site: LoginSite; simulated: boolean; providerId: string }

export const personLoginNames = loginNames.filter((name) => loginOf(name).person !== null)

/** A person's id is valid within one app, so the app is a part of the name. */
export const providerIdOf = (login: string, appId: string): string => `${login}/${appId}`

/**
 * Finds how people sign in with a login; null where no app is configured for it. Everybody who reaches the simulator may answer its consent
 * page, so with it people sign in from this machine alone.
 */
export async function findPersonSite(
  deps: Pick<Deps, 'config' | 'databases'>,
  name: string,
  request: Pick<FastifyRequest, 'headers' | 'socket'>,
): Promise<PersonSite | null> {
  const login = loginOf(name)
  const simulated = isSimulated(deps.config)
  if (!login.person || (simulated && !isFromThisMachine(request))) return null
  const site = await findLoginSite(deps, login, simulated)
  return site && { login, person: login.person, site, simulated, providerId: providerIdOf(login.name, site.app.id) }
}
