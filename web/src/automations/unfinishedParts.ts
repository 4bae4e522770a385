import type { AutomationItem } from '../answers.ts'
import type { BuilderForm } from './builderForm.ts'
import { definitionOf } from './definitionOf.ts'
import { plain } from './formOf.ts'

const place = (id: string) => `unfinished:${id}`

/** The server keeps finished parts only; a draft's blank texts and buttons without a link are kept on this device until they are finished. */
export function keepUnfinishedParts(id: string, form: BuilderForm) {
  const finished = plain(definitionOf(form)) === plain(definitionOf(form, 'preview'))
  if (finished) localStorage.removeItem(place(id))
  else localStorage.setItem(place(id), JSON.stringify(form))
}

/** Out: the form with its unfinished parts, or null when there are none, or when the automation was changed elsewhere since. */
export function unfinishedPartsOf(item: Pick<AutomationItem, 'id' | 'name' | 'definition'>): BuilderForm | null {
  const kept = localStorage.getItem(place(item.id))
  if (!kept) return null
  const form = JSON.parse(kept) as BuilderForm
  return plain(definitionOf(form)) === plain(item.definition) ? { ...form, name: item.name } : null
}
