import type { ChannelLimits } from '../model/channel.ts'
import type { ConversationState, Silence } from '../model/decision.ts'
import type { EventKind, InboundEvent } from '../model/event.ts'
import { answerableOccurrences } from '../model/occurrence.ts'

/** The event kinds that automations can reply to. */
const answerable = new Set<EventKind>(['comment', 'live_comment', 'message', 'postback', ...answerableOccurrences])
export const isComment = (event: InboundEvent): boolean => event.kind === 'comment' || event.kind === 'live_comment'

/**
 * Why an event never starts an automation, or null: the account or another app caused it, or its kind cannot be answered (requirement H5).
 */
export function whyIgnored(event: InboundEvent): Silence | null {
  if (event.noReply === 'imported') return event.noReply
  if (event.kind === 'echo') return 'echo'
  if (event.isOwn) return 'own'
  if (event.standby) return 'standby'
  if (event.noReply) return event.noReply
  return answerable.has(event.kind) ? null : 'not_answerable'
}

/**
 * How long a person may be written to, by the channel's limits. Null where the channel is not known: then no window opens and nothing is
 * too old.
 */
export type Windows = Pick<ChannelLimits, 'windowMs' | 'opensWindow' | 'privateReplyMs'> | null

/** When the window closes after this event; never earlier than before. */
export function windowAfter(event: InboundEvent, before: Date | null, windows: Windows): Date | null {
  if (
    !windows ||
    event.isOwn ||
    event.noReply === 'imported' ||
    !windows.opensWindow.includes(event.kind) ||
    Number.isNaN(event.occurredAt.getTime())
  )
    return before
  const until = new Date(event.occurredAt.getTime() + windows.windowMs)
  return before && before > until ? before : until
}

/** Whether an event is too old for a reply: after the window of a DM, after the period for a private reply. */
export function isTooOld(event: InboundEvent, windows: Windows, now: Date): boolean {
  if (!windows) return false
  return now.getTime() - event.occurredAt.getTime() > (isComment(event) ? windows.privateReplyMs : windows.windowMs)
}

/**
 * Loop guard (requirement H5): two programs that answer each other do so within a second, endlessly. No person types fifty messages to a
 * shop in ten minutes and expects an answer to each; a burst of twenty is an impatient person. Sending nothing ends the loop.
 */
export const loopGuard = { answers: 50, withinMs: 10 * 60_000 }

/** Whether a conversation got so many answers lately that another program may be writing there. */
function isLooping({ guardSince, guardCount }: ConversationState, now: Date): boolean {
  return isGuarding(guardSince, now) && guardCount >= loopGuard.answers
}

/** A start in the near future counts too: the clock was set back. Far in the future the clock was wrong then, and the start is ignored. */
const isGuarding = (since: Date | null, now: Date): since is Date =>
  since !== null && Math.abs(now.getTime() - since.getTime()) < loopGuard.withinMs

/** Counts a new answer. Out: the changed fields of the conversation. */
export function countAnswer(conversation: ConversationState, now: Date): Pick<ConversationState, 'guardSince' | 'guardCount'> {
  const { guardSince, guardCount } = conversation
  return isGuarding(guardSince, now) ? { guardSince, guardCount: guardCount + 1 } : { guardSince: now, guardCount: 1 }
}

/** Why this event gets no reply now, although its kind may get one. */
export function whySilent(
  event: InboundEvent,
  conversation: ConversationState,
  account: { active: boolean; limits?: Windows },
  now: Date,
): Silence | null {
  if (!account.active) return 'account_inactive'
  if (conversation.optedOutAt) return 'opted_out'
  if (conversation.botPausedUntil && conversation.botPausedUntil > now) return 'bot_paused'
  if (isTooOld(event, account.limits ?? null, now)) return 'too_old'
  return isLooping(conversation, now) ? 'loop_guard' : null
}
