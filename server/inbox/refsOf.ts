import { readRef } from '../dms/ref.ts'
import type { Continued } from '../dms/continueDms.ts'
import { isOccurrence } from '../model/occurrence.ts'
import type { Arrival } from './batch.ts'

/**
 * The links that people followed: a referral, or a message with the text that the link filled in. Asked after the decision, when the window
 * that the event opened is known, and whether they opted out.
 */
export const refsOf = (arrivals: Arrival[]): Continued[] =>
  arrivals.flatMap(({ event, account, thread, eventId }) => {
    if (isOccurrence(event.kind) || !thread || event.isOwn || event.standby || event.kind === 'echo' || thread.state.optedOutAt) return []
    const ref = readRef(event)
    if (ref === null) return []
    const { conversationId, contactId, state } = thread
    return [{ ref, eventId, accountId: account.id, channel: account.channel, conversationId, contactId, windowUntil: state.windowUntil }]
  })
