import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { consentAbouts } from '../../../server/model/consent.ts'
import { contactSources, type ContactField } from '../../../server/model/contact.ts'
import { channelName, handle } from '../accounts/handle.ts'
import { useAccountChoice } from '../frame/accountChoice.tsx'
import { SelectField, TextField } from '../parts/Field.tsx'
import { queries } from '../queries.ts'
import { inputOf, type Draft } from './conditions.ts'
import { DayFields, dayOfParts, partsOfDay } from './DayFields.tsx'
import { useTagNames } from './TagsInput.tsx'

type Props = { draft: Draft; field: ContactField | undefined; error: string | undefined; onChange: (value: string) => void }
type Choice = { value: string; label: string }

/** The value of a condition: chosen where the choices are known, else typed. Nothing where the comparison needs none. */
export function ConditionValue({ draft: { about, is, value }, field, error, onChange }: Props) {
  const { t } = useTranslation()
  const { accounts } = useAccountChoice()
  const tags = useTagNames()
  const { data: channels } = useQuery(queries.channels)
  const input = inputOf(about, is)
  if (input === null) return null
  if (input === 'day') return <Day value={value} error={error} onChange={onChange} />
  const yesOrNo = [true, false].map((on) => ({ value: String(on), label: t(on ? 'contacts.yes' : 'contacts.no') }))
  const choices: Record<string, Choice[] | null> = {
    tag: tags.map((name) => ({ value: name, label: name })),
    account: accounts.map((account) => ({ value: account.id, label: `${handle(account)} · ${channelName(t, account.channel)}` })),
    channel: (channels?.data ?? []).map(({ name }) => ({ value: name, label: channelName(t, name) })),
    choice:
      about === 'consent'
        ? consentAbouts.map((one) => ({ value: one, label: t(`contacts.about.${one}`) }))
        : contactSources.map((one) => ({ value: one, label: t(`contacts.source.${one}`) })),
    field: field?.type === 'boolean' ? yesOrNo : field?.type === 'choice' ? field.choices.map((one) => ({ value: one, label: one })) : null,
  }
  const offered = choices[input]
  if (offered)
    return (
      <SelectField
        label={t('contacts.value')}
        className="w-full"
        error={error}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      >
        <option value="">{t('contacts.choose')}</option>
        {(!value || offered.some((one) => one.value === value) ? offered : [...offered, { value, label: value }]).map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </SelectField>
    )
  const type = input === 'days' || field?.type === 'number' ? 'number' : field?.type === 'date' ? 'date' : 'text'
  return (
    <TextField
      label={input === 'days' ? t('contacts.days') : t('contacts.value')}
      type={type}
      {...(input === 'days' ? { min: 1, max: 3_650, step: 1 } : type === 'number' ? { step: 'any' } : { maxLength: 500 })}
      error={error}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  )
}

/** A month and a day. Until both are there, the condition has no value. */
function Day({ value, error, onChange }: { value: string; error: string | undefined; onChange: (value: string) => void }) {
  const [parts, setParts] = useState(() => partsOfDay(value))
  return (
    <DayFields
      parts={parts}
      error={error}
      onChange={(next) => {
        setParts(next)
        onChange(dayOfParts({ ...next, year: '' })?.slice(5) ?? '')
      }}
    />
  )
}
