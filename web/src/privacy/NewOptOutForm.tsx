import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { useController, useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { optOutSources } from '../../../server/model/optOut.ts'
import type { NewOptOut } from '../../../server/privacy/optOuts.schemas.ts'
import { EditorDrawer } from '../frame/EditorDrawer.tsx'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { SelectField, TextArea } from '../parts/Field.tsx'
import { Picker } from '../parts/Picker.tsx'
import { queries } from '../queries.ts'
import { sameNames, useSave } from '../useSave.ts'
import { personText } from './personText.ts'

type Fields = { person: { id: string; label: string } | null; source: NewOptOut['source']; reason: string }

/** Adds a person to the opt-outs by hand, in a drawer. Errors of `onAdd` are shown at their fields. */
export function NewOptOutForm({ onAdd, onClose }: { onAdd: (optOut: NewOptOut) => Promise<void>; onClose: () => void }) {
  const { t } = useTranslation()
  const formId = useId()
  const [searched, setSearched] = useState('')
  const people = useQuery(queries.someContacts(searched))
  const form = useForm<Fields>({ defaultValues: { person: null, source: 'email', reason: '' } })
  const { register, formState, control } = form
  const { field: person } = useController({ control, name: 'person', rules: { validate: (chosen) => chosen !== null || t('needed') } })
  const { submit, trouble } = useSave(form, {
    save: ({ person: chosen, source, reason }) => onAdd({ contactId: chosen!.id, source, reason: reason.trim() }),
    errorsAt: () => ({ ...sameNames(['source', 'reason']), contactId: 'person' }),
  })
  const options = (people.data?.data ?? []).map((one) => ({ id: one.id, label: personText(one) ?? one.phone ?? one.email ?? one.id }))
  return (
    <EditorDrawer
      title={t('optOuts.add')}
      isDirty={formState.isDirty && !formState.isSubmitting}
      onClose={onClose}
      footer={
        <div className="grid gap-3">
          <ProblemNotice problem={trouble} />
          <Button type="submit" form={formId} look="primary" busy={formState.isSubmitting} className="justify-self-end">
            {t('optOuts.add')}
          </Button>
        </div>
      }
    >
      <form id={formId} noValidate onSubmit={(event) => void submit(event)} className="grid gap-6 p-4 pb-10 sm:p-6">
        <p className="text-sm text-soft">{t('optOuts.addText')}</p>
        <Picker
          single
          label={t('optOuts.person')}
          chosen={person.value ? [person.value] : []}
          options={options}
          busy={people.isPlaceholderData || people.isPending}
          none={t('optOuts.nobody')}
          placeholder={t('optOuts.personPlaceholder')}
          removeLabel={(label) => t('optOuts.removePerson', { name: label })}
          onSearch={setSearched}
          onAdd={(id) => person.onChange(options.find((one) => one.id === id) ?? null)}
          onRemove={() => person.onChange(null)}
          error={formState.errors.person?.message}
        />
        <SelectField label={t('optOuts.how')} className="w-full sm:w-72" {...register('source')}>
          {optOutSources.map((source) => (
            <option key={source} value={source}>
              {t(`optOuts.source.${source}`)}
            </option>
          ))}
        </SelectField>
        <TextArea
          label={t('optOuts.reason')}
          maxLength={500}
          error={formState.errors.reason?.message}
          {...register('reason', { validate: (text) => text.trim() !== '' || t('needed') })}
        />
      </form>
    </EditorDrawer>
  )
}
