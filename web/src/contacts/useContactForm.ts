import { useForm } from 'react-hook-form'
import type { Contact, ContactChange } from '../../../server/contacts/contacts.schemas.ts'
import type { ContactField } from '../../../server/model/contact.ts'
import { ApiError } from '../callApi.ts'
import { useSave } from '../useSave.ts'
import { changesOf, formNames, formOf, type ContactForm } from './contactForm.ts'

/**
 * The form of a person. What changed meanwhile on the server is taken where nothing was typed. Errors of the server are shown at their
 * fields.
 * In: the person, null for a new one, and what sends the changes.
 */
export function useContactForm(
  contact: Contact | null,
  fields: readonly ContactField[],
  send: (change: ContactChange) => Promise<Contact>,
) {
  const stored = formOf(contact, fields)
  const form = useForm<ContactForm>({ values: stored, resetOptions: { keepDirtyValues: true } })
  const places = fields.map(({ key }, index) => [`customFields.${key}`, `values.${index}`] as const)
  const { submit, trouble } = useSave<ContactForm>(form, {
    save: async (given) => {
      try {
        const saved = formOf(await send(changesOf(stored, given, fields)), fields)
        return saved
      } catch (caught) {
        throw namedAtFields(caught)
      }
    },
    errorsAt: () => ({ ...Object.fromEntries(formNames.map((name) => [name, name])), ...Object.fromEntries(places) }),
  })
  return { form, submit, trouble }
}

/** `phone: must be a valid number` names its field in the message; shown at that field it is a detail. */
function namedAtFields(caught: unknown): unknown {
  if (!(caught instanceof ApiError) || caught.details.length > 0) return caught
  const [, path, message] = /^(phone|birthday|customFields\..+?): (.+)$/s.exec(caught.message) ?? []
  return path && message ? new ApiError(caught.status, caught.code, caught.message, [{ path, message }]) : caught
}
