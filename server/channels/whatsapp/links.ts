import type { Links } from '../../model/capabilities.ts'

/** Links to a chat: `https://wa.me/<number in international form, digits alone>?text=` (meta-platform.md 5.13). */
export const links: Links = {
  toAccount: () => null,
  toPerson: (phone, text) => `https://wa.me/${phone?.replaceAll(/\D/g, '') ?? ''}?text=${encodeURIComponent(text)}`,
  comingSoon: 'WhatsApp DM feature coming soon',
}
