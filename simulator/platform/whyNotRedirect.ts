import type { World } from '../world/world.ts'

/** Why a login may not return to this address; null when it may (meta-platform.md 7.1: identical to one that the app's dashboard lists). */
export function whyNotRedirect(world: World, redirectUri: string): string | null {
  if (!/^https?:\/\//.test(redirectUri) || !URL.canParse(redirectUri)) return 'Invalid redirect_uri'
  const listed = world.settings.current().app.redirectUris.split(',').filter(Boolean)
  return listed.length === 0 || listed.includes(redirectUri)
    ? null
    : "URL Blocked: This redirect failed because the redirect URI is not whitelisted in the app's client OAuth settings."
}
