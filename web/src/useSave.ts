import { useState } from 'react'
import type { FieldValues, Path, UseFormReturn } from 'react-hook-form'
import { setFieldErrors } from './fieldErrors.ts'

type Options<Fields extends FieldValues> = {
  /** Sends what was filled in. Out: what the form then holds; nothing: what was filled in. Errors: shown. */
  save: (fields: Fields) => Promise<Fields | void>
  /** The names in the body of the request, each with the field where its error is shown. */
  errorsAt: (fields: Fields) => Partial<Record<string, Path<Fields>>>
  /** Called when it could not be saved, by a field of the page or by the server. */
  onRefused?: () => void
}

/**
 * Saves what a form holds; then it counts as unchanged. An error of the request is shown at its field, and the first one gets the focus.
 * Out: `submit`, what was thrown and has no field (until the next attempt), and `setTrouble` for what saves in another way.
 */
export function useSave<Fields extends FieldValues>(form: UseFormReturn<Fields>, { save, errorsAt, onRefused }: Options<Fields>) {
  const [trouble, setTrouble] = useState<unknown>(null)
  const submit = form.handleSubmit(
    async (fields) => {
      setTrouble(null)
      try {
        form.reset((await save(fields)) ?? fields)
      } catch (caught) {
        const at = errorsAt(fields)
        let isFirst = true
        const show = (name: string, error: { message: string }) => {
          form.setError(at[name]!, error, { shouldFocus: isFirst })
          isFirst = false
        }
        if (!setFieldErrors(caught, Object.keys(at), show)) setTrouble(caught)
        onRefused?.()
      }
    },
    () => onRefused?.(),
  )
  return { submit, trouble, setTrouble }
}

/** Each name is that of its field. */
export const sameNames = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, name])) as Record<Name, Name>
