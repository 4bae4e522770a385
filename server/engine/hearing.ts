import type { Trigger, TriggerKind } from '../model/automation.ts'
import type { SkipReason } from '../model/decision.ts'
import type { InboundEvent } from '../model/event.ts'
import { fold } from './fold.ts'
import { hears, type HeardText, heardText } from './heardText.ts'

/**
 * The kinds of trigger that can match an event. DM triggers and comment triggers never compete. Everything that arrives as a DM is a
 * message, also replies to stories and mentions in stories.
 */
export function triggerKindsOf(event: InboundEvent): TriggerKind[] {
  if (event.kind === 'comment') return ['comment']
  if (event.kind === 'live_comment') return ['live_comment', 'comment']
  if (event.kind === 'postback') return ['postback']
  if (event.kind !== 'message') return []
  const kinds: TriggerKind[] = ['message']
  if (event.replyTo?.storyId || event.replyTo?.storyUrl) kinds.push('story_reply')
  if (event.storyMention) kinds.push('story_mention')
  return kinds
}

/** The posts or stories an event is about: a boosted copy is also its original (meta-platform.md 2.3). */
export function mediaOf(event: InboundEvent): string[] {
  const media = [event.mediaId, event.originalMediaId, event.replyTo?.storyId]
  return [...new Set(media.filter((id): id is string => typeof id === 'string' && id !== ''))]
}

/** Excluded words match whole words, as keywords do, unless the trigger matches parts of words. */
export const exclusionMatch = (trigger: Trigger): 'word' | 'contains' => (trigger.match === 'contains' ? 'contains' : 'word')

const hearsWord = (heard: HeardText, folded: string, match: Trigger['match']): boolean =>
  match === 'exact' ? folded !== '' && heard.text === folded : hears(heard, folded, match === 'word')

const foldedBy = new WeakMap<string[], string[]>()
/** The words of a list, folded at first use and kept as long as the list, which belongs to a version. The linter asks once per keyword. */
function foldedWords(words: string[]): string[] {
  const folded = foldedBy.get(words) ?? words.map(fold)
  foldedBy.set(words, folded)
  return folded
}

/**
 * Why one trigger does not match an event, evaluated by itself and without the index: compileSet.ts must give the same result.
 * Out:    null when it matches.
 * Errors: none.
 */
export function whyNotHeard(trigger: Trigger, event: InboundEvent): SkipReason | null {
  if (!triggerKindsOf(event).includes(trigger.on)) return 'other_kind'
  if (trigger.media.length > 0 && !mediaOf(event).some((id) => trigger.media.includes(id))) return 'other_post'
  if (trigger.on === 'postback')
    return trigger.keywords.length === 0 || trigger.keywords.includes(event.payload ?? '') ? null : 'no_keyword'
  const heard = heardText(event.text ?? '')
  if (trigger.keywords.length > 0 && !foldedWords(trigger.keywords).some((word) => hearsWord(heard, word, trigger.match)))
    return 'no_keyword'
  return excludedWord(trigger, event) === null ? null : 'excluded_word'
}

/** The first excluded word in the event's text, or null. */
export function excludedWord(trigger: Trigger, event: InboundEvent): string | null {
  const heard = heardText(event.text ?? '')
  return trigger.exclude[foldedWords(trigger.exclude).findIndex((word) => hearsWord(heard, word, exclusionMatch(trigger)))] ?? null
}
