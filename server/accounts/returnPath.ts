/** The page that a login returns to by itself. */
export const usualReturn = '/settings'

/** Whether a path leads to a page of this hub and nowhere else, whatever a browser makes of it. */
export function isOwnPage(path: string): boolean {
  if (!path.startsWith('/') || path.length > 500 || /[\\\s\p{Cc}]/u.test(path)) return false
  const base = 'http://here.invalid'
  if (!URL.canParse(path, base)) return false
  const { origin, pathname, href } = new URL(path, base)
  // The pages of links have a secret in their address, which must stand nowhere else.
  return (
    origin === base &&
    !/^\/+(api|webhooks|invite|new-password)\b/i.test(pathname) &&
    !pathname.startsWith('//') &&
    href.startsWith(`${base}/`)
  )
}

/** The page, with what came of the login. Earlier results in it are replaced. */
export function withResult(path: string, result: Record<string, string>): string {
  const url = new URL(path, 'http://here.invalid')
  for (const name of ['connected', 'connection', 'error', 'login', 'account']) url.searchParams.delete(name)
  for (const [name, value] of Object.entries(result)) url.searchParams.set(name, value)
  return `${url.pathname}${url.search}${url.hash}`
}
