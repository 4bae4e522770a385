import type { MessageLimits } from '../messaging/checkParts.ts'

/** The limits of a message (meta-platform.md 3.1; the source of each is named there). */
export const messageLimits = {
  maxTextBytes: 1000,
  maxTemplateTextChars: 640,
  maxButtons: 3,
  maxButtonTitleChars: 20, // [M]
  maxPayloadChars: 1000, // [M]
  maxQuickReplies: 13,
  maxElements: 10,
  maxElementTitleChars: 80,
  maxElementSubtitleChars: 80,
  maxImages: 10,
  maxUrlChars: 2083,
} as const satisfies MessageLimits

/** meta-platform.md 3.3 */
export const privateReplyDays = 7
/** meta-platform.md 3.6 */
export const entryPointLimits = { maxIceBreakers: 4, maxQuestionChars: 80, maxMenuItems: 20, maxGreetingChars: 160 } as const
/** meta-platform.md 3.5: only this many of a conversation's messages can be read. */
export const readableMessages = 20
