import type { MessageStep } from '../model/automation.ts'
import { bareWords, fold } from './fold.ts'
import { saysYes } from './optWords.ts'

/** The payload of a button, by which a tap finds its run again: `autodm:<runId>:<stepId>`, with the step that the button leads to. */
export const tapPayload = (runId: string, stepId: string): string => `autodm:${runId}:${stepId}`

/** Parses a payload. Out: null when it is not one of these. */
export function readTap(payload: string | null): { runId: string; stepId: string } | null {
  const parts = /^autodm:([^:]+):(.+)$/s.exec(payload ?? '')
  return parts ? { runId: parts[1]!, stepId: parts[2]! } : null
}

export type TypedTap = { goTo: string; title: string; stage: 'typed_title' | 'typed_yes' }

/**
 * The button whose title a person typed, where buttons do not show or the person prefers to write. Titles are compared as keywords are,
 * without punctuation and emoji. With one button that leads to a step, a yes counts too.
 * Out:    null when no title matches, or when two buttons that lead to different steps have the same title.
 */
export function typedTap(text: string, step: MessageStep): TypedTap | null {
  const waiting = (step.buttons ?? []).flatMap(({ title, goTo }) => (goTo === undefined ? [] : [{ title, goTo }]))
  const written = fold(text)
  const words = bareWords(text)
  const same = waiting.filter(({ title }) => fold(title) === written)
  const called = same.length > 0 ? same : waiting.filter(({ title }) => words !== '' && bareWords(title) === words)
  if (called.length > 0) return called.every(({ goTo }) => goTo === called[0]!.goTo) ? { ...called[0]!, stage: 'typed_title' } : null
  return waiting.length === 1 && saysYes(text) ? { ...waiting[0]!, stage: 'typed_yes' } : null
}
