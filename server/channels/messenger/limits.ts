import type { ReadRate } from '../../model/capabilities.ts'
import type { ChannelLimits, SendRate } from '../../model/channel.ts'
import type { ContentType } from '../../model/content.ts'
import type { MessageKind } from '../../model/message.ts'
import type { MessageShapes } from '../meta/messaging/product.ts'

const dayMs = 24 * 60 * 60_000

/** The limits of Messenger. Marks as in meta-platform.md: (V) documented, (M) from memory, so the platform decides. */
export const limits = {
  maxTextBytes: 4 * 2000, // a character has at most four bytes
  maxTextChars: 2000, // 4.1 (M)
  maxPublicReplyChars: 8000, // 4.4 gives no number (M)
  writesLinksOut: false,
  maxButtons: 3, // 4.1 (V)
  maxButtonTitleChars: 20,
  maxButtonTemplateChars: 640, // 4.1 (V)
  maxCaptionChars: 0, // 4.1: files have no text
  windowMs: dayMs, // 3.2, 4.6 (V)
  // 3.2: opt-ins are not among the acts that open the window.
  opensWindow: ['message', 'postback', 'reaction', 'referral'],
  personMs: 7 * dayMs, // 3.2, HUMAN_AGENT (V); without the reviewed feature the platform refuses
  privateReplyMs: 7 * dayMs, // 4.4 (V)
} satisfies ChannelLimits

/** Beyond the limits every channel has. */
export const shapes: MessageShapes = {
  maxQuickReplies: 13, // 4.1 (V)
  maxPayloadChars: 1000, // 4.1 (M)
  maxUrlChars: 2083, // no number is given; the longest that browsers accept
}

/** Utility templates are the only content that needs no window, and a private reply takes all kinds of messages (4.4, 13.2 row 2.27). */
export const contents: Record<MessageKind, ContentType[]> = {
  message: ['text', 'buttons', 'quick_replies', 'media', 'template'],
  private_reply: ['text', 'buttons', 'quick_replies', 'media'],
  public_reply: ['text'],
}

/** 4.6 (V): above forty a second the Page's inbox stops showing them. The limit by engaged users is reported by headers (9). */
const perSecond = { key: 'second', per: 'account', calls: 40, perMs: 1000 } as const
export const rates: Record<MessageKind, SendRate[]> = { message: [perSecond], private_reply: [perSecond], public_reply: [] }

/** Reads of conversations have no number of their own on a Page; as many as Instagram allows (3.7). */
export const readBackRate: ReadRate = { kind: 'read_back', key: 'second', calls: 2, perMs: 1000, callsEach: 2 }
/** All other reads count in a limit that grows with the audience (4.6). Deliberately low. */
export const otherReadsRate: ReadRate = { kind: 'look_up', key: 'second', calls: 10, perMs: 1000, callsEach: 1 }

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
