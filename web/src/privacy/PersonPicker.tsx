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
  exceptId,
  onChange,
}: {
  chosen: Chosen | null
  error?: string | undefined
  /** Who is not offered. */
  exceptId?: string
  onChange: (person: Chosen | null) => void
}) {
  const { t } = useTranslation()
  const [searched, setSearched] = useState('')
  const people = useQuery(queries.someContacts(searched))
  // People with the same name differ by their address.
  const options = (people.data?.data ?? [])
    .filter(({ id }) => id !== exceptId)
    .map((one) => {
      const [label = one.id, note] = [personText(one), one.email, one.phone].filter((text) => text !== null)
      return { id: one.id, label, ...(note ? { note } : {}) }
    })
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
