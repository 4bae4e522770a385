import type { MessageLimits } from '../messaging/checkParts.ts'

/** The limits of a message of a Page (meta-platform.md 4.1). */
export const messageLimits = {
  maxTextBytes: 4 * 2000,
  maxTextChars: 2000, // [M]
  maxTemplateTextChars: 640,
  maxButtons: 3,
  maxButtonTitleChars: 20,
  maxPayloadChars: 1000, // [M]
  maxQuickReplies: 13,
  maxElements: 10,
  maxElementTitleChars: 80,
  maxElementSubtitleChars: 80,
  maxImages: 30,
  maxUrlChars: 2083,
  maxMetadataChars: 1000,
} as const satisfies MessageLimits

/** meta-platform.md 4.4 */
export const privateReplyDays = 7
