/**
 * What the names of our cookies begin with. With https browsers accept `__Host-` cookies from this host alone, over TLS and for all its
 * paths: another subdomain cannot plant one.
 */
export const cookiePrefix = (secure: boolean): string => `${secure ? '__Host-' : ''}autodm`

/** Whether a request carries a cookie of ours at all, under either name. Without one nobody needs to be asked who it is. */
export const hasOwnCookie = (header: string | undefined): header is string => header?.includes(`${cookiePrefix(false)}.`) ?? false

/** The value of a cookie of a request; undefined without one. */
export const cookieOf = (header: string | undefined, name: string): string | undefined =>
  header
    ?.split(';')
    .map((pair) => pair.trim().split('='))
    .find(([one]) => one === name)
    ?.slice(1)
    .join('=')

/** A value as it was before it became a cookie. Anybody can write one: what cannot be read is left as it is. */
export function decodeCookie(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
