import type { FastifyRequest } from 'fastify'
import { ChannelError } from '../model/channel.ts'
import type { LoginPerson } from '../model/login.ts'
import type { Deps } from '../deps.ts'
import { oidcName, OidcError, oidcProviderId, type OpenIdConnect } from './openIdConnect.ts'
import { findPersonSite, personLoginNames } from './personSite.ts'

/** The names of the ways to sign in beside a password. */
export const signInNames = [...personLoginNames, oidcName]

/**
 * Who came back. `address`: their email, where the other side says that it has verified it; `hasUnverified`: it named one without saying
 * so. `isComplete`: no second factor of ours is asked for.
 */
export type ProvenPerson = LoginPerson & { address: string | null; hasUnverified: boolean; isComplete: boolean }

/** A way to sign in beside a password, at a platform or at an OpenID Connect provider. `providerId`: under what its logins are stored. */
export type SignInWay = {
  name: string
  title: string
  simulated: boolean
  providerId: string
  /** Whether a verified email address is enough to find a person, or their invitation. */
  trustsAddresses: boolean
  begin(question: { redirectUri: string; state: string; browser: string }): Promise<string>
  read(answer: { code: string; state: string; iss?: string | undefined; redirectUri: string; browser: string }): Promise<ProvenPerson>
}

/** Finds a way to sign in; null where it is not configured. */
export async function findSignInWay(
  deps: Deps,
  oidc: OpenIdConnect | null,
  name: string,
  request: Pick<FastifyRequest, 'headers' | 'socket'>,
): Promise<SignInWay | null> {
  if (name === oidcName) return oidc && oidcWay(deps, oidc)
  const found = await findPersonSite(deps, name, request)
  if (!found) return null
  const { login, person, site, simulated, providerId } = found
  return {
    name,
    title: login.title,
    simulated,
    providerId,
    trustsAddresses: false,
    begin: async ({ redirectUri, state }) => person.consentUrl(site, { redirectUri, state }),
    read: async ({ code, redirectUri }) => ({
      ...(await person.read(deps.http, site, { code, redirectUri })),
      address: null,
      hasUnverified: false,
      // The platform guards its logins itself.
      isComplete: true,
    }),
  }
}

function oidcWay({ config }: Deps, oidc: OpenIdConnect): SignInWay {
  const { issuer, name: title } = config.oidc!
  return {
    name: oidcName,
    title,
    simulated: false,
    providerId: oidcProviderId(issuer),
    trustsAddresses: true,
    begin: (question) => oidc.consentUrl(question),
    async read(answer) {
      const { methods, ...person } = await oidc.read(answer)
      // RFC 8176: more than one factor was used.
      return { ...person, isComplete: methods.includes('mfa') }
    },
  }
}

/** Why nobody could be read: a code that the pages know. Errors: throws what is no failure of the other side. */
export function whyNotRead(error: unknown): string {
  if (error instanceof OidcError) return error.code
  if (!(error instanceof ChannelError)) throw error
  return error.line ? 'platform_unreachable' : ['code_rejected', 'app_rejected'].includes(error.code) ? error.code : 'login_refused'
}
