import type { Consent } from '../model/consent.ts'
import type { Decision } from '../model/decision.ts'
import type { InboundEvent } from '../model/event.ts'

/** What a person agreed to with an event, or took back: by the platform's own switch, or by a word for it. Null: neither. */
export function consentOf(event: InboundEvent, outcome: Decision['outcome']): Consent | null {
  if (event.consent) return event.consent
  if (outcome !== 'opted_out' && outcome !== 'opted_in') return null
  return { about: 'messages', isGiven: outcome === 'opted_in', source: 'word', words: event.text, sourceId: null }
}
