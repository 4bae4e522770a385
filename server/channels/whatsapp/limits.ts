import type { ChannelLimits, SendRate } from '../../model/channel.ts'
import type { ContentType } from '../../model/content.ts'
import type { TemplateLimits } from '../../model/template.ts'
import type { MessageKind } from '../../model/message.ts'

const mebibyte = 1024 * 1024
const dayMs = 24 * 60 * 60_000

/**
 * The limits of WhatsApp. Marks as in meta-platform.md: (V) documented. There are no comments, so there are no public and no private
 * replies.
 */
export const limits = {
  maxTextBytes: 4 * 4096, // 5.2 counts characters; a character has at most four bytes
  maxTextChars: 4096, // 5.2 (V)
  maxPublicReplyChars: 0,
  writesLinksOut: true, // bodyOf.ts: all but a single one, which is a button
  maxButtons: 3, // 5.2: reply buttons (V)
  maxButtonTitleChars: 20, // 5.2 (V)
  maxButtonTemplateChars: 1024, // 5.2, 13.1 row 1.11: the text above buttons (V)
  maxCaptionChars: 1024, // 5.2 (V)
  windowMs: dayMs, // 5.9: since the person's last message (V)
  opensWindow: ['message', 'postback', 'reaction', 'referral', 'call'], // 5.9: messages of the person, and their calls
  privateReplyMs: 0,
} satisfies ChannelLimits

/** Beyond the limits every channel has; lengths in characters. All of 5.2 (V) unless another place is named. */
export const shapes = {
  maxReferenceChars: 512, // what comes back with statuses
  maxHeaderChars: 60,
  maxFooterChars: 60,
  maxButtonIdChars: 256,
  maxLinkTitleChars: 20,
  maxUrlChars: 2000, // 5.8 says so of templates; 5.2 gives no number
  maxListTextChars: 4096, // 13.1, row 1.11
  maxListButtonChars: 20,
  maxSections: 10,
  maxSectionTitleChars: 24,
  maxRows: 10, // in all sections
  maxRowIdChars: 200,
  maxRowTitleChars: 24,
  maxRowTextChars: 72,
  maxRequestChars: 1024, // 13.1, row 1.11
  maxContacts: 257, // 13.1, row 1.13
}

/** The content that can be sent; 5.2. */
const sendable: ContentType[] = [
  'text',
  'buttons',
  'quick_replies',
  'media',
  'template',
  'list',
  'location',
  'contacts',
  'reaction',
  'request',
]
export const contents: Record<MessageKind, ContentType[]> = { message: sendable, private_reply: [], public_reply: [] }

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

/** 5.7: unique people reached by templates outside their window, in a moving day (V). */
export const firstMessages = { perMs: dayMs }

/** Of a template that is created; lengths in characters. All of 5.8 (V) unless another place is named. */
export const templateLimits = {
  maxNameChars: 512,
  maxHeaderChars: 60,
  maxHeaderPlaceholders: 1,
  maxBodyChars: 1024,
  maxFooterChars: 60,
  maxButtons: 10,
  maxLinks: 2,
  maxPhones: 1,
  maxCodes: 1,
  maxButtonTitleChars: 25,
  maxUrlChars: 2000,
  maxCodeChars: 20, // 13.1, row 1.14
  maxCards: 10, // 5.2; at least two
  maxCardBodyChars: 160, // 5.8 (M)
  maxCardButtons: 2, // 5.8 (M)
  // 13.2, row 2.8; sizes as of messages (5.3)
  samples: {
    image: { types: ['image/jpeg', 'image/png'], mostBytes: 5 * mebibyte },
    video: { types: ['video/mp4'], mostBytes: 16 * mebibyte },
    file: { types: ['application/pdf'], mostBytes: 100 * mebibyte },
  },
} satisfies TemplateLimits
