import type { ShownLogin } from '../../../server/accounts/logins.schemas.ts'

/**
 * What keeps a login from coming back, told before the page is left. `elsewhere`: the platform returns to another address than the one this
 * page is open under, where nobody is signed in. `insecure`: the platform returns only to https addresses (the simulator to any). Pure.
 */
export function loginTrouble({ redirectUri, simulated }: Pick<ShownLogin, 'redirectUri' | 'simulated'>, origin: string) {
  const target = new URL(redirectUri)
  if (!simulated && target.protocol !== 'https:') return 'insecure'
  return target.origin === origin ? null : 'elsewhere'
}
