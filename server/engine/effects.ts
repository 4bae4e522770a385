import type { ConversationState, Effect } from '../model/decision.ts'
import type { EventKind, InboundEvent } from '../model/event.ts'

/** Acts by which a person lets the account see what they are called (meta-platform.md 3.5: a comment does not). */
const consenting = new Set<EventKind>(['message', 'postback'])

/**
 * What an event wants done beside messages, whatever automations make of it.
 * In:  the event, the conversation as decided, whether the channel tells what people are called. Changed: that the conversation's person was asked about.
 * Out: asking for a person's profile at the first act that lets us, once, whatever the answer will be.
 */
export function effectsOf(event: InboundEvent, conversation: ConversationState, tellsProfiles: boolean, now: Date): Effect[] {
  const mayAsk = tellsProfiles && consenting.has(event.kind) && !event.isOwn && !event.standby && event.personIdKind === 'scoped'
  if (!mayAsk || conversation.name !== null || conversation.profileAskedAt !== null) return []
  conversation.profileAskedAt = now
  return [{ kind: 'ask_profile', personId: event.personId! }]
}
