import type { ChannelLimits, ChannelTimes } from '../../model/channel.ts'
import type { MessageContent } from '../../model/content.ts'

/**
 * The windows of the platform (meta-platform.md 3.2, 3.3, 5.9): a message may be sent for a period after the person last wrote, a private
 * reply for a period after the comment, a public reply always.
 * In: the channel's limits; which content may be sent outside the window.
 */
export const timesWithin = (
  limits: Pick<ChannelLimits, 'windowMs' | 'privateReplyMs' | 'personMs'>,
  needsNoWindow: (content: MessageContent) => boolean = () => false,
): ChannelTimes => ({
  whyNotNow({ kind, content, windowUntil, commentedAt, byHand }, now) {
    if (kind === 'private_reply' && commentedAt && now.getTime() - commentedAt.getTime() > limits.privateReplyMs)
      return { code: 'comment_too_old', data: { privateReplyMs: limits.privateReplyMs, commentedAt: commentedAt.toISOString() } }
    if (kind !== 'message' || needsNoWindow(content)) return null
    const until = untilFor(limits, windowUntil, byHand)
    if (!until || until <= now) return { code: 'outside_window', data: { windowMs: limits.windowMs, until: until?.toISOString() ?? null } }
    return null
  },
  expiresAt({ kind, content, windowUntil, commentedAt, byHand }) {
    if (kind === 'message') return needsNoWindow(content) ? null : untilFor(limits, windowUntil, byHand)
    return kind === 'private_reply' && commentedAt ? new Date(commentedAt.getTime() + limits.privateReplyMs) : null
  },
})

/** When the window closes; for what a person of the business writes later, where the platform allows that (3.2: seven days). */
function untilFor(
  { windowMs, personMs }: Pick<ChannelLimits, 'windowMs' | 'personMs'>,
  windowUntil: Date | null,
  byHand: boolean | undefined,
): Date | null {
  return windowUntil && byHand && personMs ? new Date(windowUntil.getTime() + personMs - windowMs) : windowUntil
}
