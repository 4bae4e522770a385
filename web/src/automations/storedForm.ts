import { readStored } from '../browserStorage.ts'
import { blankForm, type BuilderForm } from './builderForm.ts'

/**
 * Returns what is stored on this device under a key, or null when there is nothing, or no form that this version of the builder can read.
 */
export function readStoredForm<Stored extends { form: BuilderForm }>(key: string): Stored | null {
  try {
    const stored = JSON.parse(readStored(key) ?? 'null') as Stored | null
    return stored && hasCurrentShape(stored.form) ? stored : null
  } catch {
    return null
  }
}

/** Whether the form has the fields of today's builder: an upgrade may have changed them since. */
const hasCurrentShape = (form: BuilderForm) =>
  Object.entries(blankForm).every(([name, value]) => {
    const stored: unknown = form[name as keyof BuilderForm]
    return typeof stored === typeof value && Array.isArray(stored) === Array.isArray(value)
  })
