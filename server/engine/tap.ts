import type { MessageStep } from '../model/automation.ts'
import { bareWords, fold } from './fold.ts'
import { saysYes } from './optWords.ts'

/** What a button of ours carries, so that a tap finds its run again: `autodm:<runId>:<stepId>`, the step being where it leads. */
export const tapPayload = (runId: string, stepId: string): string => `autodm:${runId}:${stepId}`

/** Reads a payload back. Out: null when it is none of ours. */
export function readTap(payload: string | null): { runId: string; stepId: string } | null {
  const parts = /^autodm:([^:]+):(.+)$/s.exec(payload ?? '')
  return parts ? { runId: parts[1]!, stepId: parts[2]! } : null
}

export type TypedTap = { goTo: string; title: string; stage: 'typed_title' | 'typed_yes' }

/**
 * The button that a text stands for: where buttons do not show, or for people who rather write. A button's own title counts, compared
 * as keywords are and without punctuation and pictures; with one button that leads on, a yes does too.
 * Out:    null when the text is nothing of that, or two buttons that lead to different steps are called the same.
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
