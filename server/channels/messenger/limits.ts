import type { ChannelLimits, SendRate } from '../../model/channel.ts'
import type { ContentType } from '../../model/content.ts'
import type { MessageKind } from '../../model/message.ts'
import type { ReadRate } from '../../model/capabilities.ts'

const dayMs = 24 * 60 * 60_000

/** The limits of Messenger. Marks as in meta-platform.md: (V) documented, (M) from memory. */
export const limits = {
  maxTextBytes: 4 * 2000, // a character has at most four bytes
  maxTextChars: 2000, // 4.1 (M)
  maxPublicReplyChars: 0, // comments are not supported yet
  writesLinksOut: false,
  maxButtons: 3, // 4.1 (V)
  maxButtonTitleChars: 20,
  maxButtonTemplateChars: 640, // 4.1 (V)
  windowMs: dayMs, // 3.2, 4.6 (V)
  opensWindow: ['message', 'postback', 'reaction', 'referral', 'optin'],
  privateReplyMs: 7 * dayMs, // 4.4 (V)
} satisfies ChannelLimits

/** Nothing can be sent yet: only lead ads are read. */
export const contents: Record<MessageKind, ContentType[]> = { message: [], private_reply: [], public_reply: [] }
export const rates: Record<MessageKind, SendRate[]> = { message: [], private_reply: [], public_reply: [] }

/** Leads can be read for 90 days (6.2, V). */
export const readableMs = 90 * dayMs

/** 6.2 (V): 200 × 24 × leads of the last 90 days, in 24 hours; more returns 80005. A Page without leads may look for the first. */
export const leadRate = (leads: number): ReadRate => ({
  kind: 'leads',
  key: 'day',
  calls: 200 * 24 * Math.max(1, leads),
  perMs: dayMs,
  callsEach: 1,
})
