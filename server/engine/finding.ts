import type { Sentence } from '../model/sentence.ts'

/** A blocker prevents an automation from going live, a warning does not. `stepId` null: it concerns the whole automation. */
export type Finding = { level: 'blocker' | 'warning'; stepId: string | null; code: string; words: Sentence }

export const blocker = (stepId: string | null, code: string, words: Sentence): Finding => ({ level: 'blocker', stepId, code, words })
export const warning = (stepId: string | null, code: string, words: Sentence): Finding => ({ level: 'warning', stepId, code, words })
