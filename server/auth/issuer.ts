import { isLoopbackName } from './ownHost.ts'

/** What is wrong with the address of an OpenID Connect issuer, for the line that stops the start; null: nothing. */
export function issuerTrouble(text: string): string | null {
  if (!URL.canParse(text)) return 'must be an https URL'
  const { protocol, hostname, username, password, search, hash } = new URL(text)
  const isHere = protocol === 'http:' && isLoopbackName(hostname.replace(/^\[|\]$/g, ''))
  if (protocol !== 'https:' && !isHere) return 'must be an https URL; http is allowed on this machine alone'
  if (username || password) return 'must contain no user and no password'
  if (search || hash) return 'must end before ? and #'
  if (new URL(text).pathname.includes('/.well-known/')) return 'must end before /.well-known: the rest is found automatically'
  return null
}
