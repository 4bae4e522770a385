import { useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { TextField } from '../parts/Field.tsx'
import { EditorCard } from './EditorCard.tsx'
import { slugOf, type FormDraft } from './formDraft.ts'

/** The name of a form, which is the title of its page, and its address, which follows the name until it is typed. */
export function NameCard({ isNew }: { isNew: boolean }) {
  const { t } = useTranslation()
  const { register, setValue, formState } = useFormContext<FormDraft>()
  const [follows, setFollows] = useState(isNew)
  const { errors } = formState
  return (
    <EditorCard title={t('forms.nameTitle')}>
      <TextField
        label={t('forms.name')}
        hint={t('forms.nameHint')}
        maxLength={200}
        error={errors.name?.message}
        {...register('name', {
          validate: (name) => name.trim() !== '' || t('needed'),
          onChange: (change: { target: { value: string } }) =>
            follows && setValue('slug', slugOf(change.target.value), { shouldValidate: formState.isSubmitted }),
        })}
      />
      <TextField
        label={t('forms.slug')}
        hint={t(isNew ? 'forms.slugHint' : 'forms.slugChanges')}
        maxLength={80}
        autoComplete="off"
        spellCheck={false}
        error={errors.slug?.message}
        {...register('slug', {
          validate: (slug) => /^[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?$/.test(slug.trim()) || t('forms.slugWrong'),
          onChange: () => setFollows(false),
        })}
      />
    </EditorCard>
  )
}
