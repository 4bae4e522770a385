import type { ReadBackRate } from '../../model/capabilities.ts'
import type { ChannelLimits, SendRate } from '../../model/channel.ts'
import type { ContentType } from '../../model/content.ts'
import type { MessageKind } from '../../model/message.ts'
import type { MessageShapes } from '../meta/messaging/product.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

/** What Instagram accepts. Marks as in meta-platform.md: (V) documented, (M) from memory, so the platform has the last word. */
export const limits = {
  maxTextBytes: 1000, // 3.1: UTF-8 bytes, not characters; an emoji is four (V)
  maxTextChars: null,
  maxPublicReplyChars: 300, // 3.4 (M)
  writesLinksOut: false,
  maxButtons: 3, // 3.1: per button template (V)
  maxButtonTitleChars: 20, // 3.1 (M)
  maxButtonTemplateChars: 640, // 3.1: the text above the buttons (V)
  windowMs: dayMs, // 3.2: since the person's last opening act (V)
  // 3.2; a comment gives one private reply and no window: the pages disagree, and 12, row 5, says to assume so. Read marks open nothing.
  opensWindow: ['message', 'postback', 'reaction', 'referral'],
  privateReplyMs: 7 * dayMs, // 3.3: since the comment; one per comment (V)
} satisfies ChannelLimits

/** Beyond the limits every channel has. */
export const shapes: MessageShapes = {
  maxQuickReplies: 13, // 3.1; a title beyond 20 characters is cut in view, not refused (V)
  maxPayloadChars: 1000, // 3.1: of buttons and quick replies (M)
  maxUrlChars: 2083, // 3.1 names none; the longest that browsers and the ig.me page (2.5) take
}

/** What is said so far; 3.1 knows more. Buttons in a private reply: 13.3, row 4. */
const inThread: ContentType[] = ['text', 'buttons', 'quick_replies']
export const contents: Record<MessageKind, ContentType[]> = { message: inThread, private_reply: inThread, public_reply: ['text'] }

/** How fast an account may speak; exceeding it answers 613/2534040 or 4, 32, 80002. */
const perSecond = { key: 'second', per: 'account', calls: 100, perMs: 1000 } as const // 3.7: another page prints 300; the lower one (12, row 6)
export const rates: Record<MessageKind, SendRate[]> = {
  message: [perSecond],
  private_reply: [perSecond, { key: 'hour', per: 'account', calls: 750, perMs: hourMs }], // 3.7: under posts and reels (V)
  // 3.7 names no figure for replies: they count in the general one, which grows with the account's audience; its headers tell (9).
  public_reply: [],
}

/**
 * Reading back: Conversations API (3.7, V); a look asks for the thread, then for its messages. Comments have no limit of their own and keep
 * to the same.
 */
export const readBackRate: ReadBackRate = { key: 'second', calls: 2, perMs: 1000, callsEach: 2 }
