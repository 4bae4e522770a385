import type { Links } from '../../model/capabilities.ts'

/** Instagram's short links (meta-platform.md 2.5). */
export const links: Links = {
  toAccount: ({ username }, ref) => username && `https://ig.me/m/${encodeURIComponent(username)}?ref=${encodeURIComponent(ref)}`,
}
