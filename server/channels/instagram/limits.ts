import type { ReadRate } from '../../model/capabilities.ts'
import type { ChannelLimits, SendRate } from '../../model/channel.ts'
import type { ContentType } from '../../model/content.ts'
import type { MessageKind } from '../../model/message.ts'
import type { MessageShapes } from '../meta/messaging/product.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

/** The limits of Instagram. Marks as in meta-platform.md: (V) documented, (M) from memory, so the platform decides. */
export const limits = {
  maxTextBytes: 1000, // 3.1: UTF-8 bytes, not characters; an emoji is four (V)
  maxTextChars: null,
  maxPublicReplyChars: 300, // 3.4 (M)
  writesLinksOut: false,
  maxButtons: 3, // 3.1: per button template (V)
  maxButtonTitleChars: 20, // 3.1 (M)
  maxButtonTemplateChars: 640, // 3.1: the text above the buttons (V)
  maxCaptionChars: 0, // 3.1: files have no text
  windowMs: dayMs, // 3.2: since the person's last opening act (V)
  // 3.2; a comment permits one private reply and opens no window: sources disagree, and 12, row 5, says to assume so. Read receipts open
  // none.
  opensWindow: ['message', 'postback', 'reaction', 'referral'],
  privateReplyMs: 7 * dayMs, // 3.3: since the comment; one per comment (V)
} satisfies ChannelLimits

/** Beyond the limits every channel has. */
export const shapes: MessageShapes = {
  maxQuickReplies: 13, // 3.1; a title above 20 characters is truncated, not rejected (V)
  maxPayloadChars: 1000, // 3.1: of buttons and quick replies (M)
  maxUrlChars: 2083, // 3.1 gives no number; the longest that browsers and the ig.me page (2.5) accept
}

/** The content that can be sent so far; 3.1 lists more. Buttons in a private reply: 13.3, row 4. */
const inThread: ContentType[] = ['text', 'buttons', 'quick_replies']
export const contents: Record<MessageKind, ContentType[]> = { message: inThread, private_reply: inThread, public_reply: ['text'] }

/** The rate limits of an account; exceeding one returns 613/2534040 or 4, 32, 80002. */
const perSecond = { key: 'second', per: 'account', calls: 100, perMs: 1000 } as const // 3.7: another page prints 300; the lower one (12, row 6)
export const rates: Record<MessageKind, SendRate[]> = {
  message: [perSecond],
  private_reply: [perSecond, { key: 'hour', per: 'account', calls: 750, perMs: hourMs }], // 3.7: under posts and reels (V)
  // 3.7 gives no number for replies: they count in the general limit, which grows with the account's audience; its headers report it (9).
  public_reply: [],
}

/**
 * Limits for reading back: Conversations API (3.7, V); one check requests the thread, then its messages. Comments have no limit of their
 * own and use the same one.
 */
export const readBackRate: ReadRate = { kind: 'read_back', key: 'second', calls: 2, perMs: 1000, callsEach: 2 }

/**
 * 3.7 gives no number for other reads: they count in the general limit, which grows with the audience (4,800 a day for each view).
 * Deliberately low.
 */
export const otherReadsRate: ReadRate = { kind: 'look_up', key: 'second', calls: 10, perMs: 1000, callsEach: 1 }
