import { keep, keptKeys } from '../kept.ts'
import type { BuilderForm } from './builderForm.ts'
import { readStoredForm } from './storedForm.ts'

/** What was written and not saved yet: kept on this device, per person and automation, until it is saved or given up. */
export type Draft = {
  form: BuilderForm
  /** The version of the automation it began with; null while there is none. */
  version: number | null
  at: string
}
const beginning = 'draft:'
const keptForMs = 30 * 24 * 3_600_000

/** Its place: of one person, so that whoever signs in on this device next is not shown it. */
export const draftPlace = (userId: string, id: string) => `${beginning}${userId}:${id}`

export const keepDraft = (place: string, draft: Draft) => keep(place, JSON.stringify(draft))
export const dropDraft = (place: string) => keep(place, null)

/** Out: the draft, or null when there is none, or none that this version of the pages can read. Forgets drafts of more than thirty days ago. */
export function findDraft(place: string, now: Date): Draft | null {
  for (const key of keptKeys(beginning)) {
    const draft = readDraft(key)
    if (!draft || now.getTime() - Date.parse(draft.at) > keptForMs) keep(key, null)
  }
  return readDraft(place)
}

function readDraft(place: string): Draft | null {
  const draft = readStoredForm<Draft>(place)
  return draft && !Number.isNaN(Date.parse(draft.at)) ? draft : null
}
