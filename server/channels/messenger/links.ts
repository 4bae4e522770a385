import type { Links } from '../../model/capabilities.ts'

/** Messenger's short links: by the Page's id, which every Page has (meta-platform.md 13.7, row 15). */
export const links: Links = {
  toAccount: ({ externalId }, ref) => externalId && `https://m.me/${encodeURIComponent(externalId)}?ref=${encodeURIComponent(ref)}`,
}
