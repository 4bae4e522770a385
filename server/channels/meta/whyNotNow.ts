import type { ChannelLimits, ChannelTimes } from '../../model/channel.ts'
import type { MessageContent } from '../../model/content.ts'

/**
 * The windows of the platform (meta-platform.md 3.2, 3.3, 5.9): a message may be sent for a period after the person last wrote, a private
 * reply for a period after the comment, a public reply always.
 * In: the channel's limits; which content may be sent outside the window.
 */
export const timesWithin = (
  limits: Pick<ChannelLimits, 'windowMs' | 'privateReplyMs'>,
  needsNoWindow: (content: MessageContent) => boolean = () => false,
): ChannelTimes => ({
  whyNotNow({ kind, content, windowUntil, commentedAt }, now) {
    if (kind === 'private_reply' && commentedAt && now.getTime() - commentedAt.getTime() > limits.privateReplyMs)
      return { code: 'comment_too_old', data: { privateReplyMs: limits.privateReplyMs, commentedAt: commentedAt.toISOString() } }
    if (kind !== 'message' || needsNoWindow(content)) return null
    if (!windowUntil || windowUntil <= now)
      return { code: 'outside_window', data: { windowMs: limits.windowMs, until: windowUntil?.toISOString() ?? null } }
    return null
  },
  expiresAt({ kind, content, windowUntil, commentedAt }) {
    if (kind === 'message') return needsNoWindow(content) ? null : windowUntil
    return kind === 'private_reply' && commentedAt ? new Date(commentedAt.getTime() + limits.privateReplyMs) : null
  },
})
