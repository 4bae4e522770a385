import type { Links } from '../../model/capabilities.ts'

const digitsOf = (phone: string): string => phone.replaceAll(/\D/g, '')

/** Links to a chat: `https://wa.me/<number in international form, digits alone>?text=` (meta-platform.md 5.13). */
export const links: Links = {
  // The text is shown to the person before they send it.
  toAccount: ({ phone }, ref) => phone && `https://wa.me/${digitsOf(phone)}?text=${encodeURIComponent(`Hi! (${ref})`)}`,
  toPerson: (phone, text) => `https://wa.me/${phone ? digitsOf(phone) : ''}?text=${encodeURIComponent(text)}`,
  comingSoon: 'WhatsApp DM feature coming soon',
}
