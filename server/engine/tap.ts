import { bareWords, fold } from './fold.ts'
import { saysYes } from './optWords.ts'

/**
 * The payload of a button or row, by which a tap finds its run again: `autodm:<runId>:<stepId>`, with the step that it leads to. `place`
 * (from 0) tells several that lead to the same step apart, because the ids of one message have to differ (meta-platform.md 5.2).
 */
export const tapPayload = (runId: string, stepId: string, place = 0): string => `autodm:${runId}:${stepId}${place > 0 ? `#${place}` : ''}`

/** Parses a payload. Out: null when it is not one of these. */
export function readTap(payload: string | null): { runId: string; stepId: string; place: number } | null {
  const parts = /^autodm:([^:]+):(.+?)(?:#(\d+))?$/s.exec(payload ?? '')
  return parts ? { runId: parts[1]!, stepId: parts[2]!, place: Number(parts[3] ?? 0) } : null
}

/** For each of them, how many before it lead to the same step. */
export const placesOf = (ways: { goTo?: string }[]): number[] =>
  ways.map(({ goTo }, index) => ways.slice(0, index).filter((before) => before.goTo === goTo).length)

export type TypedTap = { goTo: string; title: string; stage: 'typed_title' | 'typed_yes' }

/**
 * The button or row whose title a person typed, where they do not show or the person prefers to write. Titles are compared as keywords are,
 * without punctuation and emoji. With only one that leads to a step, a yes counts too.
 * Out:    null when no title matches, or when two that lead to different steps have the same title.
 */
export function typedTap(text: string, offered: { title: string; goTo?: string }[]): TypedTap | null {
  const waiting = offered.flatMap(({ title, goTo }) => (goTo === undefined ? [] : [{ title, goTo }]))
  const written = fold(text)
  const words = bareWords(text)
  const same = waiting.filter(({ title }) => fold(title) === written)
  const called = same.length > 0 ? same : waiting.filter(({ title }) => words !== '' && bareWords(title) === words)
  if (called.length > 0) return called.every(({ goTo }) => goTo === called[0]!.goTo) ? { ...called[0]!, stage: 'typed_title' } : null
  return waiting.length === 1 && saysYes(text) ? { ...waiting[0]!, stage: 'typed_yes' } : null
}
