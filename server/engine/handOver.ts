import type { HandOver } from '../model/decision.ts'
import { untilResumed } from '../model/conversation.ts'
import { note, type DecisionBuilder } from './decisionBuilder.ts'
import { fold } from './fold.ts'
import { heardText, hears } from './heardText.ts'

/** Hands the conversation over to people: automations pause in it until somebody resumes them. */
export function handOver(builder: DecisionBuilder, why: Omit<HandOver, 'kind'>): void {
  builder.conversation.botPausedUntil = untilResumed
  builder.effects.push({ kind: 'hand_over', ...why })
  note(builder, why.why === 'word' ? 'handed_over_by_word' : 'handed_over', { by: why.by })
}

/** The word in a text by which a person asks for a person, or null. Words count whole, as keywords do. */
export function handOverWord(text: string | null, words: readonly string[]): string | null {
  if (text === null || !words.length) return null
  const heard = heardText(text)
  return words.find((word) => hears(heard, fold(word), true)) ?? null
}
