import type { AutomationAnswer } from '../../../server/automations/automations.schemas.ts'
import type { BuilderForm } from './builderForm.ts'
import { definitionOf } from './definitionOf.ts'
import { store } from '../browserStorage.ts'
import { normalForm } from './formOf.ts'
import { readStoredForm } from './storedForm.ts'

/** Per user, like drafts (drafts.ts). */
const place = (userId: string | undefined, id: string) => `unfinished:${userId ?? 'key'}:${id}`

/** The server stores only finished parts. A draft's blank texts and buttons without a link are stored on this device until then. */
export function keepUnfinishedParts(userId: string | undefined, id: string, form: BuilderForm) {
  const finished = normalForm(definitionOf(form)) === normalForm(definitionOf(form, 'preview'))
  store(place(userId, id), finished ? null : JSON.stringify({ form }))
}

/** Out: the form with its unfinished parts, or null when there are none, or when the automation was changed elsewhere since. */
export function unfinishedPartsOf(
  userId: string | undefined,
  item: Pick<AutomationAnswer, 'id' | 'name' | 'definition'>,
): BuilderForm | null {
  const form = readStoredForm<{ form: BuilderForm }>(place(userId, item.id))?.form
  if (!form) return null
  return normalForm(definitionOf(form)) === normalForm(item.definition) ? { ...form, name: item.name } : null
}
