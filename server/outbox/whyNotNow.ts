import type { Channel, Outcome } from '../model/channel.ts'
import { timeWords } from '../model/timeWords.ts'
import type { ClaimedMessage } from './claim.queries.ts'

/**
 * The last look before a call: what was true when the message was planned may no longer be. Windows are the channel's
 * (`Channel.whyNotNow`), everything else is ours.
 * Out: a refusal with the words a person reads, or null when the call may be made.
 */
export function whyNotNow(message: ClaimedMessage, channel: Channel, now: Date): Outcome | null {
  const refuse = (code: string, words: string): Outcome => ({
    kind: 'refused',
    code,
    words,
    class: 'window',
    platform: null,
    httpStatus: null,
  })
  if (message.optedOutAt && !message.byHand) return refuse('opted_out', 'The person wrote STOP, so automations stay silent.')
  if (message.botPausedUntil && message.botPausedUntil > now && !message.byHand)
    return refuse('bot_paused', 'A person took over this conversation.')
  if (message.waitsFor && !isSent(message.dmState)) return refuse(dmNotSent, 'Its DM was not sent, so the public reply was not posted.')
  if (message.kind === 'message' && !message.recipientId)
    return refuse('no_recipient', 'This person has only commented so far; a DM becomes possible when they answer the private reply.')
  const tooLate = channel.whyNotNow(message, now)
  if (tooLate) return refuse(tooLate.code, timeWords(tooLate))
  const unsayable = channel.whyNotSayable({
    kind: message.kind,
    recipientId: message.recipientId,
    commentId: message.commentId,
    content: message.content,
  })
  return unsayable ? refuse(unsayable.code, unsayable.words) : null
}

/** Under which code a public reply stays unposted because of its DM: no failure of its own, so no list of failures has it. */
export const dmNotSent = 'dm_not_sent'

const isSent = (state: string | null): boolean => state === 'sent' || state === 'delivered' || state === 'read'
