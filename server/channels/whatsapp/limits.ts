import type { ChannelLimits, SendRate } from '../../model/channel.ts'
import type { ContentType } from '../../model/content.ts'
import type { MessageKind } from '../../model/message.ts'

const dayMs = 24 * 60 * 60_000

/**
 * The limits of WhatsApp. Marks as in meta-platform.md: (V) documented. There are no comments, so there are no public and no private
 * replies.
 */
export const limits = {
  maxTextBytes: 4 * 4096, // 5.2 counts characters; a character has at most four bytes
  maxTextChars: 4096, // 5.2 (V)
  maxPublicReplyChars: 0,
  writesLinksOut: true, // send.ts
  maxButtons: 0, // 5.2 has buttons; this channel sends text alone
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

/** The content that can be sent so far, as text with links below it; 5.2 lists more. */
export const contents: Record<MessageKind, ContentType[]> = { message: ['text', 'buttons'], private_reply: [], public_reply: [] }

/** The rate limits of a number; exceeding one returns 130429, or 131056 for one person. */
export const rates: Record<MessageKind, SendRate[]> = {
  message: [
    { key: 'second', per: 'account', calls: 80, perMs: 1000 }, // 5.7 (V); received messages count too, so the platform decides
    // 5.7: 45 at once, borrowed from one every six seconds (V): never more than 45 in the 270 s that repay them.
    { key: 'pair', per: 'person', calls: 45, perMs: 270_000 },
  ],
  private_reply: [],
  public_reply: [],
}
