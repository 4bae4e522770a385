import type { Channel, Outcome } from '../model/channel.ts'
import type { Sentence } from '../model/sentence.ts'
import { sentenceOfTime } from '../model/sentences.ts'
import type { ClaimedMessage } from './claim.queries.ts'
import { sentence } from './sentences.ts'

/**
 * The last check before a request: what was true when the message was planned may no longer be. Windows are the channel's
 * (`Channel.whyNotNow`), everything else is ours.
 * Out:    a refusal with a sentence for people, or null when the request may be made.
 */
export function whyNotNow(message: ClaimedMessage, channel: Channel, now: Date): Outcome | null {
  const refuse = (code: string, words: Sentence): Outcome => ({
    kind: 'refused',
    code,
    words,
    class: 'window',
    platform: null,
    httpStatus: null,
  })
  if (message.optedOutAt && !message.byHand) return refuse('opted_out', sentence('outbox.opted_out'))
  if (message.botPausedUntil && message.botPausedUntil > now && !message.byHand) return refuse('bot_paused', sentence('outbox.bot_paused'))
  // The platform would refuse it (meta-platform.md 5.9), and the person asked for none.
  if (message.marketingStoppedAt && isMarketing(message)) return refuse('marketing_stopped', sentence('outbox.marketing_stopped'))
  if (message.waitsFor && !isSent(message.dmState)) return refuse(dmNotSent, sentence('outbox.dm_not_sent'))
  if (message.kind === 'message' && !message.recipientId) return refuse('no_recipient', sentence('outbox.no_recipient'))
  const tooLate = channel.whyNotNow({ ...message, byHand: isTypedLate(message, now) }, now)
  if (tooLate) return refuse(tooLate.code, sentenceOfTime(tooLate))
  const why = channel.whyNotSendable({
    kind: message.kind,
    recipientId: message.recipientId,
    commentId: message.commentId,
    content: message.content,
  })
  return why ? refuse(why.code, why.words) : null
}

/**
 * Whether a message goes out after the window because somebody typed it (HUMAN_AGENT, meta-platform.md 3.2). Only what a member sends is
 * stored with the longer time (`storeByHand`), and a window only moves on: after it, nothing else has time left.
 */
export const isTypedLate = ({ byHand, windowUntil, expiresAt }: ClaimedMessage, now: Date): boolean =>
  byHand && windowUntil !== null && windowUntil <= now && expiresAt !== null && expiresAt > now

const isMarketing = ({ content }: ClaimedMessage): boolean =>
  content.type === 'template' && content.template.filled?.category.toLowerCase() === 'marketing'

/** The code of a public reply that is not posted because of its DM: not a failure of its own, so it is in no list of failures. */
export const dmNotSent = 'dm_not_sent'

const isSent = (state: string | null): boolean => state === 'sent' || state === 'delivered' || state === 'read'
