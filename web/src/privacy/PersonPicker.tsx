import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Picker } from '../parts/Picker.tsx'
import { queries } from '../queries.ts'
import { personText } from './personText.ts'

export type Chosen = { id: string; label: string }

/** Finds one person by name, handle, email or phone; the server searches. */
export function PersonPicker({
  chosen,
  error,
  onChange,
}: {
  chosen: Chosen | null
  error?: string | undefined
  onChange: (person: Chosen | null) => void
}) {
  const { t } = useTranslation()
  const [searched, setSearched] = useState('')
  const people = useQuery(queries.someContacts(searched))
  const options = (people.data?.data ?? []).map((one) => ({ id: one.id, label: personText(one) ?? one.phone ?? one.email ?? one.id }))
  return (
    <Picker
      single
      label={t('optOuts.person')}
      chosen={chosen ? [chosen] : []}
      options={options}
      busy={people.isPlaceholderData || people.isPending}
      none={t('optOuts.nobody')}
      placeholder={t('optOuts.personPlaceholder')}
      removeLabel={(label) => t('optOuts.removePerson', { name: label })}
      onSearch={setSearched}
      onAdd={(id) => onChange(options.find((one) => one.id === id) ?? null)}
      onRemove={() => onChange(null)}
      error={error}
    />
  )
}
