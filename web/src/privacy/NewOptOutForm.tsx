import { useId } from 'react'
import { useController, useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { optOutSources } from '../../../server/model/optOut.ts'
import type { NewOptOut } from '../../../server/privacy/optOuts.schemas.ts'
import { EditorDrawer } from '../frame/EditorDrawer.tsx'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { Button } from '../parts/Button.tsx'
import { SelectField, TextArea } from '../parts/Field.tsx'
import { sameNames, useSave } from '../useSave.ts'
import { type Chosen, PersonPicker } from './PersonPicker.tsx'

type Fields = { person: Chosen | null; source: NewOptOut['source']; reason: string }

/** Adds a person to the opt-outs by hand, in a drawer. Errors of `onAdd` are shown at their fields. */
export function NewOptOutForm({ onAdd, onClose }: { onAdd: (optOut: NewOptOut) => Promise<void>; onClose: () => void }) {
  const { t } = useTranslation()
  const formId = useId()
  const form = useForm<Fields>({ defaultValues: { person: null, source: 'email', reason: '' } })
  const { register, formState, control } = form
  const { field: person } = useController({ control, name: 'person', rules: { validate: (chosen) => chosen !== null || t('needed') } })
  const { submit, trouble } = useSave(form, {
    save: ({ person: chosen, source, reason }) => onAdd({ contactId: chosen!.id, source, reason: reason.trim() }),
    errorsAt: () => ({ ...sameNames(['source', 'reason']), contactId: 'person' }),
  })
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
        <PersonPicker chosen={person.value} onChange={person.onChange} error={form.formState.errors.person?.message} />
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
