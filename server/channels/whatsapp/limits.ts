import type { ChannelLimits, SendRate } from '../../model/channel.ts'
import type { ContentType } from '../../model/content.ts'
import type { MessageKind } from '../../model/message.ts'

const dayMs = 24 * 60 * 60_000

/**
 * What WhatsApp accepts. Marks as in meta-platform.md: (V) documented. There are no comments, so nothing is said in public or in private to
 * one.
 */
export const limits = {
  maxTextBytes: 4 * 4096, // 5.2 counts characters; a character has at most four bytes
  maxTextChars: 4096, // 5.2 (V)
  maxPublicReplyChars: 0,
  writesLinksOut: true, // send.ts
  maxButtons: 0, // 5.2 knows buttons; this channel says text alone
  maxButtonTitleChars: 0,
  maxButtonTemplateChars: 0,
  windowMs: dayMs, // 5.9: since the person's last message (V)
  opensWindow: ['message', 'postback', 'reaction', 'referral'], // 5.9: all of these are messages of the person
  privateReplyMs: 0,
} satisfies ChannelLimits

/** Beyond the limits every channel has. */
export const shapes = {
  maxReferenceChars: 512, // 5.2: what comes back with statuses (V)
}

/** What is said so far, as text with links below it; 5.2 knows more. */
export const contents: Record<MessageKind, ContentType[]> = { message: ['text', 'buttons'], private_reply: [], public_reply: [] }

/** How fast a number may speak; exceeding it answers 130429, and 131056 for one person. */
export const rates: Record<MessageKind, SendRate[]> = {
  message: [
    { key: 'second', per: 'account', calls: 80, perMs: 1000 }, // 5.7 (V); received messages count too, so the platform has the last word
    // 5.7: 45 at once, borrowed from one every six seconds (V): never more than 45 in the 270 s that repay them.
    { key: 'pair', per: 'person', calls: 45, perMs: 270_000 },
  ],
  private_reply: [],
  public_reply: [],
}
