import type { Sentence } from './sentence.ts'

/** From the worst to the best; `not_checked` says in its sentence why not. */
export const findingStatuses = ['problem', 'warning', 'not_checked', 'ok'] as const
export type FindingStatus = (typeof findingStatuses)[number]

/** What to do: in words, and the page where it is done: an address, or a path of ours. */
export type NextClick = { words: Sentence; url: string | null }

/** What a check of the doctor found. No secrets. */
export type Finding = { status: FindingStatus; asked: Sentence; found: Sentence; next: NextClick | null }
export type StoredFinding = Finding & { name: string }
