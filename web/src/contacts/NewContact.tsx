import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ContactField } from '../../../server/model/contact.ts'
import { api } from '../api.ts'
import { ApiError } from '../callApi.ts'
import { EditorForm } from '../frame/EditorForm.tsx'
import { showNote } from '../parts/notes.tsx'
import { queries } from '../queries.ts'
import { ContactFields } from './ContactFields.tsx'
import { IdentifierFields, useKindOf } from './IdentifierFields.tsx'
import { TagsInput } from './TagsInput.tsx'
import { useContactForm } from './useContactForm.ts'

/** Adds a person by hand, in a drawer over the list. */
export function NewContact() {
  const { data: fields } = useQuery(queries.contactFields)
  return <NewPerson fields={fields?.data ?? []} />
}

function NewPerson({ fields }: { fields: readonly ContactField[] }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const navigate = useNavigate()
  const { data: me } = useQuery(queries.me)
  const kindOf = useKindOf()
  const [identifier, setIdentifier] = useState({ accountId: '', value: '' })
  const [tags, setTags] = useState<string[]>([])
  const [why, setWhy] = useState<string>()
  const isLimited = me?.accountIds !== null && me?.accountIds !== undefined
  const { form, submit, trouble } = useContactForm(null, fields, async (change) => {
    const value = identifier.value.trim()
    if (identifier.accountId && !value) {
      setWhy(t('needed'))
      throw new ApiError(400, 'invalid_input', t('contacts.identifierMissing'))
    }
    const given = identifier.accountId ? [{ accountId: identifier.accountId, kind: kindOf(identifier.accountId), value }] : []
    const added = await api.addContact({ ...change, tags, identifiers: given })
    await client.invalidateQueries({ queryKey: ['contacts', 'tags'] })
    client.setQueryData(queries.contact(added.id).queryKey, added)
    showNote(t('contacts.added'))
    // The form counts as saved before the page changes: nothing asks whether to leave.
    setTimeout(() => void navigate({ to: '/contacts/$contactId', params: { contactId: added.id } }))
    return added
  })
  const isTouched = form.formState.isDirty || tags.length > 0 || identifier.value !== ''
  return (
    <EditorForm
      title={t('contacts.new')}
      action={t('contacts.create')}
      state={{ isDirty: isTouched && !form.formState.isSubmitSuccessful, isSubmitting: form.formState.isSubmitting }}
      onSubmit={submit}
      onClose={() => void navigate({ to: '/contacts', search: true })}
      trouble={trouble}
    >
      <ContactFields form={form} fields={fields} />
      <TagsInput label={t('tags.title')} tags={tags} onChange={setTags} />
      <IdentifierFields
        given={identifier}
        onChange={(next) => {
          setWhy(undefined)
          setIdentifier(next)
        }}
        {...(isLimited ? {} : { none: t('contacts.noAccount') })}
        error={why}
      />
    </EditorForm>
  )
}
