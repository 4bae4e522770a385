import type { Dice } from './dice.ts'

// Shapes after meta-platform.md 0 and 2.1: decimal strings beyond 2^53, opaque long mids. Each carries a counter, so no two are ever equal,
// and some random digits, so that their order cannot be relied on.

const decimal = (head: string, dice: Dice, thrown: number) => head + dice.digits(thrown) + String(dice.count()).padStart(8, '0')

export const accountId = (dice: Dice) => decimal('178414', dice, 3)
export const appScopedId = (dice: Dice) => decimal('24', dice, 7)
export const pageId = (dice: Dice) => decimal('10', dice, 5)
/** Used as commenter id and, unless the person has scoped ids, as IGSID. */
export const personId = (dice: Dice) => decimal('28', dice, 7)
export const scopedId = (dice: Dice) => decimal('56', dice, 7)
export const mediaId = (dice: Dice) => decimal('180', dice, 6)
export const commentId = (dice: Dice) => decimal('179', dice, 6)
export const adId = (dice: Dice) => decimal('1202', dice, 5)
export const uploadId = (dice: Dice) => decimal('1857', dice, 5)

/** A WhatsApp message id: `wamid.` and base64 (meta-platform.md 5.1). */
export const whatsappMessageId = (dice: Dice, phone: string) =>
  `wamid.${Buffer.from(`\x1d\x05\x01${phone}:${dice.count()}:${dice.letters(16)}`).toString('base64')}`

/** Ids of leads are beyond 2^53, and webhooks carry them as JSON numbers (meta-platform.md 6.1). */
export const leadId = (dice: Dice) => decimal('16', dice, 7)
export const formId = (dice: Dice) => decimal('55', dice, 6)
export const questionId = (dice: Dice) => decimal('44', dice, 6)

/** The end of a short link `https://wa.me/message/…`. */
export const shortCode = (dice: Dice) => `${dice.letters(10)}${dice.count()}`.toUpperCase()

/** Beyond 2^53 too; webhooks carry it as a JSON number (meta-platform.md 5.6). */
export const templateId = (dice: Dice) => decimal('59', dice, 7)

export const numberId = (dice: Dice) => decimal('106', dice, 4)
export const wabaId = (dice: Dice) => decimal('102', dice, 4)
/** A telephone number from the range reserved for fiction, so that it belongs to no one. */
export const phoneNumber = (dice: Dice) => `1555${String(dice.count() % 10_000_000).padStart(7, '0')}`

/** An opaque message id of 120 to 160 letters and digits. */
export function messageId(dice: Dice, account: string, person: string): string {
  const inner = Buffer.from(`${account}:${person}:${dice.count()}:${dice.digits(24)}`).toString('base64url')
  return `aWdfZAG1faXRlbToxOk${inner.replaceAll('-', 'ZA').replaceAll('_', 'ZB')}ZD`
}

/** On a Page message ids begin with `m_`, conversation ids with `t_` (meta-platform.md 4.1). */
export const pageMessageId = (dice: Dice) => `m_${dice.letters(80)}${dice.count()}`
export const pageConversationId = (dice: Dice) => `t_${dice.digits(7)}${String(dice.count()).padStart(8, '0')}`
/** A post of a Page has the Page's id in front, a comment that of its post (4.3). */
export const pagePostId = (dice: Dice, page: string) => `${page}_${decimal('90', dice, 6)}`
export const pageCommentId = (dice: Dice, postId: string) => `${postId.split('_').at(-1)}_${decimal('90', dice, 6)}`

export function conversationId(dice: Dice, account: string): string {
  const inner = Buffer.from(`${account}:${dice.count()}:${dice.digits(12)}`).toString('base64url')
  return `aWdfZAG06MTpJR01lc3NhZA2VUaHJlYWQ6${inner.replaceAll('-', 'ZA').replaceAll('_', 'ZB')}ZD`
}

export const instagramToken = (dice: Dice) => `IGAA${dice.letters(120)}${dice.count()}ZD`
export const pageToken = (dice: Dice) => `EAA${dice.letters(120)}${dice.count()}ZD`
export const loginCode = (dice: Dice) => `AQB${dice.letters(60)}${dice.count()}`
export const traceId = (dice: Dice) => `A${dice.letters(22)}`
