import type { ConversationState, Effect } from '../model/decision.ts'
import type { EventKind, InboundEvent } from '../model/event.ts'

/** Events by which a person allows the account to read their profile (meta-platform.md 3.5: a comment does not). */
const consenting = new Set<EventKind>(['message', 'postback'])

/**
 * The effects of an event beside messages, whatever automations do with it.
 * In:     the event, the conversation as decided, whether the channel offers profiles. Changes the conversation: its profile was asked for.
 * Out:    one request for a person's profile, at the first event that allows it, whatever comes of the request.
 */
export function effectsOf(event: InboundEvent, conversation: ConversationState, tellsProfiles: boolean, now: Date): Effect[] {
  const mayAsk = tellsProfiles && consenting.has(event.kind) && !event.isOwn && !event.standby && event.personIdKind === 'scoped'
  if (!mayAsk || conversation.name !== null || conversation.profileAskedAt !== null) return []
  conversation.profileAskedAt = now
  return [{ kind: 'ask_profile', personId: event.personId! }]
}
