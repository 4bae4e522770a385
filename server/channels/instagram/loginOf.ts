import type { ConnectInput, Login } from '../../model/channel.ts'

/** Instagram's own login by default; with Facebook login, requests are made as the account's Page (meta-platform.md 2.8). */
export function loginOf({ loginType, pageId }: ConnectInput): Login {
  if (loginType !== 'facebook') return { loginType: 'instagram' }
  return pageId ? { loginType } : { missing: 'pageId: an account connected through Facebook speaks as its Page; give the Page id.' }
}
