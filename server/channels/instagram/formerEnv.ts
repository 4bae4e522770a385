import type { FormerEnv } from '../meta/envelope.ts'

/**
 * How other programs name an account (requirement D9). With a Page’s token it is reached through Facebook (meta-platform.md 2.8). A token
 * of Instagram login tells its account (3.5), one of a Page its Page alone.
 */
export const formerEnv: FormerEnv = {
  names: ['INSTAGRAM_PAGE_ACCESS_TOKEN', 'INSTAGRAM_ACCOUNT_ID', 'FACEBOOK_PAGE_ID'],
  accountOf({ INSTAGRAM_PAGE_ACCESS_TOKEN: accessToken, INSTAGRAM_ACCOUNT_ID: externalId, FACEBOOK_PAGE_ID: pageId }) {
    if (!accessToken) return null
    if (!externalId && pageId)
      return { missing: 'INSTAGRAM_ACCOUNT_ID', because: 'A Page’s token does not tell it: set it to the id of the Instagram account.' }
    if (!externalId) return { externalId: null, accessToken, loginType: 'instagram' }
    return { externalId, accessToken, ...(pageId ? { pageId, loginType: 'facebook' as const } : {}) }
  },
}
