import { useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Choices } from '../../../server/leads/leads.schemas.ts'
import type { ChosenOf } from '../../../server/model/lead.ts'
import { Picker } from '../parts/Picker.tsx'
import { queries } from '../queries.ts'

type Props = { of: ChosenOf; label: string; ids: string[]; onChange: (ids: string[]) => void; single?: boolean; error?: string | undefined }
type Choice = Choices['data'][number]
const idsPerCall = 50

/** Forms or campaigns by their names, found on the server. An id that nothing has any more is shown as such. */
export function OriginPicker({ of, label, ids, onChange, single, error }: Props) {
  const { t } = useTranslation()
  const [q, setQ] = useState('')
  const { data: found, isPlaceholderData, isPending } = useQuery(queries.originChoices(of, q))
  const parts = Array.from({ length: Math.ceil(ids.length / idsPerCall) }, (_, n) => ids.slice(n * idsPerCall, (n + 1) * idsPerCall))
  const named = useQueries({ queries: parts.map((part) => queries.originNames(of, part)) })
  const known = new Map([...(found?.data ?? []), ...named.flatMap(({ data }) => data?.data ?? [])].map((one) => [one.id, one]))
  const areNamed = named.every(({ isPending }) => !isPending)

  const nameOf = ({ id, name, isGone }: Choice) => (isGone ? t('endpoints.pickGone', { name: name ?? id }) : (name ?? id))
  const chosen = ids.map((id) => {
    const one = known.get(id)
    return { id, label: one ? nameOf(one) : areNamed ? t('endpoints.pickUnknown', { id }) : id, isBad: one ? one.isGone : areNamed }
  })
  const options = (found?.data ?? [])
    .filter(({ id }) => !ids.includes(id))
    .map((one) => ({ id: one.id, label: nameOf(one), ...(of === 'form' ? { note: t(`endpoints.picked.${one.kind}`) } : {}) }))
  const isKnown = q === '' || options.some(({ id }) => id === q) || ids.includes(q)
  return (
    <Picker
      label={label}
      error={error}
      bare
      chosen={chosen}
      // A campaign that no lead came from yet is known by its id alone.
      options={isKnown ? options : [...options, { id: q, label: t('endpoints.pickId', { id: q }) }]}
      busy={isPlaceholderData || isPending}
      none={t(`endpoints.pickNone.${of}`)}
      placeholder={t(`endpoints.pickHint.${of}`)}
      removeLabel={(one) => t('endpoints.removeValue', { value: one })}
      onSearch={setQ}
      onAdd={(id) => onChange(single ? [id] : [...ids, id])}
      onRemove={(id) => onChange(ids.filter((one) => one !== id))}
      {...(single ? { single } : {})}
    />
  )
}
