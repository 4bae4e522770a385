import { ApiError } from './callApi.ts'
import { asSentence } from './asSentence.ts'

/**
 * Shows the errors of a request at the fields that they are about.
 * In: what was thrown, the names of the form's fields (as in the body of the request), and the form's `setError`.
 * Out: whether every error has its field, so that the form needs no notice beside them.
 */
export function setFieldErrors<Name extends string>(
  trouble: unknown,
  names: readonly Name[],
  setError: (name: Name, error: { message: string }) => void,
): boolean {
  if (!(trouble instanceof ApiError) || !trouble.details.length) return false
  return trouble.details.reduce((all, { path, message }) => {
    // What is wrong inside a field (`body.auth.key`) is shown at the field; an address that was checked is named without its place.
    const name = names.find((one) => path === one || path === `body.${one}` || path.startsWith(`body.${one}.`))
    if (name) setError(name, { message: asSentence(message) })
    return all && name !== undefined
  }, true)
}
