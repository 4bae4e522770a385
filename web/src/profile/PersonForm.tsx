import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useForm } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { Me } from '../../../server/auth/setup.schemas.ts'
import { api } from '../api.ts'
import { setFieldErrors } from '../fieldErrors.ts'
import { ProblemNotice } from '../frame/ProblemNotice.tsx'
import { SelectField, TextField } from '../parts/Field.tsx'
import { showNote } from '../parts/notes.tsx'
import { SaveForm } from '../parts/SaveForm.tsx'
import { languageName, languages } from '../words.ts'

const zones = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])].toSorted()

/** Your own name, email, language and time zone. A new email needs the password. */
export function PersonForm({ user }: { user: NonNullable<Me['user']> }) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const usual = {
    name: user.name,
    email: user.email,
    language: user.language ?? '',
    timeZone: user.timeZone ?? '',
    currentPassword: '',
  }
  const { register, handleSubmit, watch, formState, setError, reset } = useForm({ defaultValues: usual })
  const { errors, isDirty, isSubmitting } = formState
  const [trouble, setTrouble] = useState<unknown>(null)
  const newEmail = watch('email').trim().toLowerCase() !== user.email
  const save = async ({ name, email, language, timeZone, currentPassword }: typeof usual) => {
    setTrouble(null)
    try {
      const saved = await api.changeMe({
        name: name.trim(),
        language: language || null,
        timeZone: timeZone || null,
        ...(newEmail ? { email: email.trim(), currentPassword } : {}),
      })
      await client.invalidateQueries({ queryKey: ['me'] })
      reset({ ...saved, language: saved.language ?? '', timeZone: saved.timeZone ?? '', currentPassword: '' })
      showNote(t('settings.saved'))
    } catch (caught) {
      if (!setFieldErrors(caught, ['name', 'email', 'timeZone', 'currentPassword'], setError)) setTrouble(caught)
    }
  }
  return (
    <SaveForm
      label={t('settings.save')}
      onSubmit={() => void handleSubmit(save)()}
      isDirty={isDirty}
      busy={isSubmitting}
      className="grid items-start gap-5 lg:grid-cols-3"
    >
      <TextField
        label={t('profile.name')}
        autoComplete="name"
        error={errors.name?.message}
        {...register('name', { required: t('needed') })}
      />
      <TextField
        label={t('signIn.email')}
        type="email"
        autoComplete="username"
        error={errors.email?.message}
        {...register('email', { required: t('needed') })}
      />
      {newEmail && (
        <TextField
          label={t('profile.current')}
          hint={t('profile.emailHint')}
          type="password"
          autoComplete="current-password"
          error={errors.currentPassword?.message}
          {...register('currentPassword', { required: t('needed') })}
        />
      )}
      <SelectField label={t('profile.timeZone')} hint={t('profile.timeZoneHint')} className="w-full" {...register('timeZone')}>
        <option value="">{t('profile.ofBrowser')}</option>
        {zones.map((zone) => (
          <option key={zone}>{zone}</option>
        ))}
      </SelectField>
      {languages.length > 1 && (
        <SelectField label={t('profile.language')} className="w-full" {...register('language')}>
          <option value="">{t('profile.ofBrowser')}</option>
          {languages.map((value) => (
            <option key={value} value={value}>
              {languageName(value)}
            </option>
          ))}
        </SelectField>
      )}
      {trouble !== null && (
        <div className="col-span-full">
          <ProblemNotice problem={trouble} />
        </div>
      )}
    </SaveForm>
  )
}
