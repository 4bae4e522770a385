import { store, storedKeys } from '../browserStorage.ts'
import type { BuilderForm } from './builderForm.ts'
import { readStoredForm } from './storedForm.ts'

/** Unsaved edits, stored on this device per user and automation until they are saved or discarded. */
export type Draft = {
  form: BuilderForm
  /** The version that was edited; null for a new automation. */
  version: number | null
  at: string
}
const beginning = 'draft:'
const keptForMs = 30 * 24 * 3_600_000

/** The storage key, per user, so that the next user on this device does not see the draft. */
export const draftPlace = (userId: string, id: string) => `${beginning}${userId}:${id}`

export const keepDraft = (place: string, draft: Draft) => store(place, JSON.stringify(draft))
export const dropDraft = (place: string) => store(place, null)

/** Out: the draft, or null if there is none that this version can read. Deletes drafts older than thirty days. */
export function findDraft(place: string, now: Date): Draft | null {
  for (const key of storedKeys(beginning)) {
    const draft = readDraft(key)
    if (!draft || now.getTime() - Date.parse(draft.at) > keptForMs) store(key, null)
  }
  return readDraft(place)
}

function readDraft(place: string): Draft | null {
  const draft = readStoredForm<Draft>(place)
  return draft && !Number.isNaN(Date.parse(draft.at)) ? draft : null
}
